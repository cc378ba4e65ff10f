"""Persists an index: memory-mapped segments, and a manifest that names the current ones.

A segment is a folder of NumPy files that never change once they are written. The manifest names
the segments, the deleted rows of each, the provenance of the index and the files' checksums;
replacing it atomically publishes a new index. A reader keeps the old files open as long as it needs
them, so neither readers nor writers ever wait.
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
    open_array,
    read_columns,
    staged_vectors,
    write_array,
    write_columns,
    write_vectors,
)
from engine.search.index.partitions import partition_rows
from engine.search.index.segment import Segment

FORMAT: Final = 1
MANIFEST: Final = "index.json"
_LOCK: Final = "lock"
_SEGMENT: Final = "segment-"
_DELETED_ROWS: Final = "dead-"  # part of the format on disk, like the keys of the manifest


class DamagedIndexError(CoordiError):
    """The files of an index are not what was written; it has to be rebuilt."""

    code = "index_damaged"


class IndexBusyError(CoordiError):
    """Another process is writing this index."""

    code = "index_busy"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What an index was built from.

    Attributes:
        model: version of the weights that made its vectors; others cannot be compared.
        revision: the latest revision of the catalogue in it.
    """

    model: str
    revision: int


@dataclass(frozen=True, slots=True)
class StoredIndex:
    """An index as it was opened from disk."""

    provenance: Provenance
    segments: tuple[Segment, ...]


class IndexStore:
    """The index in a folder, which is created by the first write."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, *, verify_vectors: bool = False) -> StoredIndex | None:
        """Open the published index; None when there is none yet.

        Args:
            verify_vectors: check the checksums of the vectors, too, which reads all of them; else
                their length alone.

        Raises:
            DamagedIndexError: a file is missing, cut off, changed or of another version.
        """
        try:
            manifest = json.loads((self._folder / MANIFEST).read_text(encoding="utf-8"))
            if manifest["format"] != FORMAT:
                raise DamagedIndexError(f"the index has format {manifest['format']}, not {FORMAT}")
            segments = tuple(
                self._open_segment(entry, verify_vectors=verify_vectors)
                for entry in manifest["segments"]
            )
            return StoredIndex(Provenance(manifest["model"], manifest["revision"]), segments)
        except FileNotFoundError as error:
            if not (self._folder / MANIFEST).exists():
                return None
            raise DamagedIndexError(f"a file of the index is gone: {error}") from error
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise DamagedIndexError(f"the index in {self._folder} is damaged: {error}") from error

    @contextlib.contextmanager
    def writing(self) -> Iterator[IndexWriter]:
        """Lock the index for writing, for the length of the block.

        Raises:
            IndexBusyError: another process is writing.
            OSError: the folder cannot be created.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / _LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexBusyError(f"another process writes {self._folder}") from error
            yield IndexWriter(self._folder)

    def _open_segment(self, entry: dict[str, Any], *, verify_vectors: bool) -> Segment:
        folder = self._folder / entry["name"]
        for file, expected in entry["checksums"].items():
            if file == f"{VECTORS}{SUFFIX}" and not verify_vectors:
                continue
            if checksum(folder / file) != expected:
                raise DamagedIndexError(f"{folder / file} is not what was written")
        arrays, partitions = read_columns(folder)
        if {len(array) for array in arrays.values()} != {int(partitions.starts[-1])}:
            raise DamagedIndexError(f"the columns of {folder} are not of one length")
        labels = tuple(frozenset(tokens) for tokens in entry["size_labels"])
        deleted_rows = open_array(self._folder / entry["dead"]) if entry["dead"] else None
        columns = Columns(**arrays, size_labels=labels)
        return Segment(columns, partitions, deleted_rows, name=entry["name"])


