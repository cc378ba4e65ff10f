"""Recompute the descriptions of stored pictures made by another model, without downloads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final

from config.settings import Settings
from db.queries import product_import
from db.session import Database
from engine.models.embedding_version import embedding_version
from engine.models.product_style import ProductStyle
from engine.schemas import PhotoError
from scraper.describe_step import Describer, DescribeStep, Description, Subject
from scraper.normalise import facts_of
from scraper.offer import ShopIdentity
from scraper.pictures import PictureStore
from scraper.row_mapping import fact_columns, offer_from_row

_BATCH: Final = 48
_NO_SHOP: Final = ShopIdentity("", "", "")


async def reembed_products(
    database: Database,
    engine: Describer,
    settings: Settings,
    *,
    on_progress: Callable[[int], object] = lambda _count: None,
) -> int:
    """Describe the products of other models with the current one; return how many changed.

    Products whose stored picture is lost or damaged stay unchanged until the next import.
    """
    model = embedding_version(settings.engine.models_dir)
    store = PictureStore(settings.pictures_dir, settings.engine)
    style = ProductStyle.load()
    updated = last = 0
    with ThreadPoolExecutor(settings.engine.workers, thread_name_prefix="reembed") as pool:
        step = DescribeStep(
            engine=engine,
            embedding_model=model,
            store=store,
            pool=pool,
            workers=settings.engine.workers,
        )
        while True:
            async with database.session() as session:
                rows = await product_import.outdated_products(
                    session, model, after=last, limit=_BATCH
                )
            if not rows:
                return updated
            last = rows[-1]["id"]
            changed = await _updated_rows(rows, step, database, style, model)
            async with database.session() as session:
                await product_import.change_products(session, changed)
            updated += len(changed)
            on_progress(len(rows))


async def _updated_rows(
    rows: list[dict[str, Any]],
    step: DescribeStep,
    database: Database,
    style: ProductStyle,
    model: str,
) -> list[dict[str, Any]]:
    subjects = [Subject(row["picture_sha256"], row["picture"], None) for row in rows]
    try:
        descriptions, _ = await step.describe(subjects, database)
    except (OSError, PhotoError):
        descriptions = await _one_by_one(subjects, step, database)
    changed = []
    for row in rows:
        description = descriptions.get(row["picture_sha256"])
        offer = offer_from_row(row, _NO_SHOP)
        facts = facts_of(offer, description.seen) if description is not None else None
        if description is None or facts is None:
            continue
        columns = fact_columns(offer, description.seen, facts, style)
        embedded = {"embedding": description.embedding, "embedding_model": model}
        changed.append({"id": row["id"], **columns, **embedded})
    return changed


async def _one_by_one(
    subjects: list[Subject], step: DescribeStep, database: Database
) -> dict[str, Description]:
    """Describe each picture alone, so that a lost one does not fail the others."""
    descriptions: dict[str, Description] = {}
    for subject in subjects:
        with suppress(OSError, PhotoError):
            descriptions |= (await step.describe([subject], database))[0]
    return descriptions
