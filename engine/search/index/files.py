"""The files of a segment: one NumPy array each, with checksums, read by memory map."""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.lib.format import write_array_header_1_0
from numpy.typing import NDArray

from engine.search.index.columns import ARRAYS, DIMENSIONS, Columns, Rows
from engine.search.index.partitions import Cells

VECTORS: Final = "vectors"
SUFFIX: Final = ".npy"
_CHUNK_ROWS: Final = 16_384
_CHUNK_BYTES: Final = 1 << 22


def checksum(path: Path) -> int:
    """Return the CRC-32 of a file."""
    value = 0
    with path.open("rb") as file:
        while block := file.read(_CHUNK_BYTES):
            value = zlib.crc32(block, value)
    return value


def mapped(path: Path) -> NDArray[Any]:
    """Return the array of a file without reading it; a cut-off file is a ValueError."""
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def rough_vectors(path: Path, rows: int) -> NDArray[np.float16]:
    """Return the vectors of a file that has nothing but their bytes."""
    if not rows:
        return np.empty((0, DIMENSIONS), np.float16)
    return np.memmap(path, np.float16, mode="r", shape=(rows, DIMENSIONS))


def write_array(path: Path, array: NDArray[Any]) -> None:
    """Write an array, down to the disk."""
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)
        _down(file.fileno())


def write_vectors(path: Path, vectors: NDArray[np.float16], order: Rows) -> None:
    """Write vectors in another order, a chunk in memory at a time."""
    with path.open("wb") as file:
        header = {"descr": "<f2", "fortran_order": False, "shape": (len(order), DIMENSIONS)}
        write_array_header_1_0(file, header)
        for start in range(0, len(order), _CHUNK_ROWS):
            file.write(vectors[order[start : start + _CHUNK_ROWS]].tobytes())
        _down(file.fileno())


def _down(descriptor: int) -> None:
    """Wait until a file is on the disk, before its name is put into force."""
    os.fsync(descriptor)


def write_facts(folder: Path, columns: Columns, cells: Cells) -> None:
    """Write everything of a segment but its vectors."""
    for name in ARRAYS:
        if name != VECTORS:
            write_array(folder / f"{name}{SUFFIX}", getattr(columns, name))
    for name in Cells.__slots__:
        write_array(folder / f"cell_{name}{SUFFIX}", getattr(cells, name))


def read_facts(folder: Path) -> tuple[dict[str, NDArray[Any]], Cells]:
    """Return the columns of a segment and its cells, mapped into memory."""
    arrays = {name: mapped(folder / f"{name}{SUFFIX}") for name in ARRAYS}
    cells = Cells(*(mapped(folder / f"cell_{name}{SUFFIX}") for name in Cells.__slots__))
    return arrays, cells
