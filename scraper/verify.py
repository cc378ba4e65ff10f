"""Check the catalogue's consistency: pictures on disk, embeddings, prices, groups."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from config.settings import Settings
from config.taxonomy import CATEGORIES
from db.models import PricePoint, Product, unpack_vector
from db.session import Database
from engine.models.embedding_version import embedding_version

_BATCH = 500


async def problems(database: Database, settings: Settings) -> Counter[str]:
    """Count the problems of visible products by kind.

    `picture_missing`: the file is not in the store; `not_embedded`: no embedding;
    `outdated_embedding`: one of another model; `bad_embedding`: not a unit vector;
    `unknown_category`; `no_price_history`; `lost_group`: its group's first product is deleted.
    """
    problem_counts: Counter[str] = Counter()
    model = embedding_version(settings.engine.models_dir)
    async for rows in _rows(database):
        problem_counts += await asyncio.to_thread(_check, rows, settings.pictures_dir, model)
    async with database.session() as session:
        priced = select(PricePoint.product_id).distinct().scalar_subquery()
        unpriced = select(func.count(Product.id)).where(Product.id.not_in(priced))
        first = select(Product.id).scalar_subquery()
        lost = select(func.count(Product.id)).where(
            Product.group_id.is_not(None), Product.group_id.not_in(first)
        )
        problem_counts["no_price_history"] = await session.scalar(unpriced) or 0
        problem_counts["lost_group"] = await session.scalar(lost) or 0
    return +problem_counts


async def _rows(database: Database) -> AsyncIterator[Sequence[Any]]:
    last = 0
    while True:
        async with database.session() as session:
            result = await session.execute(
                select(
                    Product.id,
                    Product.picture,
                    Product.embedding,
                    Product.embedding_model,
                    Product.category,
                )
                .where(Product.id > last, Product.hidden_at.is_(None))
                .order_by(Product.id)
                .limit(_BATCH)
            )
            rows = result.all()
        if not rows:
            return
        last = rows[-1].id
        yield rows


def _check(rows: Sequence[Any], folder: Path, model: str) -> Counter[str]:
    problem_counts: Counter[str] = Counter()
    for row in rows:
        if row.picture is None or not (folder / row.picture).is_file():
            problem_counts["picture_missing"] += 1
        if row.embedding is None:
            problem_counts["not_embedded"] += 1
        elif not _is_unit(row.embedding):
            problem_counts["bad_embedding"] += 1
        elif row.embedding_model != model:
            problem_counts["outdated_embedding"] += 1
        if row.category not in CATEGORIES:
            problem_counts["unknown_category"] += 1
    return problem_counts


def _is_unit(blob: bytes) -> bool:
    if len(blob) % 2:
        return False
    vector = unpack_vector(blob)
    return len(vector) > 0 and abs(float(vector @ vector) - 1) < 0.05
