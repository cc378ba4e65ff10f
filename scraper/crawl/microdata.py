"""Convert HTML microdata and RDFa Lite to the objects of JSON-LD: `{"@type": …, property: value}`.

https://html.spec.whatwg.org/multipage/microdata.html, without `itemref`, which shops do not use;
https://www.w3.org/TR/rdfa-lite/, without prefixes.
"""

from __future__ import annotations

from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.fields.link import resolve_link

MAX_ITEMS: Final = 500
_MAX_VALUE_CHARS: Final = 5000
_ATTRIBUTE_OF: Final = {
    "meta": "content",
    "a": "href",
    "area": "href",
    "link": "href",
    "img": "src",
    "source": "src",
    "embed": "src",
    "iframe": "src",
    "object": "data",
    "data": "value",
    "meter": "value",
    "time": "datetime",
}
_ADDRESSES: Final = frozenset({"href", "src", "data"})


def microdata_items(tree: LexborHTMLParser, url: str) -> list[dict[str, Any]]:
    """Return the top-level items of a page with their properties; repeated properties are lists."""
    found: list[dict[str, Any]] = []
    root = tree.root
    if root is None or tree.css_first("[itemscope], [typeof]") is None:
        return found
    # A stack of its own: a page decides how deep it goes.
    waiting: list[tuple[LexborNode, dict[str, Any] | None]] = [(root, None)]
    while waiting and len(found) < MAX_ITEMS:
        node, scope = waiting.pop()
        attributes = node.attributes
        item: dict[str, Any] | None = None
        if "itemscope" in attributes or "typeof" in attributes:
            item = {"@type": attributes.get("itemtype") or attributes.get("typeof") or ""}
        names = attributes.get("itemprop") or attributes.get("property")
        if scope is not None and names:
            value = item if item is not None else _value(node, url)
            for name in names.split()[:5]:
                _add(scope, name, value)
        elif item is not None:
            found.append(item)
        inner = item if item is not None else scope
        children = list(node.iter(include_text=False))
        waiting += [(child, inner) for child in reversed(children)]
    return found


def _add(scope: dict[str, Any], name: str, value: Any) -> None:
    if name not in scope:
        scope[name] = value
    elif isinstance(scope[name], list):
        scope[name].append(value)
    else:
        scope[name] = [scope[name], value]


def _value(node: LexborNode, url: str) -> str:
    name = "content" if "content" in node.attributes else _ATTRIBUTE_OF.get(node.tag or "", "")
    said = node.attributes.get(name) if name else None
    if said is None:
        return str(node.text(strip=True))[:_MAX_VALUE_CHARS]
    if name in _ADDRESSES:
        # `itemprop="availability" href="https://schema.org/InStock"` is an address, too.
        return resolve_link(said, url) or ""
    return said[:_MAX_VALUE_CHARS]
