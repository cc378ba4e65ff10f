"""Resolves addresses of pages and pictures as feeds and pages write them."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from scraper.text import MAX_URL_CHARS, web_link

_PATH_SAFE: Final = "/:@!$&'()*+,;=-._~%"
_QUERY_SAFE: Final = _PATH_SAFE + '?|[]{}"<>^`\\'
_BEFORE_SCHEME: Final = re.compile(r"(?: ?\| ?|(?<!,) )(?=(?:https?:)?//)", re.IGNORECASE)
_COMMA_BEFORE_SCHEME: Final = re.compile(r", ?(?=https?://)", re.IGNORECASE)
_PICTURE_NAME: Final = re.compile(
    r"\.(?:jpe?g|jfif|png|webp|gif|avif|heic|bmp)(?:[?#][^,]*)?$", re.IGNORECASE
)
_PLAIN: Final = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/[A-Za-z0-9._~/?=&+,;!-]*", re.ASCII
)
_SEPARATOR: Final = re.compile(r"[\s,|]")
_BARE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


def resolve_link(text: str, base: str = "") -> str | None:
    """Return an http or https address that can be asked for as it is, None for anything else.

    Args:
        text: absolute, relative to `base`, or with `//` and no scheme; spaces and letters of any
            script in it are percent-encoded, scheme and host are written small.
        base: address that `text` is relative to; empty where there is none.
    """
    if _PLAIN.fullmatch(text) and len(text) <= MAX_URL_CHARS:  # as nearly all links are
        return text
    link = text.strip()
    if not link or len(link) > MAX_URL_CHARS or not link.replace(" ", "").isprintable():
        return None
    try:
        if link.startswith("//"):
            link = f"{urlsplit(base).scheme or 'https'}:{link}"
        elif base:
            link = urljoin(base, link)
        parts = urlsplit(link)
        path = quote(_BARE_PERCENT.sub("%25", parts.path), safe=_PATH_SAFE)
        query = _BARE_PERCENT.sub("%25", parts.query)
        if not query.isascii() or " " in query:
            query = quote(query, safe=_QUERY_SAFE)
        return web_link(
            urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, query, parts.fragment))
        )
    except ValueError:
        return None


def first_picture(text: str) -> str:
    """Return the first of a list of picture addresses; commas and bars inside one stay.

    A bar or a space before a scheme separates addresses. A comma before one does so after the
    name of a picture, or before the same host; elsewhere it belongs to the address, as in those of
    image proxies (`https://img.example/w_300,https://shop.example/a.jpg`).
    """
    if _SEPARATOR.search(text) is None:
        return text.strip()
    first = _BEFORE_SCHEME.split(" ".join(text.split()), maxsplit=1)[0]
    for comma in _COMMA_BEFORE_SCHEME.finditer(first):
        before, after = first[: comma.start()], first[comma.end() :]
        if _PICTURE_NAME.search(before) or _host(before) == _host(after):
            return before
    return first


def _host(link: str) -> str:
    return link.partition("//")[2].partition("/")[0].lower()
