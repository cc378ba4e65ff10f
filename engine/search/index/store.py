"""Keeps an index on disk: segments that are opened by memory map, and a list of those in force.

A segment is a folder of NumPy files that never change once they are written. The list names the
segments, the rows of each that are dead, what the index was made of, and the files' checksums;
replacing it, in one step, puts a new index into force. Whoever still reads the old files keeps
them until they let go, so neither a reader nor a writer ever waits.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from config.errors import CoordiError
from engine.search.index.columns import Columns, Rows
from engine.search.index.files import (
    SUFFIX,
    VECTORS,
    checksum,
    mapped,
    read_facts,
    rough_vectors,
    write_array,
    write_facts,
    write_vectors,
)
from engine.search.index.partitions import arrange
from engine.search.index.segment import Segment

FORMAT: Final = 1
LIST: Final = "index.json"
_LOCK: Final = "lock"
_SEGMENT: Final = "segment-"
_DEAD: Final = "dead-"


class DamagedIndexError(CoordiError):
    """The files of an index are not what was written; it has to be built again."""

    code = "index_damaged"


class IndexBusyError(CoordiError):
    """Another process writes this index."""

    code = "index_busy"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What an index was made of.

    Attributes:
        model: the weights that made its vectors; vectors of others cannot be compared.
        revision: the latest change of the catalogue that it holds.
    """

    model: str
    revision: int


@dataclass(frozen=True, slots=True)
class StoredIndex:
    """What a folder holds."""

    provenance: Provenance
    segments: tuple[Segment, ...]


class IndexStore:
    """The index in a folder, which is made when something is written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, *, whole: bool = False) -> StoredIndex | None:
        """Return what is in force, None when there is nothing yet.

        Args:
            whole: check every byte; else all but the vectors, whose length is checked.

        Raises:
            DamagedIndexError: a file is missing, cut off, changed or of another version.
        """
        try:
            told = json.loads((self._folder / LIST).read_text(encoding="utf-8"))
            if told["format"] != FORMAT:
                raise DamagedIndexError(f"the index has format {told['format']}, not {FORMAT}")
            segments = tuple(self._read(part, whole=whole) for part in told["segments"])
            return StoredIndex(Provenance(told["model"], told["revision"]), segments)
        except FileNotFoundError as error:
            if not (self._folder / LIST).exists():
                return None
            raise DamagedIndexError(f"a file of the index is gone: {error}") from error
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise DamagedIndexError(f"the index in {self._folder} is damaged: {error}") from error

    @contextlib.contextmanager
    def writing(self) -> Iterator[IndexWriter]:
        """Let this process write for the length of the block.

        Raises:
            IndexBusyError: another one writes.
            OSError: the folder cannot be made.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / _LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexBusyError(f"another process writes {self._folder}") from error
            yield IndexWriter(self._folder)

    def _read(self, told: dict[str, Any], *, whole: bool) -> Segment:
        folder = self._folder / told["name"]
        for file, expected in told["checksums"].items():
            if (whole or file != f"{VECTORS}{SUFFIX}") and checksum(folder / file) != expected:
                raise DamagedIndexError(f"{folder / file} is not what was written")
        arrays, cells = read_facts(folder)
        if {len(array) for array in arrays.values()} != {int(cells.starts[-1])}:
            raise DamagedIndexError(f"the columns of {folder} are not of one length")
        labels = tuple(frozenset(tokens) for tokens in told["size_labels"])
        dead = mapped(self._folder / told["dead"]) if told["dead"] else None
        columns = Columns(**arrays, size_labels=labels)
        return Segment(columns, cells, dead, name=told["name"])


