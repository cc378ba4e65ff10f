"""How fast and how faithful a search is in a million products, on disk, beside everything else.

The vectors are distributed like those of garments: `garment_embeddings.npz` has the means and the
spread of groups of product photos, as the garment model embedded them. In such a catalogue the ten
nearest of a question are about as near as those of real photos.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.engine import median_ms
from config.taxonomy import CATEGORIES, COLOURS
from engine.search.filters import Filters
from engine.search.index.columns import Columns, IndexItem
from engine.search.index.store import IndexStore, Provenance
from engine.search.product_index import ProductIndex

PRODUCTS: Final = 1_000_000
ADDED: Final = 10_000
SHOPS: Final = 10_000
QUESTIONS: Final = 60
SMALL: Final = (300, 10_000)
ONE_PERCENT: Final = Filters(colours=("black",), max_price=46_000)
_CHUNK: Final = 20_000
_STATISTICS: Final = Path(__file__).parent / "garment_embeddings.npz"


class Garments:
    """Draws embeddings like those of garments, each with a category that looks like it."""

    def __init__(self, seed: int) -> None:
        told = np.load(_STATISTICS)
        self._means = told["means"].astype(np.float32)
        self._shares = told["shares"] / told["shares"].sum()
        self._axes = told["axes"].astype(np.float32)
        self._spreads = told["spreads"].astype(np.float32)
        self._rest = float(told["rest"])
        self._categories = _alike(self._means, len(CATEGORIES))
        self._rng = np.random.default_rng(seed)

    def draw(self, count: int) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return unit rows and the code of each one's category."""
        group = self._rng.choice(len(self._means), count, p=self._shares)
        noise = self._rng.standard_normal((count, len(self._axes)), np.float32) @ self._axes
        noise += self._rest * self._rng.standard_normal(noise.shape, np.float32)
        rows = self._means[group] + self._spreads[group, None] * noise
        return rows / np.linalg.norm(rows, axis=1, keepdims=True), self._categories[group]

    def columns(self, count: int, first_id: int = 0) -> Columns:
        """Return made-up products."""
        rng = self._rng
        vectors, categories = self.draw(count)
        return Columns(
            ids=np.arange(first_id, first_id + count),
            shops=rng.integers(0, SHOPS, count),
            categories=categories,
            genders=rng.integers(0, 3, count).astype(np.uint8),
            patterns=np.zeros(count, np.uint8),
            fits=np.zeros(count, np.uint8),
            seasons=np.zeros(count, np.uint8),
            colours=(1 << rng.integers(0, len(COLOURS), count)).astype(np.uint32),
            prices=rng.integers(5_000, 200_000, count).astype(np.int32),
            pictures=np.zeros(count, np.uint64),
            groups=np.full(count, -1, np.int64),
            revisions=np.zeros(count, np.int64),
            size_sets=np.zeros(count, np.uint32),
            vectors=vectors.astype(np.float16),
            size_labels=(frozenset({"M"}),),
        )


def _alike(means: NDArray[np.float32], count: int) -> NDArray[np.uint8]:
    """Return a category for each group, so that groups of one category look alike."""
    seeds = [0]
    while len(seeds) < count:
        seeds.append(int((means @ means[seeds].T).max(axis=1).argmin()))
    return np.asarray((means @ means[seeds].T).argmax(axis=1), np.uint8)


def measure() -> dict[str, float]:
    """Measure small indexes here, and a large one in a process of its own for its memory."""
    figures = {}
    for count in SMALL:
        items = _items(Garments(7).columns(count))
        index = ProductIndex(items)
        question = items[5].embedding
        search = partial(index.search, question, category=items[5].category)
        figures[f"top10_of_{count}_ms"] = median_ms(search)
    with tempfile.TemporaryDirectory() as folder:
        figures["build_1m_s"] = _build(Path(folder))
        command = [sys.executable, "-m", "benchmarks.search", folder]
        told = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        figures |= json.loads(told.stdout.splitlines()[-1])
    return figures


def _items(columns: Columns) -> list[IndexItem]:
    return [
        IndexItem(
            id=int(columns.ids[row]),
            shop_id=int(columns.shops[row]),
            category=CATEGORIES[columns.categories[row]],
            gender="unisex",
            price=int(columns.prices[row]),
            colours=("black",),
            pattern=None,
            fit=None,
            embedding=columns.vectors[row].astype(np.float32),
        )
        for row in range(len(columns))
    ]


def _build(folder: Path) -> float:
    garments = Garments(1)
    start = time.perf_counter()
    with IndexStore(folder).writing() as writer, writer.building() as builder:
        for first in range(0, PRODUCTS, _CHUNK):
            builder.add(garments.columns(_CHUNK, first))
        writer.publish([builder.finish()], Provenance("benchmark", 1))
    return time.perf_counter() - start


def _measure_large(folder: Path) -> dict[str, float]:
    start = time.perf_counter()
    stored = IndexStore(folder).open()
    assert stored is not None
    index = ProductIndex(segments=stored.segments)
    figures = {"start_1m_s": time.perf_counter() - start}
    vectors, codes = Garments(2).draw(QUESTIONS)
    questions = [(v, CATEGORIES[c]) for v, c in zip(vectors, codes, strict=True)]
    cases: dict[str, dict[str, Any]] = {
        "plain": {},
        "colour_first": {"shape": 0.35},
        "shape_first": {"colour": 0.1},
        "colour_only": {"shape": 0.0},
        "any_category": {"category": None},
        "one_percent": {"category": None, "filters": ONE_PERCENT},
        "one_percent_of_slot": {"filters": ONE_PERCENT},
    }
    for name, options in cases.items():
        asked = [partial(index.search, v, **({"category": c} | options)) for v, c in questions]
        figures[f"{name}_1m_ms"], figures[f"{name}_1m_cpu_ms"] = _times_ms(asked)
        figures[f"{name}_1m_recall"] = float(np.mean([_recall(one) for one in asked[:30]]))
    added = _items(Garments(3).columns(ADDED, PRODUCTS))
    start = time.perf_counter()
    with IndexStore(folder).writing() as writer:
        writer.publish(index.updated(added).segments, Provenance("benchmark", 2))
    figures["add_10000_to_1m_s"] = time.perf_counter() - start
    return figures | {"memory_1m_mb": _peak_mb()}


def _peak_mb() -> float:
    """Return the most memory this process has had, mapped files included.

    `getrusage` counts what the process had before it became this program, too.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (peak,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def _times_ms(asked: Sequence[Callable[[], object]]) -> tuple[float, float]:
    """Return the median time of a question, by the clock and of this thread's processor alone.

    They differ on a machine that others use, too.
    """
    clock, processor = [], []
    for question in [asked[0], *asked]:
        start, busy = time.perf_counter(), time.thread_time()
        question()
        clock.append((time.perf_counter() - start) * 1000)
        processor.append((time.thread_time() - busy) * 1000)
    return float(np.median(clock[1:])), float(np.median(processor[1:]))


def _recall(question: partial[Any]) -> float:
    """Return how many of the ten that a search of everything finds are found."""
    found = {hit.id for hit in question()}
    exact = {hit.id for hit in question(exact=True)}
    return len(found & exact) / max(1, len(exact))


if __name__ == "__main__":
    print(json.dumps(_measure_large(Path(sys.argv[1]))))
