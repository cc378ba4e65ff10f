"""Parameters of one call, whether they came as JSON, as a form or in the query string."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from simulator.errors import bad_request

_TRUE = frozenset({"true", "1", "yes", "on"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    content_type: str
    content: bytes


class Parameters:
    """Reads values by name and type; a form sends everything as text, JSON does not.

    Args:
        values: decoded values, or text of a form.
        uploads: files by the name of their form field.
    """

    def __init__(
        self, values: dict[str, Any] | None = None, uploads: dict[str, Upload] | None = None
    ) -> None:
        self._values = values or {}
        self.uploads = uploads or {}

    def __contains__(self, name: str) -> bool:
        return name in self._values or name in self.uploads

    def names(self) -> set[str]:
        """Return the names of all parameters, without files that others point to."""
        attached = {name for name in self.uploads if f"attach://{name}" in str(self._values)}
        return set(self._values) | (set(self.uploads) - attached)

    def logged(self) -> dict[str, Any]:
        """Return every value decoded, files as their name and size."""
        shown = {name: _decoded(value) for name, value in self._values.items()}
        for name, upload in self.uploads.items():
            shown[name] = f"<{upload.name}, {len(upload.content)} bytes>"
        return shown

    def text(self, name: str) -> str | None:
        """Return a value as text."""
        value = self._values.get(name)
        if value is None or isinstance(value, str):
            return value
        return str(value)

    def integer(self, name: str) -> int | None:
        """Return a whole number.

        Raises:
            ApiError: the value is none.
        """
        value = self._values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f"parameter {name} must be an Integer") from None

    def number(self, name: str) -> float | None:
        """Return a number.

        Raises:
            ApiError: the value is none.
        """
        value = self._values.get(name)
        if value is None or value == "":
            return None
        try:
            return float(value)
        except (TypeError, ValueError):
            raise bad_request(f"parameter {name} must be a Float") from None

    def flag(self, name: str) -> bool:
        """Return a Boolean, false when it is missing."""
        value = self._values.get(name)
        return value.lower() in _TRUE if isinstance(value, str) else bool(value)

    def structure(self, name: str) -> Any:
        """Return an object or array, which a form carries as JSON text.

        Raises:
            ApiError: the text is no JSON.
        """
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def required_integer(self, name: str) -> int:
        """Return a whole number that must be there.

        Raises:
            ApiError: it is missing.
        """
        value = self.integer(name)
        if value is None:
            raise bad_request(f"parameter {name} is required")
        return value

    def file_source(self, name: str) -> Upload | str | None:
        """Return an upload, or the text in its place: a file_id, a URL or `attach://`."""
        if name in self.uploads:
            return self.uploads[name]
        value = self.text(name)
        return self.attached(value) if value else None

    def attached(self, value: str) -> Upload | str:
        """Follow `attach://field`; other text comes back as it is.

        Raises:
            ApiError: no file has this field name.
        """
        if not value.startswith("attach://"):
            return value
        upload = self.uploads.get(value.removeprefix("attach://"))
        if upload is None:
            raise bad_request("wrong remote file identifier specified: file wasn't attached")
        return upload


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
