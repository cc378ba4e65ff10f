"""Secrets are masked in every part of a log record."""

from __future__ import annotations

import io
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.logging import configure_logging
from config.secrets import MASK, Redactor, secret_values
from config.settings import Settings

TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_12345"
PASSWORD = "hunter2-secret"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Return what reaches stderr, with the process's logging put back afterwards."""
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = sys.excepthook, threading.excepthook
    monkeypatch.setattr(sys, "stderr", stream)
    for handler in handlers:
        root.removeHandler(handler)  # pytest's own would be closed otherwise
    configure_logging(
        Settings(
            _env_file=None,
            telegram={"token": TOKEN, "webhook_secret": PASSWORD},
            log={"level": "DEBUG"},
        )
    )
    yield stream
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook = hooks
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("alembic", "apscheduler", "httpcore", "httpx", "PIL"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def fail(error: Exception) -> None:
    raise error


def check(log: io.StringIO) -> str:
    text = log.getvalue()
    assert TOKEN not in text
    assert TOKEN.partition(":")[2] not in text
    assert PASSWORD not in text
    assert MASK in text
    return text


def test_message_and_arguments(log: io.StringIO) -> None:
    logging.getLogger("a").info("calling %s with %r", f"https://x/bot{TOKEN}/getMe", [PASSWORD])
    assert "getMe" in check(log)


def test_mapping_arguments(log: io.StringIO) -> None:
    logging.getLogger("a").info("token=%(token)s", {"token": TOKEN})
    check(log)


def test_a_record_with_wrong_arguments_is_still_written(log: io.StringIO) -> None:
    logging.getLogger("a").info("%s %s", *[TOKEN])
    check(log)


def test_percent_encoded(log: io.StringIO) -> None:
    logging.getLogger("a").info("GET /?token=%s", quote(TOKEN, safe=""))
    check(log)


def test_the_secret_half_of_the_token_alone(log: io.StringIO) -> None:
    logging.getLogger("a").info("it ends in %s", TOKEN.partition(":")[2])
    check(log)


def test_traceback_with_its_causes(log: io.StringIO) -> None:
    try:
        try:
            fail(ConnectionError(f"cannot reach https://x/bot{TOKEN}/getMe"))
        except ConnectionError as error:
            raise RuntimeError(PASSWORD) from error
    except RuntimeError:
        logging.getLogger("a").exception("failed")
    text = check(log)
    assert "ConnectionError" in text
    assert "RuntimeError" in text


def test_extra_fields_are_masked_for_any_formatter(log: io.StringIO) -> None:
    logging.getLogger().handlers[0].setFormatter(logging.Formatter("%(message)s %(url)s"))
    logging.getLogger("a").info("call", extra={"url": f"https://x/bot{TOKEN}"})
    check(log)


def test_stack_info(log: io.StringIO) -> None:
    attributes = {"msg": "here", "levelno": logging.INFO, "stack_info": f"token = '{TOKEN}'"}
    logging.getLogger("a").handle(logging.makeLogRecord(attributes))
    check(log)


def test_the_http_client_at_debug(log: io.StringIO) -> None:
    logging.getLogger("httpx").setLevel(logging.DEBUG)
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, json={}))
    with httpx.Client(transport=transport) as client:
        client.get(f"https://api.telegram.org/bot{TOKEN}/getMe")
    assert "getMe" in check(log)


def test_uncaught_error(log: io.StringIO) -> None:
    try:
        fail(ValueError(f"The token `{TOKEN}` was rejected by the server."))
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    assert "was rejected" in check(log)


def test_uncaught_error_of_a_thread(log: io.StringIO) -> None:
    def work() -> None:
        raise ValueError(TOKEN)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    check(log)


def test_interrupt_is_quiet(log: io.StringIO) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert log.getvalue() == ""


def test_warnings_go_to_the_log(log: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(f"deprecated: {TOKEN}", UserWarning, stacklevel=1)
        logging.captureWarnings(False)
    check(log)


def test_any_bot_token_is_masked_even_when_it_is_not_ours() -> None:
    assert Redactor()(f"https://x/bot{TOKEN}/getMe") == f"https://x/bot{MASK}/getMe"


def test_password_of_a_url() -> None:
    redacted = Redactor()("postgresql+asyncpg://coordi:pa55w0rd@db:5432/coordi")
    assert redacted == f"postgresql+asyncpg://coordi:{MASK}@db:5432/coordi"


def test_every_secret_setting_is_known() -> None:
    settings = Settings(
        _env_file=None,
        telegram={"token": TOKEN, "webhook_secret": PASSWORD},
    )
    assert set(secret_values(settings)) == {TOKEN, PASSWORD}


@given(
    secret=st.text(min_size=8, max_size=40), before=st.text(max_size=30), after=st.text(max_size=30)
)
def test_no_secret_survives(secret: str, before: str, after: str) -> None:
    redacted = Redactor([secret])(before + secret + after)
    assert secret not in redacted.replace(MASK, "")


@given(st.text(max_size=300))
def test_any_text_can_be_redacted(text: str) -> None:
    assert isinstance(Redactor(["some-secret"])(text), str)
