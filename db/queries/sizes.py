"""Queries about sizes: a person's body, and the sizes they have worn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BodyProfile, Product, SizeDialog, User, WornSize, utc_now
from db.session import upsert


async def profile_of(session: AsyncSession, user_id: int) -> BodyProfile | None:
    """Return what a person told of their body, or None."""
    statement = select(BodyProfile).where(BodyProfile.user_id == user_id)
    return (await session.scalars(statement)).one_or_none()


async def save_profile(session: AsyncSession, user_id: int, **values: Any) -> None:
    """Set columns of the person's profile, which is made when there is none."""
    now = utc_now()
    first = {"measured_cm": {}, "units": "metric", **values}
    statement = upsert(session, BodyProfile).values(user_id=user_id, updated_at=now, **first)
    statement = statement.on_conflict_do_update(
        index_elements=["user_id"], set_={**values, "updated_at": now}
    )
    await session.execute(statement)


async def forget_sizes(session: AsyncSession, user_id: int) -> None:
    """Delete the person's body, their worn sizes and their open dialog."""
    for table in (BodyProfile, SizeDialog, WornSize):
        await session.execute(delete(table).where(table.user_id == user_id))


# -- worn sizes -------------------------------------------------------------------------------


async def worn_sizes(session: AsyncSession, user_id: int, *, limit: int = 50) -> Sequence[WornSize]:
    """Return the person's worn sizes, newest first."""
    statement = select(WornSize).where(WornSize.user_id == user_id)
    return (await session.scalars(statement.order_by(WornSize.id.desc()).limit(limit))).all()


async def worn_size(session: AsyncSession, user_id: int, worn_id: int) -> WornSize | None:
    """Return one worn size of this person, or None."""
    worn = await session.get(WornSize, worn_id)
    return worn if worn is not None and worn.user_id == user_id else None


async def bought(session: AsyncSession, user_id: int, product_id: int) -> WornSize | None:
    """Return what the person said of a product that they bought, or None."""
    statement = select(WornSize).where(
        WornSize.user_id == user_id, WornSize.product_id == product_id
    )
    return (await session.scalars(statement.order_by(WornSize.id.desc()).limit(1))).first()


async def claim_questions(session: AsyncSession, now: datetime) -> Sequence[WornSize]:
    """Return bought things that it is time to ask about; each is returned once, ever.

    The rows are marked as asked in the same transaction: after a crash a question may be missing,
    but none comes twice.
    """
    due = (
        select(WornSize.id)
        .join(User, User.id == WornSize.user_id)
        .where(
            WornSize.ask_at <= now,
            WornSize.asked_at.is_(None),
            WornSize.verdict.is_(None),
            User.blocked_at.is_(None),
        )
    )
    claimed = await session.scalars(
        update(WornSize)
        .where(WornSize.id.in_(due), WornSize.asked_at.is_(None))
        .values(asked_at=now)
        .returning(WornSize)
    )
    return claimed.all()


async def shared_sizes(session: AsyncSession) -> list[dict[str, Any]]:
    """Return what people who agreed said of their sizes, as JSON-ready rows for the training.

    Nobody's Telegram number is among it: people are numbered anew each time.
    """
    rows = await session.execute(
        select(BodyProfile, WornSize)
        .join(WornSize, WornSize.user_id == BodyProfile.user_id)
        .where(
            BodyProfile.shares_sizes.is_(True),
            BodyProfile.height_cm.is_not(None),
            BodyProfile.weight_kg.is_not(None),
            WornSize.verdict.is_not(None),
        )
        .order_by(WornSize.id)
    )
    numbers: dict[int, int] = {}
    return [
        {
            "person": numbers.setdefault(body.user_id, len(numbers) + 1),
            "consent": True,
            "gender": body.gender or "unsaid",
            "height_cm": body.height_cm,
            "weight_kg": body.weight_kg,
            "age": body.age,
            "category": worn.category,
            "brand": worn.brand,
            "fit": worn.fit,
            "size": worn.label,
            "feedback": worn.verdict,
        }
        for body, worn in rows
    ]


# -- products ---------------------------------------------------------------------------------


async def products_of_category(
    session: AsyncSession, category: str, genders: Sequence[str], *, limit: int
) -> Sequence[Product]:
    """Return visible, available products of a category that tell their sizes, newest first."""
    statement = (
        select(Product)
        .where(
            Product.category == category,
            Product.gender.in_(genders),
            Product.hidden_at.is_(None),
            Product.available.is_(True),
        )
        .order_by(Product.updated_at.desc(), Product.id.desc())
        .limit(limit)
    )
    return [product for product in await session.scalars(statement) if product.sizes]
