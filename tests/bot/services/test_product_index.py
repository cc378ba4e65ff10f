"""The index follows the catalogue: news while it is built, failures, restarts, damage."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from bot.services import product_index
from bot.services.product_index import LiveProductIndex, index_items
from config.settings import Settings
from db.models import Product, pack_vector, utc_now
from db.queries import product_import, products
from db.queries import product_index as index_queries
from db.session import Database
from engine.schemas import Vector
from engine.search.index.files import SUFFIX, VECTORS
from engine.search.product_index import ProductIndex

MODEL = "weights"


def vector(number: int) -> Vector:
    values = np.random.default_rng(number).normal(size=256)
    return (values / np.linalg.norm(values)).astype(np.float32)


class Store:
    """A shop of hoodies, and the keepers of its index."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.shop_id = 0
        self.keepers: list[LiveProductIndex] = []

    def keeper(self, model: str = MODEL) -> LiveProductIndex:
        """Return the keeper of a process that has just started."""
        self.keepers.append(LiveProductIndex(self.database, self.folder, model))
        return self.keepers[-1]

    async def put(self, numbers: Sequence[int], **changes: Any) -> None:
        """Add or change products."""
        rows = [
            {
                "shop_id": self.shop_id,
                "external_id": str(number),
                "title": "후드",
                "url": "https://shop.example/1",
                "price": 1000 + number,
                "category": "hoodie",
                "embedding": pack_vector(vector(number)),
                "embedding_model": MODEL,
                "available": True,
                **changes,
            }
            for number in numbers
        ]
        async with self.database.session() as session:
            await product_import.write_products(session, rows)

    async def hide_all_but(self, numbers: Sequence[int]) -> None:
        async with self.database.session() as session:
            known = set(await session.scalars(select(Product.external_id)))
            gone = known - set(map(str, numbers))
            await product_import.hide_products(session, self.shop_id, gone)

    async def numbers_of(self, index: ProductIndex) -> set[int]:
        """Return the products that an index has, by their number."""
        ids = [int(i) for chunk in index.chunks() for i in chunk.ids]
        assert len(set(ids)) == len(ids) == len(index)
        async with self.database.session() as session:
            found = await products.products_by_id(session, ids)
        return {int(product.external_id) for product in found.values()}


@pytest.fixture
async def store(settings: Settings, tmp_path: Path) -> AsyncIterator[Store]:
    async with await Database.open(settings) as database:
        it = Store(database, tmp_path / "index")
        async with database.session() as session:
            it.shop_id = await products.upsert_shop(
                session, slug="mono", name="Mono", url="https://mono.example", source="t"
            )
        yield it
        for keeper in it.keepers:
            await keeper.close()


