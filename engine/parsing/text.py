"""Folds and caps text before a grammar reads it."""

from __future__ import annotations

import unicodedata
from typing import Final

MAX_CHARS: Final = 512
"""Length to which text is cut before any pattern runs over it.

A Telegram message has up to 4,096 characters; what people ask a bot for stands in the first lines.
"""


def fold(text: str, max_chars: int = MAX_CHARS) -> str:
    """Return the beginning of `text` in NFKC, lower case, with single spaces.

    NFKC turns full-width digits and letters into plain ones, ㎝ into cm, ￦ into ₩. It can also
    make text up to 18 times as long, so the result is cut again.

    Args:
        text: any characters, any length.
        max_chars: length of the part that is read, and of the result.
    """
    folded = unicodedata.normalize("NFKC", text[:max_chars]).lower()
    return " ".join(folded.split())[:max_chars]
