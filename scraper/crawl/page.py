"""What an HTML page says to machines: JSON-LD, microdata, meta tags, links and tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from urllib.parse import urldefrag, urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.crawl.microdata import microdata_items
from scraper.feed import encoding_of
from scraper.text import web_link

MAX_DEPTH: Final = 400
"""Tags open inside each other; a parser's time may grow with the square of them."""
MAX_LINKS: Final = 5000
MAX_TABLES: Final = 20
MAX_ROWS: Final = 60
MAX_CELLS: Final = 30
MAX_JSON_CHARS: Final = 1_000_000

_CHARSET: Final = re.compile(rb"""(?i)charset\s*=\s*["']?\s*([\w-]{2,20})""")
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# These hold nothing, or are closed by what follows.
_FLAT: Final = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
        *("track", "wbr", "p", "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody"),
        *("tfoot", "path", "rect", "circle", "line", "polygon", "use"),
    }
)


class PageError(ValueError):
    """A page that cannot be read; `reason` is its stable code."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says to machines.

    Attributes:
        url: where it is.
        title: of the document.
        canonical: the address that it gives itself, else `url`.
        meta: content of `<meta>` by property or name, the first of each.
        items: things of schema.org, from JSON-LD first, then from microdata in the same form.
        links: http and https addresses that it links to, without fragments, in order.
        tables: rows of cells, header rows included.
    """

    url: str
    title: str
    canonical: str
    meta: Mapping[str, str]
    items: tuple[Mapping[str, Any], ...]
    links: tuple[str, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]


def read_page(body: bytes, content_type: str, url: str) -> Page:
    """Return what a page says.

    Raises:
        PageError: `not_html`, or `too_deep` where tags are nested as no shop nests them.
    """
    if content_type and "html" not in content_type:
        raise PageError("not_html", f"{url}: {content_type}")
    text = body.decode(_encoding(body, content_type), "replace")
    if _depth(text) > MAX_DEPTH:
        raise PageError("too_deep", f"{url}: over {MAX_DEPTH} tags inside each other")
    tree = LexborHTMLParser(text)
    meta = _meta(tree)
    base = tree.css_first("link[rel=canonical]")
    canonical = _link(url, base.attributes.get("href")) if base is not None else None
    title = tree.css_first("title")
    return Page(
        url=url,
        title=title.text(strip=True)[:500] if title is not None else "",
        canonical=canonical or url,
        meta=meta,
        items=(*_json_ld(tree), *microdata_items(tree, url)),
        links=tuple(dict.fromkeys(islice(_links(tree, url), MAX_LINKS))),
        tables=tuple(_table(node) for node in tree.css("table")[:MAX_TABLES]),
    )


def _encoding(body: bytes, content_type: str) -> str:
    """Return the page's encoding: what it says where that is Korean, else what its bytes are."""
    said = _CHARSET.search(content_type.encode("ascii", "replace")) or _CHARSET.search(body[:2048])
    if said and said[1].lower() in {b"euc-kr", b"cp949", b"ks_c_5601-1987", b"uhc"}:
        # What says EUC-KR is often CP949, its superset; what says so and is UTF-8 is known by that.
        return encoding_of(body)
    return encoding_of(body) if not said else "utf-8"


def _depth(text: str) -> int:
    """Return how many tags are open at once at most, counted as they are written."""
    depth = deepest = 0
    for match in _TAG.finditer(text):
        if match[2].lower() in _FLAT:
            continue
        depth = max(depth - 1, 0) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta[content]")[:200]:
        name = node.attributes.get("property") or node.attributes.get("name")
        content = node.attributes.get("content")
        if name and content:
            found.setdefault(name.strip().lower()[:100], content[:5000])
    return found


def _json_ld(tree: LexborHTMLParser) -> Iterator[Mapping[str, Any]]:
    for node in tree.css('script[type="application/ld+json"]')[:50]:
        text = node.text(deep=True)[:MAX_JSON_CHARS].strip().removesuffix(";")
        try:
            yield from _things(json.loads(text, strict=False))
        except (ValueError, RecursionError):
            continue  # one broken block is no reason to leave out the others


def _things(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a block: alone, in a list, or in a `@graph`."""
    if isinstance(value, list):
        for one in value[:500]:
            yield from _things(one)
    elif isinstance(value, dict):
        if "@graph" in value:
            yield from _things(value["@graph"])
        elif "@type" in value:
            yield value
            main = value.get("mainEntity")
            if isinstance(main, dict | list):
                yield from _things(main)


def _links(tree: LexborHTMLParser, url: str) -> Iterator[str]:
    for node in tree.css("a[href]"):
        if link := _link(url, node.attributes.get("href")):
            yield link


def _link(url: str, href: str | None) -> str | None:
    if not href:
        return None
    try:
        return web_link(urldefrag(urljoin(url, href.strip())).url)
    except ValueError:
        return None


def _table(node: LexborNode) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(cell.text(strip=True)[:80] for cell in row.css("th, td")[:MAX_CELLS])
        for row in node.css("tr")[:MAX_ROWS]
    )