@pytest.fixture
def on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep also a small index on disk."""
    monkeypatch.setattr(product_index, "ON_DISK_FROM", 30)


async def test_an_empty_catalogue_and_its_first_products(store: Store) -> None:
    keeper = store.keeper()
    assert len(await keeper.current()) == keeper.products == 0
    await store.put([1, 2])
    index = await keeper.current()
    assert await store.numbers_of(index) == {1, 2}
    assert await keeper.current() is index, "nothing has changed"


async def test_what_is_sold_out_hidden_or_of_other_weights_cannot_be_found(store: Store) -> None:
    await store.put(range(6))
    keeper = store.keeper()
    await keeper.current()
    await store.put([0], available=False)
    await store.put([1], embedding=None)
    await store.put([2], embedding_model="others")
    await store.hide_all_but([0, 1, 2, 4, 5])
    await store.put([4], embedding_model=None)
    assert await store.numbers_of(await keeper.current()) == {4, 5}


CHANGES = st.tuples(
    st.sampled_from(("put", "cheaper", "sold out", "hide", "look")), st.sets(st.integers(0, 11))
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CHANGES, max_size=8))
async def test_after_any_changes_it_is_what_would_be_built_anew(
    store: Store, changes: list[tuple[str, set[int]]]
) -> None:
    async with store.database.session() as session:
        await session.execute(delete(Product))
    keeper = store.keeper()
    for what, numbers in changes:
        if what == "put":
            await store.put(sorted(numbers))
        elif what == "cheaper":
            await store.put(sorted(numbers), price=10)
        elif what == "sold out":
            await store.put(sorted(numbers), available=False)
        elif what == "hide":
            await store.hide_all_but(sorted(numbers))
        else:
            await keeper.current()
    assert revisions(await keeper.current()) == revisions(await store.keeper().current())


def revisions(index: ProductIndex) -> dict[int, tuple[int, int]]:
    """Return revision and price of each product."""
    return {
        int(i): (int(revision), int(price))
        for part in index.chunks()
        for i, revision, price in zip(part.ids, part.revisions, part.prices, strict=True)
    }


# -- while something else goes on -------------------------------------------------------------


async def test_those_who_come_at_once_wait_for_one_building(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.put(range(3))
    keeper, built = store.keeper(), 0
    build = keeper._build

    async def counted() -> ProductIndex:
        nonlocal built
        built += 1
        return await build()

    monkeypatch.setattr(keeper, "_build", counted)
    found = await asyncio.gather(*(keeper.current() for _ in range(5)))
    assert built == 1
    assert all(len(index) == 3 for index in found)


async def test_a_slow_refresh_is_not_waited_for_and_news_meanwhile_is_not_lost(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.put([1])
    keeper = store.keeper()
    first = await keeper.current()
    monkeypatch.setattr(product_index, "MAX_WAIT_S", 0.01)
    read, go = keeper._load_changes, asyncio.Event()

    async def slow() -> Any:
        news = await read()
        await go.wait()
        return news

    monkeypatch.setattr(keeper, "_load_changes", slow)
    await store.put([2])
    assert await keeper.current() is first
    await store.put([3])  # after the news was read, before it is in force
    go.set()
    refreshing = keeper._refreshing
    assert refreshing is not None
    assert await refreshing is None
    assert await store.numbers_of(await settled(keeper)) == {1, 2, 3}


async def settled(keeper: LiveProductIndex) -> ProductIndex:
    """Return the index when it has caught up, however long that takes."""
    await keeper.current()
    if keeper._refreshing is not None:
        await keeper._refreshing
    return await keeper.current()


async def test_a_change_that_cannot_be_read_leaves_the_index_as_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await store.put([1])
    keeper = store.keeper()
    first = await keeper.current()
    await store.put([2])

    async def broken(*_: Any) -> Any:
        raise OSError("the disk is away")

    with monkeypatch.context() as patch:
        patch.setattr(index_queries, "rows_of", broken)
        assert await keeper.current() is first
        assert "the disk is away" in caplog.text
    assert await store.numbers_of(await keeper.current()) == {1, 2}


async def test_who_asks_is_told_why_there_is_no_index_at_all(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.put([1])
    keeper = store.keeper()

    async def broken() -> ProductIndex:
        raise OSError("the disk is away")

    with monkeypatch.context() as patch:
        patch.setattr(keeper, "_build", broken)
        with pytest.raises(OSError, match="the disk is away"):
            await keeper.current()
    assert len(await keeper.current()) == 1


# -- on disk ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("on_disk")
async def test_a_restart_opens_the_index_and_reads_only_what_changed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.put(range(40))
    assert len(await store.keeper().current()) == 40
    # Long ago, so that the overlap in which changes may still come in is over.
    async with store.database.session() as session:
        await session.execute(
            update(Product).values(updated_at=utc_now() - 2 * index_queries.OVERLAP)
        )
    await store.keeper().current()
    await store.put([40], price=5)
    read: list[int] = []
    rows_of = index_queries.rows_of

    async def noted(session: Any, model: str, ids: Sequence[int]) -> Any:
        read.extend(ids)
        return await rows_of(session, model, ids)

    def never(*_: Any) -> Any:
        raise AssertionError("everything was read again")

    monkeypatch.setattr(index_queries, "rows_of", noted)
    monkeypatch.setattr(index_queries, "search_rows", never)
    again = store.keeper()
    assert await store.numbers_of(await again.current()) == set(range(41))
    async with store.database.session() as session:
        newest = await session.scalar(select(Product.id).where(Product.price == 5))
    assert read == [newest]


@pytest.mark.usefixtures("on_disk")
async def test_other_weights_build_it_again(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await store.put(range(40))
    await store.keeper().current()
    await store.put(range(35), embedding_model="newer")
    assert await store.numbers_of(await store.keeper("newer").current()) == set(range(35))
    assert "other weights" in caplog.text


@pytest.mark.usefixtures("on_disk")
async def test_damaged_vectors_are_found_beside_the_searches(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    await store.put(range(40))
    await store.keeper().current()
    [path] = store.folder.glob(f"*/{VECTORS}{SUFFIX}")
    content = bytearray(path.read_bytes())
    content[-200:] = bytes(200)
    path.write_bytes(content)
    keeper = store.keeper()
    await keeper.current()
    checking = keeper._verifying
    assert checking is not None
    await checking
    assert "building the index again" in caplog.text
    index = await keeper.current()
    assert [index.search(vector(n), category="hoodie", k=1)[0].score for n in range(40)] == (
        pytest.approx([1.0] * 40, abs=0.01)
    )


@pytest.mark.usefixtures("on_disk")
async def test_a_cut_off_list_builds_it_again(store: Store) -> None:
    await store.put(range(40))
    await store.keeper().current()
    file = store.folder / "index.json"
    file.write_text(file.read_text()[:50])
    assert len(await store.keeper().current()) == 40


@pytest.mark.usefixtures("on_disk")
async def test_a_folder_that_another_process_writes_is_left_alone(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    await store.put(range(40))
    keeper = store.keeper()
    with keeper._store.writing():
        assert len(await keeper.current()) == 40
    assert "keeping the index in memory" in caplog.text


# -- rows -------------------------------------------------------------------------------------


async def test_a_row_becomes_what_the_index_takes(store: Store) -> None:
    await store.put([1], price=20, currency="USD", warmth=4, sizes=["M", "L"])
    await store.put([2], seasons=["summer"], warmth=4)
    async with store.database.session() as session:
        rows = [row async for rows in index_queries.search_rows(session, MODEL) for row in rows]
    first, second = index_items(rows)
    assert (first.price, first.seasons, first.sizes) == (28_000, ("winter",), ("M", "L"))
    assert second.seasons == ("summer",), "what the shop says counts more"
    assert first.embedding @ vector(1) == pytest.approx(1, abs=1e-3)
