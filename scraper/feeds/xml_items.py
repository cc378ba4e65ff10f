"""Streaming of RSS and Atom items as flat records, in memory bounded by one item."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import Final
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, Locator

from defusedxml import sax
from defusedxml.common import DefusedXmlException

from scraper.feeds.repair import Segment, fields_in, id_in, item_segments, item_starts
from scraper.feeds.stream import FeedStream
from scraper.registry import SourceError
from scraper.report import ImportReport

MAX_FIELD_CHARS: Final = 20_000
MAX_FIELDS: Final = 300
MAX_DEPTH: Final = 64

_ROOT: Final = (
    '<rss xmlns:g="http://base.google.com/ns/1.0" xmlns:c="http://base.google.com/cns/1.0" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
)
"""What is put before an item that is read on its own; without line ends, so that lines count."""
_ROOT_ENDS: Final = "</channel></rss>"
_ROOT_END: Final = re.compile(r"</(?:[\w-]+:)?[a-zA-Z]+\s*>\s*(?:<!--.*?-->\s*)*$", re.DOTALL)
_ITEMS: Final = frozenset({"item", "entry"})


_OWN_NAMESPACES: Final = ("http://base.google.com/", "https://base.google.com/")
_PLAIN_NAMESPACES: Final = frozenset(
    {None, "", "http://www.w3.org/2005/Atom", "http://purl.org/rss/1.0/"}
)
_REPEATED: Final = frozenset({"size"})
"""Fields whose repetitions are a list; of others the first counts."""


class _ItemCollector(ContentHandler):
    """Collects the leaves right below each item; deeper ones (`g:shipping`) are left out.

    A field of Google's namespace wins over a plain one of the same name, and both over those of
    other vocabularies (`media:title`).
    """

    def __init__(self, report: ImportReport, first_line: int) -> None:
        super().__init__()
        self.first_line = first_line
        self.done: deque[tuple[int, dict[str, str]]] = deque()
        self._report = report
        self._path: list[str] = []
        self._locator: Locator | None = None
        self._line = 0
        self._item_depth = 0
        self._fields: dict[str, str] | None = None
        self._ranks: dict[str, int] = {}
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
            self._fields, self._fault, self._ranks = {}, "", {}
            line = (self._locator.getLineNumber() if self._locator else None) or 1
            self._line = self.first_line + line - 1
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
        name: tuple[str | None, str],
        qname: str | None,  # noqa: ARG002
    ) -> None:
        """Close a field or an item."""
        if self._fields is not None and self._in_field():
            self._keep(self._path[-1], "".join(self._text).strip(), _rank(name[0]))
        elif self._fields is not None and len(self._path) == self._item_depth:
            if self._fault:
                self._report.reject(self._line, "field_too_long", self._fault)
            else:
                self.done.append((self._line, self._fields))
            self._fields = None
        self._path.pop()

    def _keep(self, field: str, text: str, rank: int) -> None:
        assert self._fields is not None
        known = self._ranks.get(field, -1)
        if known == rank and field in _REPEATED and text:
            self._fields[field] = f"{self._fields[field]}|{text}"[:MAX_FIELD_CHARS]
        elif rank > known and (text or known < 0) and len(self._fields) < MAX_FIELDS:
            self._fields[field], self._ranks[field] = text, rank

    def _in_field(self) -> bool:
        return self._fields is not None and len(self._path) == self._item_depth + 1


def _rank(namespace: str | None) -> int:
    if namespace is not None and namespace.startswith(_OWN_NAMESPACES):
        return 2
    return 1 if namespace in _PLAIN_NAMESPACES else 0


def xml_items(stream: FeedStream, report: ImportReport) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield `(line, fields)` of each item, by local name in lower case.

    What templates leave unescaped is repaired. An item that is no XML after that is read by its
    fields where they can be told apart, and reported where not; reading goes on with the next one.

    Raises:
        SourceError: this is no XML, ends in the middle, or declares entities.
    """
    reader = _Reader(report)
    try:
        for segment in item_segments(stream):
            if segment.is_item:
                yield from reader.read(segment)
            else:
                reader.finish(segment.text)
        yield from reader.close()
    except DefusedXmlException as error:
        raise SourceError(
            "the feed declares entities, which is refused", code="feed_entities"
        ) from error
    except SAXParseException as error:
        line = reader.first_line + (error.getLineNumber() or 1) - 1
        raise SourceError(
            f"line {line}: the feed is no well-formed XML: {error.getMessage()}",
            code="feed_damaged",
        ) from error
    except SAXException as error:
        raise SourceError(f"the feed cannot be read: {error}", code="feed_damaged") from error


