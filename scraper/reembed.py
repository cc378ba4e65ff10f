"""Looks again at pictures in the store that another model has seen, without asking any shop."""

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
from scraper.describe_step import Describer, Look, LookStep, Subject
from scraper.normalise import facts_of
from scraper.offer import ShopIdentity
from scraper.pictures import PictureStore
from scraper.row_mapping import fact_columns, offer_again

_BATCH: Final = 48
_NO_SHOP: Final = ShopIdentity("", "", "")


async def look_again(
    database: Database,
    engine: Describer,
    settings: Settings,
    *,
    on_progress: Callable[[int], object] = lambda _count: None,
) -> int:
    """Bring every product to the present model; return how many were.

    Products whose stored picture is lost or damaged stay as they are, for the next import to mend.
    """
    model = embedding_version(settings.engine.models_dir)
    store = PictureStore(settings.pictures_dir, settings.engine)
    style = ProductStyle.load()
    done = last = 0
    with ThreadPoolExecutor(settings.engine.workers, thread_name_prefix="reembed") as pool:
        step = LookStep(
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
                return done
            last = rows[-1]["id"]
            changed = await _looked_at(rows, step, database, style, model)
            async with database.session() as session:
                await product_import.change_products(session, changed)
            done += len(changed)
            on_progress(len(rows))


async def _looked_at(
    rows: list[dict[str, Any]], step: LookStep, database: Database, style: ProductStyle, model: str
) -> list[dict[str, Any]]:
    subjects = [Subject(row["picture_sha256"], row["picture"], None) for row in rows]
    try:
        looks, _ = await step.at(subjects, database)
    except (OSError, PhotoError):
        looks = await _one_by_one(subjects, step, database)
    changed = []
    for row in rows:
        look = looks.get(row["picture_sha256"])
        offer = offer_again(row, _NO_SHOP)
        facts = facts_of(offer, look.seen) if look is not None else None
        if look is None or facts is None:
            continue
        columns = fact_columns(offer, look.seen, facts, style)
        embedded = {"embedding": look.embedding, "embedding_model": model}
        changed.append({"id": row["id"], **columns, **embedded})
    return changed


async def _one_by_one(
    subjects: list[Subject], step: LookStep, database: Database
) -> dict[str, Look]:
    """Look at each picture alone, so that a lost one does not hold up the others."""
    looks: dict[str, Look] = {}
    for subject in subjects:
        with suppress(OSError, PhotoError):
            looks |= (await step.at([subject], database))[0]
    return looks
