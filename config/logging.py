"""Configures logging: one line for each record on stderr, with all secrets masked.

The HTTP client logs every URL, Telegram's URLs contain the token, and tracebacks may quote either.
The finished text of every record is masked, whichever library wrote it.
"""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType
from typing import Final

from config.secrets import Redactor, secret_values
from config.settings import Settings

_FORMAT: Final = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_STANDARD: Final = frozenset(vars(logging.makeLogRecord({})))
_VERBOSE: Final = ("alembic", "apscheduler", "httpcore", "httpx", "PIL")
"""Libraries that log every step at INFO; they are limited to WARNING."""

_log = logging.getLogger(__name__)


class SecretFilter(logging.Filter):
    """Masks secrets in a record: message, arguments, traceback, stack and extra fields."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact
        self._formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record in place; always return True."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            message = f"{record.msg} {record.args}"
        record.msg, record.args = self._redact(message), None
        if record.exc_info:
            # Format the traceback here: the handler would do so after this filter, unmasked.
            record.exc_text = self._formatter.formatException(record.exc_info)
            record.exc_info = None
        if record.exc_text:
            record.exc_text = self._redact(record.exc_text)
        if record.stack_info:
            record.stack_info = self._redact(record.stack_info)
        for name, value in vars(record).items():
            if name not in _STANDARD and isinstance(value, str):
                setattr(record, name, self._redact(value))
        return True


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _log.critical("stopped by an error nobody expected", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _log_uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def configure_logging(settings: Settings) -> None:
    """Log every record, warning and uncaught error of the process to stderr, masked."""
    redact = Redactor(secret_values(settings))
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(_FORMAT))
    handler.addFilter(SecretFilter(redact))
    logging.basicConfig(level=settings.log.level, handlers=[handler], force=True)
    for name in _VERBOSE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.root.level))
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread
