"""Reading feed files of any size: gzip, byte order marks, Korean encodings, in bounded memory."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from scraper.registry import SourceError
from scraper.report import ImportReport

MAX_FEED_BYTES: Final = 8 * 1024**3
"""More than this, unpacked, is no feed but a bomb."""

# Product feeds pack to a tenth or less of their size, never to a three-hundredth.
_MAX_GZIP_RATIO: Final = 300
_RATIO_COUNTS_FROM_BYTES: Final = 32 * 1024**2

MAX_LINE_BYTES: Final = 256 * 1024
CHUNK_BYTES: Final = 64 * 1024

_GZIP_MAGIC: Final = b"\x1f\x8b"
_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class FeedStream:
    """A feed's bytes, unpacked, at most `max_bytes` of them."""

    def __init__(self, raw: BinaryIO, max_bytes: int, packed_bytes: int | None = None) -> None:
        """Wrap an open file.

        Args:
            raw: yields the unpacked bytes.
            max_bytes: that are read of it.
            packed_bytes: size of the gzip file, None for one that is not packed.
        """
        if packed_bytes is not None:
            allowed = max(packed_bytes * _MAX_GZIP_RATIO, _RATIO_COUNTS_FROM_BYTES)
            max_bytes = min(max_bytes, allowed)
        self._raw = io.BufferedReader(cast("io.RawIOBase", raw))
        self._left = max_bytes

    def peek(self) -> bytes:
        """Return the first bytes without reading them.

        Raises:
            SourceError: as `read`.
        """
        before = self._left
        start = self._counted(self._raw.peek, 64)[:64]
        self._left = before
        return start

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, none at the end.

        Raises:
            SourceError: the file is damaged, or unpacks to more than is allowed.
        """
        return self._counted(self._raw.read, size)

    def readline(self, size: int) -> bytes:
        """Return the next line, or the first `size` bytes of it.

        Raises:
            SourceError: as `read`.
        """
        return self._counted(self._raw.readline, size)

    def _counted(self, read: Callable[[int], bytes], size: int) -> bytes:
        try:
            data = read(size)
        except (EOFError, OSError, zlib.error) as error:
            raise SourceError(f"the feed is damaged: {error}", code="feed_damaged") from error
        self._left -= len(data)
        if self._left < 0:
            raise SourceError("the feed unpacks to too much", code="feed_too_large")
        return data


@contextmanager
def open_feed(path: Path, *, max_bytes: int = MAX_FEED_BYTES) -> Iterator[FeedStream]:
    """Open a feed, gzipped or not, as its first bytes tell.

    Raises:
        SourceError: it cannot be opened.
    """
    try:
        raw = path.open("rb")
    except OSError as error:
        raise SourceError(
            f"cannot read {path}: {error.strerror}", code="feed_unreadable"
        ) from error
    with raw:
        magic = raw.read(2)
        raw.seek(0)
        if magic == _GZIP_MAGIC:
            with gzip.open(raw, "rb") as unpacked:
                packed_bytes = path.stat().st_size
                yield FeedStream(cast("BinaryIO", unpacked), max_bytes, packed_bytes)
        else:
            yield FeedStream(raw, max_bytes)


def text_chunks(stream: FeedStream) -> Iterator[str]:
    """Yield the feed as text for an XML parser, in whatever encoding it really is.

    The declared encoding is not believed: Korean feeds say `utf-8` and are CP949, or the other way
    round. What cannot be decoded becomes U+FFFD.
    """
    first = stream.read(CHUNK_BYTES)
    decoder = codecs.getincrementaldecoder(encoding_of(first))(errors="replace")
    chunk = first
    while chunk:
        yield decoder.decode(chunk)
        chunk = stream.read(CHUNK_BYTES)
    yield decoder.decode(b"", final=True)


def encoding_of(start: bytes) -> str:
    """Return the encoding of a text that begins so: UTF-8, UTF-16 by its mark, else CP949."""
    if start.startswith(_UTF16_MARKS):
        return "utf-16"
    try:
        # The end may cut a character in two, which an incremental decoder forgives.
        codecs.getincrementaldecoder("utf-8-sig")().decode(start)
    except UnicodeDecodeError:
        return "cp949"
    return "utf-8-sig"


def text_lines(stream: FeedStream, report: ImportReport) -> Iterator[tuple[int, str]]:
    """Yield `(number, line)` of a tab-separated feed, numbered from 1, without line ends.

    Lines that are too long or in no known encoding go into the report.

    Raises:
        SourceError: the feed is UTF-16, which no tab-separated product feed should be.
    """
    number = 0
    while raw := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(raw) > MAX_LINE_BYTES:
            report.reject(number, "line_too_long", raw[:200].decode("utf-8", "replace"))
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(MAX_LINE_BYTES)
            continue
        if number == 1:
            if raw.startswith(_UTF16_MARKS):
                raise SourceError("the feed is UTF-16; save it as UTF-8", code="feed_encoding")
            raw = raw.removeprefix(codecs.BOM_UTF8)
        line = _decoded(raw)
        if line is None:
            report.reject(number, "bad_encoding", raw[:200].decode("utf-8", "replace"))
        else:
            yield number, line.rstrip("\r\n")


def _decoded(raw: bytes) -> str | None:
    # UTF-8 first: CP949 text is hardly ever valid UTF-8, while the reverse happens.
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
