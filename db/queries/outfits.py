"""Queries about outfits: requests for them, those shown, those saved, and ratings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import OutfitFeedback, OutfitRequest, SavedOutfit, utc_now
from db.session import upsert

FORGOTTEN_AFTER: Final = timedelta(days=30)
"""Outfits that nobody saved or rated, and requests, are kept so long for their buttons."""

_MAX_RATED: Final = 200


@dataclass(frozen=True, slots=True)
class RatedOutfit:
    """An outfit that a person liked or disliked, by the ids of what it is made of."""

    closet_items: tuple[int, ...]
    products: tuple[int, ...]
    liked: bool


# -- what is asked for ------------------------------------------------------------------------


async def open_request(
    session: AsyncSession, user_id: int, chat_id: int, wish: dict[str, Any]
) -> OutfitRequest:
    """Store what a person begins to ask for; forget what nobody can want any more."""
    before = utc_now() - FORGOTTEN_AFTER
    rated = select(OutfitFeedback.outfit_id).where(OutfitFeedback.user_id == user_id)
    await session.execute(
        delete(SavedOutfit).where(
            SavedOutfit.user_id == user_id,
            SavedOutfit.saved_at.is_(None),
            SavedOutfit.created_at < before,
            SavedOutfit.id.not_in(rated),
        )
    )
    await session.execute(
        delete(OutfitRequest).where(
            OutfitRequest.user_id == user_id, OutfitRequest.updated_at < before
        )
    )
    await stop_waiting(session, user_id)
    request = OutfitRequest(user_id=user_id, chat_id=chat_id, wish=wish)
    session.add(request)
    await session.flush()
    return request


async def request_of(session: AsyncSession, user_id: int, request_id: int) -> OutfitRequest | None:
    """Return a request of this person, or None; never that of someone else."""
    request = await session.get(OutfitRequest, request_id)
    return request if request is not None and request.user_id == user_id else None


async def waiting_request(
    session: AsyncSession, user_id: int, chat_id: int, *, since: datetime
) -> OutfitRequest | None:
    """Return the request that waits since `since` for something typed in this chat, or None."""
    rows = await session.scalars(
        select(OutfitRequest)
        .where(
            OutfitRequest.user_id == user_id,
            OutfitRequest.chat_id == chat_id,
            OutfitRequest.asks.is_not(None),
            OutfitRequest.updated_at >= since,
        )
        .order_by(OutfitRequest.id.desc())
        .limit(1)
    )
    return rows.one_or_none()


async def stop_waiting(session: AsyncSession, user_id: int) -> None:
    """Wait for nothing typed any more."""
    waiting = (OutfitRequest.user_id == user_id, OutfitRequest.asks.is_not(None))
    # Looked up first: this is done at every press, and a write would wait for other writers.
    if await session.scalar(select(OutfitRequest.id).where(*waiting).limit(1)) is not None:
        await session.execute(update(OutfitRequest).where(*waiting).values(asks=None))


# -- outfits ----------------------------------------------------------------------------------


async def add_outfit(session: AsyncSession, outfit: SavedOutfit) -> SavedOutfit:
    """Store an outfit that is shown; return it with its id."""
    session.add(outfit)
    await session.flush()
    return outfit


async def outfit_of(session: AsyncSession, user_id: int, outfit_id: int) -> SavedOutfit | None:
    """Return an outfit of this person, or None; never that of someone else."""
    outfit = await session.get(SavedOutfit, outfit_id)
    return outfit if outfit is not None and outfit.user_id == user_id else None


async def outfits_of_request(session: AsyncSession, request_id: int) -> Sequence[SavedOutfit]:
    """Return every outfit that was shown for a request, oldest first."""
    rows = await session.scalars(
        select(SavedOutfit).where(SavedOutfit.request_id == request_id).order_by(SavedOutfit.id)
    )
    return rows.all()


async def saved_outfits(
    session: AsyncSession, user_id: int, *, limit: int = 50
) -> Sequence[SavedOutfit]:
    """Return the outfits that the person kept, newest first."""
    rows = await session.scalars(
        select(SavedOutfit)
        .where(SavedOutfit.user_id == user_id, SavedOutfit.saved_at.is_not(None))
        .order_by(SavedOutfit.saved_at.desc())
        .limit(limit)
    )
    return rows.all()


# -- likes ------------------------------------------------------------------------------------


async def rate(session: AsyncSession, user_id: int, outfit_id: int, *, liked: bool) -> None:
    """Note whether the person likes an outfit of theirs; the last word counts."""
    statement = upsert(session, OutfitFeedback).values(
        user_id=user_id, outfit_id=outfit_id, liked=liked, created_at=utc_now()
    )
    statement = statement.on_conflict_do_update(
        index_elements=["user_id", "outfit_id"], set_={"liked": liked, "created_at": utc_now()}
    )
    await session.execute(statement)


async def rated_outfits(session: AsyncSession, user_id: int) -> list[RatedOutfit]:
    """Return what the person said of outfits, newest first, at most 200 of them."""
    rows = await session.execute(
        select(SavedOutfit.closet_items, SavedOutfit.products, OutfitFeedback.liked)
        .join(SavedOutfit, SavedOutfit.id == OutfitFeedback.outfit_id)
        .where(OutfitFeedback.user_id == user_id)
        .order_by(OutfitFeedback.id.desc())
        .limit(_MAX_RATED)
    )
    return [RatedOutfit(tuple(own), tuple(products), liked) for own, products, liked in rows]


async def rating_of(session: AsyncSession, user_id: int, outfit_id: int) -> bool | None:
    """Return whether the person likes an outfit; None when they have not said."""
    statement = select(OutfitFeedback.liked).where(
        OutfitFeedback.user_id == user_id, OutfitFeedback.outfit_id == outfit_id
    )
    return (await session.scalars(statement)).one_or_none()