class _Reader:
    """Parses a feed item by item, and begins anew behind one that is broken.

    Attributes:
        first_line: of the feed that the present parser began with.
    """

    def __init__(self, report: ImportReport) -> None:
        self.first_line = 1
        self._report = report
        self._line = 1
        self._is_first = True
        self._begin("")

    def read(self, segment: Segment) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the item that ends a piece of the feed.

        Raises:
            SAXException: the feed declares entities.
        """
        following_line = self._line + segment.lines
        text = self._without_blank_lines(segment.text)
        starts = item_starts(text)
        if len(starts) > 1 and not _may_hold_items(text):
            # The end of an item is missing: the one that begins last is whole.
            self._refuse(
                text[starts[0] : starts[-1]], "the item has no end", text.count("\n", 0, starts[0])
            )
            self._line += text.count("\n", 0, starts[-1])
            text, starts = text[starts[-1] :], [0]
            self._begin(_ROOT)
        try:
            self._parser.feed(text)
        except SAXParseException as error:
            if not starts:
                raise
            yield from self._again(text, starts[0], error, following_line)
        else:
            yield from self._done()
        self._line = following_line

    def finish(self, text: str) -> None:
        """Parse what comes behind the last item.

        Raises:
            SAXException: the feed breaks off, or never was one.
        """
        text = self._without_blank_lines(text)
        try:
            self._parser.feed(text)
        except SAXParseException:
            # Behind a broken item the root is ours, so that its end need not fit.
            if not self._is_resumed or _ROOT_END.search(text[-200:]) is None:
                raise
            self._begin(_ROOT)
            self._parser.feed(_ROOT_ENDS)

    def close(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield what is still to come at the end of the feed.

        Raises:
            SAXException: the feed breaks off.
        """
        self._parser.close()
        yield from self._done()

    def _without_blank_lines(self, text: str) -> str:
        """Return the text of the first piece without what stands before the declaration."""
        if not self._is_first:
            return text
        self._is_first = False
        kept = text.lstrip("\ufeff \t\r\n")
        self._line += text.count("\n", 0, len(text) - len(kept))
        self.first_line = self._collector.first_line = self._line
        return kept

    def _again(
        self, text: str, start: int, error: SAXParseException, following_line: int
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """Parse an item once more without what stands before it, then by its fields."""
        item = text[start:]
        self._line += text.count("\n", 0, start)
        self._begin(_ROOT)
        try:
            self._parser.feed(item)
        except SAXParseException:
            fields = fields_in(item)
            if fields.get("id"):
                yield self._line, fields
            else:
                self._refuse(item, error.getMessage(), 0)
            self._line = following_line
            self._begin(_ROOT)
        else:
            yield from self._done()

    def _begin(self, root: str) -> None:
        """Start a parser at the present line, inside of an open root if there is one."""
        self._parser = sax.make_parser()
        self._parser.setFeature(feature_namespaces, True)
        self._collector = _ItemCollector(self._report, self._line)
        self._parser.setContentHandler(self._collector)
        # Fed piece by piece, the parser does not hand out its locator; it is one itself.
        self._collector.setDocumentLocator(self._parser)
        self._is_resumed = bool(root)
        self.first_line = self._line
        if root:
            self._parser.feed(root)

    def _done(self) -> Iterator[tuple[int, dict[str, str]]]:
        while self._collector.done:
            yield self._collector.done.popleft()

    def _refuse(self, item: str, message: str, lines_before: int) -> None:
        self._report.reject(self._line + lines_before, "damaged_item", message, id_in(item))


def _may_hold_items(segment: str) -> bool:
    """Return whether what looks like a second item may be text: of a CDATA section or comment."""
    return "<![CDATA[" in segment or "<!--" in segment
