# syntax=docker/dockerfile:1
# The bot on a CPU: no torch, no compiler, not root.
FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/coordi
COPY requirements/serve.txt /tmp/serve.txt
RUN /opt/coordi/bin/pip install --require-hashes --requirement /tmp/serve.txt
WORKDIR /src
COPY pyproject.toml README.md LICENSE coordi.py ./
COPY bot bot
COPY config config
COPY db db
COPY engine engine
COPY scraper scraper
COPY simulator simulator
RUN /opt/coordi/bin/pip install --no-deps . \
    && find /opt/coordi -name '__pycache__' -prune -exec rm -rf {} + \
    && find /opt/coordi -type d -name tests -path '*site-packages*' -prune -exec rm -rf {} +

FROM python:3.12-slim-bookworm
RUN useradd --system --create-home --uid 10001 coordi \
    && install --directory --owner=coordi --group=coordi /var/lib/coordi
COPY --from=build /opt/coordi /opt/coordi
ENV PATH=/opt/coordi/bin:$PATH PYTHONUNBUFFERED=1 COORDI_DATA_DIR=/var/lib/coordi
USER coordi
WORKDIR /var/lib/coordi
VOLUME /var/lib/coordi
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["coordi", "health"]
CMD ["coordi", "run"]
