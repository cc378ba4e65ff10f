"""Give every unexpected error an incident number, which the log and the person get."""

from __future__ import annotations

import logging
import secrets

_log = logging.getLogger(__name__)


def log_incident(error: BaseException, doing: str) -> str:
    """Log an error with its traceback; return the incident number for the person.

    Args:
        error: that was caught.
        doing: what failed, to be read after "while".
    """
    incident = secrets.token_hex(3)
    _log.error("incident %s while %s", incident, doing, exc_info=error)
    return incident
