"""Error answers of the Bot API, in Telegram's words."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A call that Telegram refuses.

    Attributes:
        status: HTTP status, also `error_code` of the answer.
        description: the sentence a bot library shows.
        parameters: `ResponseParameters`, such as `retry_after`.
    """

    def __init__(
        self, status: int, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, Any]:
        """Return the body of the HTTP answer."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> ApiError:
    """Return a 400 with Telegram's prefix."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """Return a 403 with Telegram's prefix."""
    return ApiError(403, f"Forbidden: {reason}")


def unauthorized() -> ApiError:
    """Return the answer to a wrong token."""
    return ApiError(401, "Unauthorized")


def not_found() -> ApiError:
    """Return the answer to an unknown method or path."""
    return ApiError(404, "Not Found")


def conflict(reason: str) -> ApiError:
    """Return a 409, given when two receivers of updates compete."""
    return ApiError(409, f"Conflict: {reason}")


def too_large() -> ApiError:
    """Return the answer to a request body over the upload limit."""
    return ApiError(413, "Request Entity Too Large")


def too_many_requests(retry_after_s: int) -> ApiError:
    """Return a 429 that says how long to wait."""
    return ApiError(
        429, f"Too Many Requests: retry after {retry_after_s}", {"retry_after": retry_after_s}
    )
