"""Base classes of expected errors."""

from __future__ import annotations


class CoordiError(Exception):
    """An expected failure with a message for a person and a stable code.

    Attributes:
        code: snake_case identifier, by which the bot finds the sentence in its catalogues.
    """

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class SettingsError(CoordiError):
    """A setting is unknown, missing or out of range."""

    code = "settings"
