"""Reading feed files of any size: gzip, byte order marks, Korean encodings, in bounded memory."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, Final, cast

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
_ZIP_MAGIC: Final = b"PK\x03\x04"
_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32_MARKS: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


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
        except (EOFError, OSError, zlib.error, zipfile.BadZipFile) as error:
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
        magic = raw.read(4)
        raw.seek(0)
        packed_bytes = path.stat().st_size
        if magic.startswith(_GZIP_MAGIC):
            with gzip.open(raw, "rb") as unpacked:
                yield FeedStream(cast("BinaryIO", unpacked), max_bytes, packed_bytes)
        elif magic == _ZIP_MAGIC:
            with _largest_member(raw) as unpacked:
                yield FeedStream(cast("BinaryIO", unpacked), max_bytes, packed_bytes)
        else:
            yield FeedStream(raw, max_bytes)


@contextmanager
def _largest_member(raw: BinaryIO) -> Iterator[IO[bytes]]:
    """Open the largest file of a zip archive, which is the feed.

    Raises:
        SourceError: the archive is damaged, empty or encrypted.
    """
    try:
        with zipfile.ZipFile(raw) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            if not members:
                raise SourceError("the zip archive is empty", code="feed_damaged")
            with archive.open(max(members, key=lambda m: m.file_size)) as unpacked:
                yield unpacked
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise SourceError(
            f"the zip archive cannot be read: {error}", code="feed_damaged"
        ) from error


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
    """Return the encoding of a text that begins so: by its mark, its zeros, else UTF-8 or CP949."""
    if start.startswith(_UTF32_MARKS):
        return "utf-32"
    if start.startswith(_UTF16_MARKS):
        return "utf-16"
    if b"\0" in start[:64] and len(start) > 3:
        # Plain letters in two bytes without a mark.
        return "utf-16-be" if start[:1] == b"\0" else "utf-16-le"
    try:
        # The end may cut a character in two, which an incremental decoder forgives.
        codecs.getincrementaldecoder("utf-8-sig")().decode(start)
    except UnicodeDecodeError:
        return "cp949"
    return "utf-8-sig"


def text_lines(stream: FeedStream, report: ImportReport) -> Iterator[tuple[int, str]]:
    r"""Yield `(number, line)` of a feed of lines, numbered from 1, without line ends.

    Lines end with `\n`, `\r\n`, or `\r` where the feed has no other; lines that are too long or
    in no known encoding go into the report.
    """
    if encoding_of(stream.peek()).startswith(("utf-16", "utf-32")):
        yield from _wide_lines(stream, report)
        return
    for number, raw in enumerate(_raw_lines(stream), 1):
        if len(raw) > MAX_LINE_BYTES:
            report.reject(number, "line_too_long", raw[:200].decode("utf-8", "replace"))
            continue
        yield from _decoded_line(number, raw.rstrip(b"\r\n"), report)


def _raw_lines(stream: FeedStream) -> Iterator[bytes]:
    """Yield lines of bytes without a byte order mark; of a line that is too long its beginning."""
    chunk = stream.read(CHUNK_BYTES).removeprefix(codecs.BOM_UTF8)
    end = b"\n" if b"\n" in chunk or b"\r" not in chunk else b"\r"
    rest = b""
    while chunk:
        *lines, rest = (rest + chunk).split(end)
        yield from lines
        if len(rest) > 2 * MAX_LINE_BYTES:
            rest = rest[: MAX_LINE_BYTES + 1] + rest[-1:]
        chunk = stream.read(CHUNK_BYTES)
    if rest:
        yield rest


def _wide_lines(stream: FeedStream, report: ImportReport) -> Iterator[tuple[int, str]]:
    """Yield the lines of UTF-16 and UTF-32, in which no byte alone ends one."""
    number, rest = 1, ""
    for chunk in text_chunks(stream):
        *lines, rest = (rest + chunk).replace("\r\n", "\n").split("\n")
        for line in lines:
            yield number, line
            number += 1
        if len(rest) > MAX_LINE_BYTES:
            report.reject(number, "line_too_long", rest[:200])
            rest = ""
    if rest:
        yield number, rest


def _decoded_line(number: int, raw: bytes, report: ImportReport) -> Iterator[tuple[int, str]]:
    # UTF-8 first: CP949 text is hardly ever valid UTF-8, while the reverse happens.
    for encoding in ("utf-8", "cp949"):
        try:
            yield number, raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return
    report.reject(number, "bad_encoding", raw[:200].decode("utf-8", "replace"))
