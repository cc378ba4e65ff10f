"""Extract JSON-LD, microdata, meta tags, links and tables from an HTML page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from urllib.parse import urldefrag

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.crawl.json_ld import MAX_BLOCKS, things_in
from scraper.crawl.microdata import microdata_items
from scraper.fields.link import resolve_link

MAX_DEPTH: Final = 400
"""Limit of nested tags; a parser's time may grow with their square."""
MAX_LINKS: Final = 5000
MAX_TABLES: Final = 20
MAX_ROWS: Final = 60
MAX_CELLS: Final = 30

_JSON_LD: Final = "application/ld+json"
_KOREAN: Final = frozenset(
    {"euc-kr", "euckr", "cp949", "ms949", "ks_c_5601-1987", "uhc", "x-windows-949"}
)
_CHARSET: Final = re.compile(rb"""(?i)charset\s*=\s*["']?\s*([\w-]{2,20})""")
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Void elements, and elements that the next tag closes.
_FLAT: Final = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
        *("track", "wbr", "p", "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody"),
        *("tfoot", "path", "rect", "circle", "line", "polygon", "use"),
    }
)


class PageError(ValueError):
    """The page cannot be parsed; `reason` is a stable code."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Page:
    """The machine-readable data of a page.

    Attributes:
        url: address of the page.
        base: base address of its relative links.
        title: title of the document.
        canonical: the page's canonical address, else `url`.
        meta: content of `<meta>` by property or name, the first of each.
        items: schema.org objects, from JSON-LD first, then from microdata in the same form.
        links: linked http and https addresses without fragments, in order.
        tables: rows of cells, header rows included.
    """

    url: str
    base: str
    title: str
    canonical: str
    meta: Mapping[str, str]
    items: tuple[Mapping[str, Any], ...]
    links: tuple[str, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]


def read_page(body: bytes, content_type: str, url: str) -> Page:
    """Parse a page.

    Raises:
        PageError: `not_html`, or `too_deep` for nesting beyond any real shop's.
    """
    if content_type and "html" not in content_type:
        raise PageError("not_html", f"{url}: {content_type}")
    text = body.decode(_encoding(body, content_type), "replace")
    if _depth(text) > MAX_DEPTH:
        raise PageError("too_deep", f"{url}: over {MAX_DEPTH} tags inside each other")
    tree = LexborHTMLParser(text)
    meta = _meta(tree)
    base_node = tree.css_first("base[href]")
    base = (_link(url, base_node.attributes.get("href")) if base_node is not None else None) or url
    node = tree.css_first("link[rel=canonical]")
    canonical = _link(base, node.attributes.get("href")) if node is not None else None
    title = tree.css_first("title")
    return Page(
        url=url,
        base=base,
        title=title.text(strip=True)[:500] if title is not None else "",
        canonical=canonical or url,
        meta=meta,
        items=(*things_in(_json_ld(tree)), *microdata_items(tree, base)),
        links=tuple(dict.fromkeys(islice(_links(tree, base), MAX_LINKS))),
        tables=tuple(_table(node) for node in tree.css("table")[:MAX_TABLES]),
    )


def _encoding(body: bytes, content_type: str) -> str:
    """Detect the page's encoding from its bytes; the declared one counts only if they fit it.

    Pages declare UTF-8 and are CP949, or the reverse; the first that decodes without error wins.
    """
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    declared = _CHARSET.search(content_type.encode("ascii", "replace")) or _CHARSET.search(
        body[:2048]
    )
    name = declared[1].decode("ascii").lower() if declared else ""
    candidates = ["utf-8", "cp949"]
    if name and name not in _KOREAN | {"utf-8", "utf8"}:
        candidates.insert(1, name)
    for candidate in candidates:
        try:
            body.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
        return candidate
    return "cp949" if name in _KOREAN else "utf-8"


def _depth(text: str) -> int:
    """Return the maximal nesting of tags, counted in the source text."""
    depth = deepest = 0
    for match in _TAG.finditer(text):
        if match[2].lower() in _FLAT:
            continue
        depth = max(depth - 1, 0) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    meta: dict[str, str] = {}
    for node in tree.css("meta[content]")[:200]:
        name = node.attributes.get("property") or node.attributes.get("name")
        content = node.attributes.get("content")
        if name and content:
            meta.setdefault(name.strip().lower()[:100], content[:5000])
    return meta


def _json_ld(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield the texts of JSON-LD blocks, ignoring case and parameters of their type."""
    nodes = (
        node
        for node in tree.css("script[type]")
        if (node.attributes.get("type") or "").partition(";")[0].strip().lower() == _JSON_LD
    )
    for node in islice(nodes, MAX_BLOCKS):
        yield node.text(deep=True)


def _links(tree: LexborHTMLParser, url: str) -> Iterator[str]:
    for node in tree.css("a[href]"):
        if link := _link(url, node.attributes.get("href")):
            yield link


def _link(base: str, href: str | None) -> str | None:
    link = resolve_link(href or "", base)
    return urldefrag(link).url if link else None


def _table(node: LexborNode) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(cell.text(strip=True)[:80] for cell in row.css("th, td")[:MAX_CELLS])
        for row in node.css("tr")[:MAX_ROWS]
    )
