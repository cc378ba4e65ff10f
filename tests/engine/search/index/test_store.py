"""The index on disk: what was written comes back, and damage is noticed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.search.index.columns import Columns, IndexItem
from engine.search.index.store import DamagedIndexError, IndexBusyError, IndexStore, Provenance
from engine.search.product_index import ProductIndex

MADE_OF = Provenance("weights", 7)


def items(count: int, first: int = 0) -> list[IndexItem]:
    rng = np.random.default_rng(first)
    vectors = rng.normal(size=(count, 256)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return [
        IndexItem(
            id=first + i,
            shop_id=i % 7,
            category=("hoodie", "jeans")[i % 2],
            gender="unisex",
            price=1000 * i,
            colours=("black",),
            pattern=None,
            fit=None,
            embedding=vector,
            sizes=("M(95)",) if i % 3 else ("L",),
        )
        for i, vector in enumerate(vectors)
    ]


def written(folder: Path, products: list[IndexItem]) -> IndexStore:
    store = IndexStore(folder)
    with store.writing() as writer, writer.building() as builder:
        for start in range(0, len(products), 50):
            builder.add(Columns.of(products[start : start + 50]))
        writer.publish([builder.finish()], MADE_OF)
    return store


def opened(store: IndexStore) -> ProductIndex:
    stored = store.open(verify_vectors=True)
    assert stored is not None
    assert stored.provenance.model == MADE_OF.model
    return ProductIndex(segments=stored.segments)


def test_what_was_written_answers_as_it_did_in_memory(tmp_path: Path) -> None:
    products = items(300)
    index = opened(written(tmp_path, products))
    memory = ProductIndex(products)
    for product in products[::30]:
        asked = {"category": product.category, "k": 20}
        assert [h.id for h in index.search(product.embedding, **asked)] == [
            h.id for h in memory.search(product.embedding, **asked)
        ]


def test_an_update_is_kept_and_the_old_snapshot_goes_on(tmp_path: Path) -> None:
    products = items(120)
    store = written(tmp_path, products)
    before = opened(store)
    after = before.updated(items(5, first=1000), removed=[3])
    with store.writing() as writer:
        writer.publish(after.segments, MADE_OF)
    again = opened(store)
    assert len(again) == 124
    found = {h.id for h in again.search(products[3].embedding, k=200)}
    assert 3 not in found
    assert {1000, 1004} <= found
    assert before.search(products[3].embedding, k=1)[0].id == 3


@pytest.mark.parametrize("harm", ["cut", "flip", "gone", "list"])
def test_damage_is_noticed(tmp_path: Path, harm: str) -> None:
    store = written(tmp_path, items(60))
    (path,) = tmp_path.glob("segment-*/prices.npy")
    if harm == "cut":
        path.write_bytes(path.read_bytes()[:-8])
    elif harm == "flip":
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
    elif harm == "gone":
        path.unlink()
    else:
        (tmp_path / "index.json").write_text('{"format": 1')
    with pytest.raises(DamagedIndexError):
        store.open()


def test_a_failed_build_leaves_what_was_there(tmp_path: Path) -> None:
    store = written(tmp_path, items(60))

    def fail() -> None:
        with store.writing() as writer, writer.building() as builder:
            builder.add(Columns.of(items(10)))
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        fail()
    assert len(opened(store)) == 60
    assert len(list(tmp_path.glob("segment-*"))) == 1


def test_one_process_writes(tmp_path: Path) -> None:
    store = IndexStore(tmp_path)
    with store.writing(), pytest.raises(IndexBusyError), store.writing():
        pass
    assert store.open() is None
