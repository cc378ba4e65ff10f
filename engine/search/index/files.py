"""Reads and writes the files of a segment: one NumPy array each, opened by memory map."""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.lib.format import write_array_header_1_0
from numpy.typing import NDArray

from engine.search.index.columns import ARRAYS, DIMENSIONS, Columns, Rows
from engine.search.index.partitions import Partitions

VECTORS: Final = "vectors"
SUFFIX: Final = ".npy"
_PARTITION: Final = "cell_"  # part of the format on disk
_CHUNK_ROWS: Final = 16_384
_CHUNK_BYTES: Final = 1 << 22


def checksum(path: Path) -> int:
    """Return the CRC-32 of a file."""
    value = 0
    with path.open("rb") as file:
        while block := file.read(_CHUNK_BYTES):
            value = zlib.crc32(block, value)
    return value


def open_array(path: Path) -> NDArray[Any]:
    """Map the array of a file into memory; a truncated file is a ValueError."""
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def staged_vectors(path: Path, rows: int) -> NDArray[np.float16]:
    """Map vectors whose file has their bytes alone, without a header."""
    if not rows:
        return np.empty((0, DIMENSIONS), np.float16)
    return np.memmap(path, np.float16, mode="r", shape=(rows, DIMENSIONS))


def write_array(path: Path, array: NDArray[Any]) -> None:
    """Write an array and flush it to disk."""
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)
        _fsync(file.fileno())


def write_vectors(path: Path, vectors: NDArray[np.float16], order: Rows) -> None:
    """Write vectors in another order, with one chunk in memory at a time."""
    with path.open("wb") as file:
        header = {"descr": "<f2", "fortran_order": False, "shape": (len(order), DIMENSIONS)}
        write_array_header_1_0(file, header)
        for start in range(0, len(order), _CHUNK_ROWS):
            file.write(vectors[order[start : start + _CHUNK_ROWS]].tobytes())
        _fsync(file.fileno())


def _fsync(descriptor: int) -> None:
    """Flush a file to disk, before a manifest names it."""
    os.fsync(descriptor)


def write_columns(folder: Path, columns: Columns, partitions: Partitions) -> None:
    """Write all columns of a segment but its vectors, and its partitions."""
    for name in ARRAYS:
        if name != VECTORS:
            write_array(folder / f"{name}{SUFFIX}", getattr(columns, name))
    for name in Partitions.__slots__:
        write_array(folder / f"{_PARTITION}{name}{SUFFIX}", getattr(partitions, name))


def read_columns(folder: Path) -> tuple[dict[str, NDArray[Any]], Partitions]:
    """Map the columns and the partitions of a segment into memory."""
    arrays = {name: open_array(folder / f"{name}{SUFFIX}") for name in ARRAYS}
    partitions = Partitions(
        *(open_array(folder / f"{_PARTITION}{name}{SUFFIX}") for name in Partitions.__slots__)
    )
    return arrays, partitions
