"""Finds the secrets of the settings and masks them in text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

from pydantic import BaseModel, SecretStr

MASK: Final = "********"

# Any token of Telegram, not only the one in the settings.
_ANY_BOT_TOKEN: Final = re.compile(r"(?<!\d)\d{5,}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
_URL_PASSWORD: Final = re.compile(
    r"(?P<head>\b[a-z][a-z0-9+.-]{0,20}://[^\s/:@]*:)[^\s/@]+(?=@)", re.IGNORECASE
)
_SHORTEST: Final = 4
"""Length of the shortest secret that is masked; masking single letters would mask everything."""


def secret_values(model: BaseModel) -> Iterator[str]:
    """Yield every secret of the settings, nested groups included."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, dict):
            yield from (option.get_secret_value() for option in value.values())
        elif isinstance(value, BaseModel):
            yield from secret_values(value)


class Redactor:
    """Masks secrets in text, also where they are percent-encoded.

    Args:
        secrets: the values to mask; of `digits:rest`, the rest alone is a secret too.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = set()
        for secret in secrets:
            number, _, rest = secret.partition(":")
            for part in (secret, rest if number.isdigit() else ""):
                forms |= {part, quote(part, safe="")}
        # The longest first, so that no part of a longer secret remains.
        given = sorted((f for f in forms if len(f) >= _SHORTEST), key=len, reverse=True)
        self._given = re.compile("|".join(map(re.escape, given))) if given else None

    def __call__(self, text: str) -> str:
        """Return `text` with every secret masked."""
        if self._given is not None:
            text = self._given.sub(MASK, text)
        text = _ANY_BOT_TOKEN.sub(MASK, text)
        return _URL_PASSWORD.sub(lambda match: match["head"] + MASK, text)