class IndexWriter:
    """Writes into the folder of an index; get one by `IndexStore.writing`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def building(self) -> Iterator[SegmentBuilder]:
        """Let a segment of any size be written, a chunk of its vectors in memory at a time.

        What was begun goes again when the block fails.
        """
        with self._new_folder() as folder:
            yield SegmentBuilder(folder)

    def publish(self, segments: Iterable[Segment], provenance: Provenance) -> list[Segment]:
        """Put segments into force, and take away the files of those that no longer are.

        Args:
            segments: those that are not on disk yet are written first.
            provenance: what they were made of.

        Returns:
            The segments as they are on disk.

        Raises:
            OSError: they cannot be written; what was in force stays so.
        """
        named = [segment if segment.name else self._written(segment) for segment in segments]
        parts = [self._told(segment) for segment in named]
        told = {
            "format": FORMAT,
            "model": provenance.model,
            "revision": provenance.revision,
            "segments": parts,
        }
        draft = self._folder / f"{LIST}.new"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(told, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._folder / LIST)
        self._clear({part[key] for part in parts for key in ("name", "dead")})
        return named

    @contextlib.contextmanager
    def _new_folder(self) -> Iterator[Path]:
        """Return a new folder, which goes again when the block fails."""
        folder = Path(tempfile.mkdtemp(prefix=_SEGMENT, dir=self._folder))
        try:
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _written(self, segment: Segment) -> Segment:
        with self._new_folder() as folder:
            columns, rows = segment.columns, np.arange(len(segment.columns))
            write_vectors(folder / f"{VECTORS}{SUFFIX}", columns.vectors, rows)
            write_facts(folder, columns, segment.cells)
            return Segment(columns, segment.cells, segment.dead, name=folder.name)

    def _told(self, segment: Segment) -> dict[str, Any]:
        """Return what the list says of a segment on disk."""
        assert segment.name is not None
        folder = self._folder / segment.name
        dead = None
        if len(segment.dead):
            handle, path = tempfile.mkstemp(prefix=_DEAD, suffix=SUFFIX, dir=self._folder)
            os.close(handle)
            write_array(Path(path), segment.dead)
            dead = Path(path).name
        return {
            "name": segment.name,
            "dead": dead,
            "size_labels": [sorted(tokens) for tokens in segment.columns.size_labels],
            "checksums": _checksums(folder),
        }

    def _clear(self, kept: set[str | None]) -> None:
        for path in self._folder.iterdir():
            if path.name in kept:
                continue
            if path.name.startswith(_SEGMENT):
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(_DEAD):
                path.unlink(missing_ok=True)


class SegmentBuilder:
    """Writes one segment; get one by `IndexWriter.building`.

    Every method raises OSError when it cannot write, for example because the disk is full.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rough = folder / "rough"
        self._facts = [_without_vectors(Columns.of([]))]

    def add(self, columns: Columns) -> None:
        """Take products, in any order."""
        with self._rough.open("ab") as file:
            file.write(columns.vectors.tobytes())
        self._facts.append(_without_vectors(columns))

    def finish(self) -> Segment:
        """Return the segment of all products that were added."""
        columns = Columns.joined(self._facts)
        vectors = rough_vectors(self._rough, len(columns))

        def read(rows: Rows) -> NDArray[np.float32]:
            return vectors[rows].astype(np.float32)

        order, cells = arrange(columns.categories, read)
        path = self._folder / f"{VECTORS}{SUFFIX}"
        write_vectors(path, vectors, order)
        self._rough.unlink(missing_ok=True)
        columns = columns.take(order)
        write_facts(self._folder, columns, cells)
        columns = replace(columns, vectors=mapped(path))
        return Segment(columns, cells, name=self._folder.name)


def _without_vectors(columns: Columns) -> Columns:
    return replace(columns, vectors=columns.vectors[:, :0])


def _checksums(folder: Path) -> dict[str, int]:
    """Return the checksums of a segment's files, which are taken once: the files never change."""
    noted = folder / "checksums.json"
    if not noted.exists():
        noted.write_text(json.dumps({f.name: checksum(f) for f in folder.glob(f"*{SUFFIX}")}))
    told: dict[str, int] = json.loads(noted.read_text(encoding="utf-8"))
    return told
