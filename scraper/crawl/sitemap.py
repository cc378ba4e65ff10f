"""Parse sitemaps and sitemap indexes, XML or plain text, optionally gzipped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl

from defusedxml import sax
from defusedxml.common import DefusedXmlException

from scraper.download import DownloadError, unpacked
from scraper.feeds.stream import encoding_of
from scraper.text import web_link

MAX_LINKS: Final = 50_000
"""The sitemap protocol's own limit."""
_GZIP_MAGIC: Final = b"\x1f\x8b"


@dataclass(slots=True)
class Sitemap:
    """The pages and sitemaps listed by a sitemap."""

    pages: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)


class _Locations(ContentHandler):
    """SAX handler that collects `loc` of each `url` and `sitemap`, not those of pictures."""

    def __init__(self, found: Sitemap) -> None:
        super().__init__()
        self._found = found
        self._path: list[str] = []
        self._text: list[str] = []

    def startElementNS(  # noqa: N802 - SAX's name
        self,
        name: tuple[str | None, str],
        qname: str | None,  # noqa: ARG002
        attrs: AttributesNSImpl,  # noqa: ARG002
    ) -> None:
        """Start an element."""
        self._path.append(name[1].lower())
        self._text = []

    def characters(self, content: str) -> None:
        """Collect the text of a location."""
        if self._path and self._path[-1] == "loc" and len(self._text) < 100:
            self._text.append(content)

    def endElementNS(  # noqa: N802 - SAX's name
        self,
        name: tuple[str | None, str],  # noqa: ARG002
        qname: str | None,  # noqa: ARG002
    ) -> None:
        """End an element."""
        ending = "/".join(self._path[-2:])
        into = {
            "url/loc": self._found.pages,
            "sitemap/loc": self._found.sitemaps,
        }.get(ending)
        link = web_link("".join(self._text)) if into is not None else None
        if into is not None and link is not None and len(into) < MAX_LINKS:
            into.append(link)
        self._path.pop()


def read_sitemap(body: bytes, max_bytes: int) -> Sitemap:
    """Parse a sitemap, leaving out invalid addresses.

    Raises:
        DownloadError: `damaged` if it is no sitemap, `too_large` if it decompresses to too much.
    """
    if body.startswith(_GZIP_MAGIC):
        body = unpacked(body, max_bytes)
    text = body.decode(encoding_of(body[:4096]), "replace").lstrip()
    found = Sitemap()
    if not text.startswith("<"):
        found.pages = [link for line in text.splitlines()[:MAX_LINKS] if (link := web_link(line))]
        return found
    parser = sax.make_parser()
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(_Locations(found))
    try:
        parser.feed(text)
        parser.close()
    except (DefusedXmlException, SAXException) as error:
        raise DownloadError("damaged", f"no sitemap: {error}") from error
    return found
