"""Clean untrusted text, links and tags."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

MAX_TITLE_CHARS: Final = 300
MAX_URL_CHARS: Final = 2000
MAX_TAG_CHARS: Final = 30

_TAG: Final = re.compile(r"<[a-zA-Z/!?][^<>]{0,1000}>")


def plain_text(text: str, limit: int = MAX_TITLE_CHARS) -> str:
    """Return text without markup, control characters and extra space, at most `limit` long.

    Entities are resolved twice, since feeds escape twice; tags that appear then are dropped, so
    that no markup of a feed reaches a message.
    """
    text = text[: limit * 20]
    if text.isprintable() and "<" not in text and "&" not in text:  # as nearly all text is
        return " ".join(text.split())[:limit].strip()
    for _ in range(2):
        text = _TAG.sub(" ", html.unescape(text))
    if _TAG.search(text):  # tags nested to form new ones when the inner are taken out
        text = re.sub("[<>]", " ", text)
    kept = (" " if unicodedata.category(c).startswith(("C", "Z")) else c for c in text)
    return " ".join("".join(kept).split())[:limit].strip()


def web_link(text: str) -> str | None:
    """Return an http or https address, or None for anything else."""
    link = text.strip()
    if (
        not link
        or len(link) > MAX_URL_CHARS
        or any(c.isspace() or not c.isprintable() for c in link)
    ):
        return None
    try:
        parts = urlsplit(link)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or parts.username is not None:
        return None
    return link


def hashtags_of(text: str, limit: int = 20) -> tuple[str, ...]:
    """Return the tags of a list such as `#데일리 #봄` or `데일리|봄,니트`, without `#`."""
    parts = re.split(r"[#|,;]" if "#" not in text else r"[#|,;\s]", plain_text(text, 1000))
    tags = (part.strip() for part in parts)
    return tuple(dict.fromkeys(tag for tag in tags if 0 < len(tag) <= MAX_TAG_CHARS))[:limit]


def slug_of(name: str, limit: int = 80) -> str:
    """Return a stable key for a shop's name: letters and digits of any script, and dashes."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "-".join(re.findall(r"\w+", letters))[:limit].strip("-")
