"""Which products are the same thing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from config.settings import load_settings
from db.models import Product, pack_vector
from db.queries import product_import, products
from db.queries.product_groups import Candidate, are_same, join_duplicates
from db.session import Database


def embedding(angle: float) -> bytes:
    vector = np.zeros(256, np.float32)
    vector[0], vector[1] = np.cos(angle), np.sin(angle)
    return pack_vector(vector)


def candidate(**changes: Any) -> Candidate:
    told: dict[str, Any] = {
        "id": 1,
        "group_id": None,
        "shop_id": 1,
        "category": "shirt",
        "brand": None,
        "name_key": "n",
        "picture_sha256": "a",
        "picture_dhash": "d",
        "embedding": embedding(0),
    }
    return Candidate(**(told | changes))


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"category": "coat"}, False),
        ({"name_key": "other"}, True),  # the same file
        ({"picture_sha256": "b"}, True),  # the same name, alike
        ({"picture_sha256": "b", "embedding": embedding(1.5)}, False),
        ({"picture_sha256": "b", "name_key": "other"}, True),  # the same picture, saved anew
        ({"picture_sha256": "b", "name_key": "other", "embedding": embedding(0.4)}, False),
        ({"picture_sha256": "b", "name_key": "other", "picture_dhash": "e"}, False),
        ({"picture_sha256": "b", "picture_dhash": "e", "brand": "숲"}, True),
        ({"picture_sha256": "b", "name_key": None, "picture_dhash": None}, False),
        ({"shop_id": 1}, True),  # listed twice
        ({"shop_id": 1, "name_key": "other"}, False),  # two colours, one picture
        ({"shop_id": 1, "picture_sha256": "b"}, False),
    ],
)
def test_sameness(changes: dict[str, Any], same: bool) -> None:
    other = candidate(id=2, **({"shop_id": 2} | changes))
    assert are_same(candidate(), other) is same
    assert are_same(other, candidate()) is same


def test_brands_tell_things_of_one_name_apart() -> None:
    woods = candidate(brand="Woods", picture_dhash=None)
    for brand, same in (("WOODS", True), ("Sea", False), (None, True)):
        other = candidate(id=2, shop_id=2, brand=brand, picture_sha256="b", picture_dhash=None)
        assert are_same(woods, other) is same


@dataclass
class Shelf:
    """Products of three shops."""

    database: Database
    shops: list[int]

    async def put(self, shop: int, name: str, **changes: Any) -> int:
        row = {
            "shop_id": self.shops[shop],
            "external_id": name,
            "title": name,
            "url": "u",
            "price": 1,
            "category": "shirt",
            "picture_sha256": name,
            "picture_dhash": None,
            "name_key": None,
            "embedding": embedding(0),
        }
        async with self.database.session() as session:
            ids = await product_import.write_products(session, [row | changes])
            await join_duplicates(session, ids)
        return ids[0]

    async def groups(self) -> dict[int, int | None]:
        async with self.database.session() as session:
            rows = await session.execute(select(Product.id, Product.group_id))
            return {row.id: row.group_id for row in rows}


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    async with await Database.open(load_settings({}, data_dir=tmp_path)) as database:
        async with database.session() as session:
            shops = [
                await products.upsert_shop(session, slug=s, name=s, url="u", source="x")
                for s in "abc"
            ]
        yield Shelf(database, shops)


async def test_a_third_product_joins_two_groups(shelf: Shelf) -> None:
    first = await shelf.put(0, "1", picture_sha256="p", name_key="x")
    second = await shelf.put(1, "2", picture_sha256="p", name_key="y")
    third = await shelf.put(0, "3", picture_sha256="q", name_key="z")
    fourth = await shelf.put(1, "4", picture_sha256="q", name_key="w")
    alone = await shelf.put(2, "6", picture_sha256="r")
    assert await shelf.groups() == {
        first: first,
        second: first,
        third: third,
        fourth: third,
        alone: None,
    }
    fifth = await shelf.put(2, "5", picture_sha256="p", name_key="z")
    groups = await shelf.groups()
    assert {groups[i] for i in (first, second, third, fourth, fifth)} == {first}


async def test_a_changed_product_leaves_its_group(shelf: Shelf) -> None:
    first = await shelf.put(0, "1", picture_sha256="p")
    second = await shelf.put(1, "2", picture_sha256="p")
    await shelf.put(1, "2", picture_sha256="new")
    assert await shelf.groups() == {first: first, second: None}