class IndexWriter:
    """Writes an index; opened by `IndexStore.writing`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def building(self) -> Iterator[SegmentBuilder]:
        """Build a segment of any size, with one chunk of its vectors in memory at a time.

        Its files are deleted when the block fails.
        """
        with self._new_folder() as folder:
            yield SegmentBuilder(folder)

    def publish(self, segments: Iterable[Segment], provenance: Provenance) -> list[Segment]:
        """Publish segments as the current index, and delete the files of all others.

        Args:
            segments: those that are not on disk yet are written first.
            provenance: what they were built from.

        Returns:
            The segments as they are on disk.

        Raises:
            OSError: they cannot be written; the current index stays published.
        """
        named = [segment if segment.name else self._write(segment) for segment in segments]
        parts = [self._manifest_entry(segment) for segment in named]
        manifest = {
            "format": FORMAT,
            "model": provenance.model,
            "revision": provenance.revision,
            "segments": parts,
        }
        draft = self._folder / f"{MANIFEST}.new"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(manifest, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._folder / MANIFEST)
        self._delete_unlisted({part[key] for part in parts for key in ("name", "dead")})
        return named

    @contextlib.contextmanager
    def _new_folder(self) -> Iterator[Path]:
        """Create a folder, which is deleted when the block fails."""
        folder = Path(tempfile.mkdtemp(prefix=_SEGMENT, dir=self._folder))
        try:
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _write(self, segment: Segment) -> Segment:
        with self._new_folder() as folder:
            columns, rows = segment.columns, np.arange(len(segment.columns))
            write_vectors(folder / f"{VECTORS}{SUFFIX}", columns.vectors, rows)
            write_columns(folder, columns, segment.partitions)
            return Segment(columns, segment.partitions, segment.deleted_rows, name=folder.name)

    def _manifest_entry(self, segment: Segment) -> dict[str, Any]:
        """Return the manifest's entry for a segment on disk."""
        assert segment.name is not None
        folder = self._folder / segment.name
        deleted_rows = None
        if len(segment.deleted_rows):
            handle, path = tempfile.mkstemp(prefix=_DELETED_ROWS, suffix=SUFFIX, dir=self._folder)
            os.close(handle)
            write_array(Path(path), segment.deleted_rows)
            deleted_rows = Path(path).name
        return {
            "name": segment.name,
            "dead": deleted_rows,
            "size_labels": [sorted(tokens) for tokens in segment.columns.size_labels],
            "checksums": _checksums(folder),
        }

    def _delete_unlisted(self, kept: set[str | None]) -> None:
        for path in self._folder.iterdir():
            if path.name in kept:
                continue
            if path.name.startswith(_SEGMENT):
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(_DELETED_ROWS):
                path.unlink(missing_ok=True)


class SegmentBuilder:
    """Writes one segment; opened by `IndexWriter.building`.

    Every method raises OSError when it cannot write, for example because the disk is full.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._staging = folder / "staging"
        self._facts = [_without_vectors(Columns.of([]))]

    def add(self, columns: Columns) -> None:
        """Add products, in any order."""
        with self._staging.open("ab") as file:
            file.write(columns.vectors.tobytes())
        self._facts.append(_without_vectors(columns))

    def finish(self) -> Segment:
        """Partition all added products, write the segment and return it."""
        columns = Columns.joined(self._facts)
        vectors = staged_vectors(self._staging, len(columns))

        def read(rows: Rows) -> NDArray[np.float32]:
            return vectors[rows].astype(np.float32)

        order, partitions = partition_rows(columns.categories, read)
        path = self._folder / f"{VECTORS}{SUFFIX}"
        write_vectors(path, vectors, order)
        self._staging.unlink(missing_ok=True)
        columns = columns.take(order)
        write_columns(self._folder, columns, partitions)
        columns = replace(columns, vectors=open_array(path))
        return Segment(columns, partitions, name=self._folder.name)


def _without_vectors(columns: Columns) -> Columns:
    return replace(columns, vectors=columns.vectors[:, :0])


def _checksums(folder: Path) -> dict[str, int]:
    """Return the checksums of a segment's files, computed once: the files never change."""
    path = folder / "checksums.json"
    if not path.exists():
        path.write_text(json.dumps({f.name: checksum(f) for f in folder.glob(f"*{SUFFIX}")}))
    checksums: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
    return checksums
