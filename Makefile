# make demo   a chat with the bot in the browser; needs Python 3.11+ and nothing else of ours
# make test   lint, types, import contracts and every test
# make check  lint, types, import contracts and the fast tests, in a few minutes
# make bench  what is measured, on this machine
# make shop   a shop of 500 drawn products on port 9000, to be crawled by the demo: docs/shops.md

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# A process a core; a file's tests stay in one, so that what they share is made once.
PARALLEL := --numprocesses auto --dist loadfile

.PHONY: demo shop test check lint bench translations lock clean

demo: $(VENV)/.demo
	$(BIN)/coordi demo

shop: $(VENV)/.demo
	$(BIN)/python tests/support/shop/server.py

test: $(VENV)/.test lint
	tests/install_chromium.sh
	$(BIN)/python -m pytest $(PARALLEL)

# The tests of training are slow, and to leave them out spares every process the import of torch.
check: $(VENV)/.test lint
	$(BIN)/python -m pytest $(PARALLEL) -m "not slow" --ignore tests/engine/training

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks

lock:
	requirements/lock.sh

clean:
	rm -rf $(VENV) var artifacts build *.egg-info

# A demo needs what `coordi run` needs (requirements/serve.txt) and what draws the sample shop.
$(VENV)/.demo: requirements/demo.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Coordi into $(VENV) …"
	$(PIP) install --require-hashes --requirement requirements/demo.txt
	$(PIP) install --no-deps --editable .
	touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.demo
	$(PIP) install --requirement requirements/test.txt
	touch $@
