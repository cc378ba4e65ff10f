"""Streaming of RSS and Atom items as flat records, in memory bounded by one item."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, Locator

from defusedxml import sax
from defusedxml.common import DefusedXmlException

from scraper.feed import FeedStream, text_chunks
from scraper.registry import SourceError
from scraper.report import ImportReport

MAX_FIELD_CHARS: Final = 20_000
MAX_FIELDS: Final = 300
MAX_DEPTH: Final = 64

_ITEMS: Final = frozenset({"item", "entry"})


class _ItemCollector(ContentHandler):
    """Collects the leaves right below each item; deeper ones (`g:shipping`) are left out."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        self.done: deque[tuple[int, dict[str, str]]] = deque()
        self._report = report
        self._path: list[str] = []
        self._locator: Locator | None = None
        self._line = 0
        self._item_depth = 0
        self._fields: dict[str, str] | None = None
        self._text: list[str] = []
        self._chars = 0
        self._fault = ""

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - SAX's name
        """Keep what knows the line."""
        self._locator = locator

    def startElementNS(  # noqa: N802 - SAX's name
        self,
        name: tuple[str | None, str],
        qname: str | None,  # noqa: ARG002
        attrs: AttributesNSImpl,
    ) -> None:
        """Open an item or one of its fields."""
        local = name[1].lower()
        self._path.append(local)
        if len(self._path) > MAX_DEPTH:
            raise SourceError("the feed is nested too deeply", code="feed_damaged")
        if self._fields is None and local in _ITEMS:
            self._fields, self._fault = {}, ""
            self._line = (self._locator.getLineNumber() if self._locator else None) or 0
            self._item_depth = len(self._path)
        elif self._in_field():
            self._text, self._chars = [], 0
            href = attrs.get((None, "href"))  # an Atom link has its address in an attribute
            if href:
                self._text.append(href[:MAX_FIELD_CHARS])

    def characters(self, content: str) -> None:
        """Take the text of a field, up to its limit."""
        if self._fields is None or not self._in_field():
            return
        self._chars += len(content)
        if self._chars > MAX_FIELD_CHARS:
            self._fault = f"{self._path[-1]} is too long"
        else:
            self._text.append(content)

    def endElementNS(  # noqa: N802 - SAX's name
        self,
        name: tuple[str | None, str],  # noqa: ARG002
        qname: str | None,  # noqa: ARG002
    ) -> None:
        """Close a field or an item."""
        if self._fields is not None and self._in_field():
            if len(self._fields) < MAX_FIELDS:
                self._fields.setdefault(self._path[-1], "".join(self._text).strip())
        elif self._fields is not None and len(self._path) == self._item_depth:
            if self._fault:
                self._report.reject(self._line, "field_too_long", self._fault)
            else:
                self.done.append((self._line, self._fields))
            self._fields = None
        self._path.pop()

    def _in_field(self) -> bool:
        return self._fields is not None and len(self._path) == self._item_depth + 1


def xml_items(stream: FeedStream, report: ImportReport) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield `(line, fields)` of each item, by local name in lower case.

    Raises:
        SourceError: this is no well-formed XML, or one that declares entities.
    """
    parser = sax.make_parser()
    parser.setFeature(feature_namespaces, True)
    collector = _ItemCollector(report)
    parser.setContentHandler(collector)
    try:
        for chunk in text_chunks(stream):
            if chunk:
                parser.feed(chunk)
            while collector.done:
                yield collector.done.popleft()
        parser.close()
    except DefusedXmlException as error:
        raise SourceError(
            "the feed declares entities, which is refused", code="feed_entities"
        ) from error
    except SAXParseException as error:
        raise SourceError(
            f"line {error.getLineNumber()}: the feed is no well-formed XML: {error.getMessage()}",
            code="feed_damaged",
        ) from error
    except SAXException as error:
        raise SourceError(f"the feed cannot be read: {error}", code="feed_damaged") from error
    yield from collector.done
