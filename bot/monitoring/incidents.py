"""Gives every unexpected error a number that both the log and the person get."""

from __future__ import annotations

import logging
import secrets

_log = logging.getLogger(__name__)


def log_incident(error: BaseException, doing: str) -> str:
    """Log an error with its traceback; return the number to tell the person."""
    incident = secrets.token_hex(3)
    _log.error("incident %s while %s", incident, doing, exc_info=error)
    return incident
