"""Queries about users: language, block, home city, and whether anything is known of them."""

from __future__ import annotations

from sqlalchemy import (
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    BodyProfile,
    ClosetItem,
    Feedback,
    HomePlace,
    OutfitFeedback,
    User,
    utc_now,
)
from db.session import upsert


async def touch_user(session: AsyncSession, user_id: int) -> User:
    """Return the person, created on first sight; notes that they were here and unblocks them."""
    now = utc_now()
    statement = upsert(session, User).values(id=user_id, created_at=now, last_seen_at=now)
    statement = statement.on_conflict_do_update(
        index_elements=["id"], set_={"last_seen_at": now, "blocked_at": None}
    )
    await session.execute(statement)
    return await session.get_one(User, user_id)


async def set_language(session: AsyncSession, user_id: int, language: str | None) -> None:
    """Set the person's language; None goes back to that of their Telegram."""
    await session.execute(update(User).where(User.id == user_id).values(language=language))


async def chosen_languages(session: AsyncSession) -> dict[int, str]:
    """Return the language of everyone who chose one, by person."""
    rows = await session.execute(select(User.id, User.language).where(User.language.is_not(None)))
    return {user_id: language for user_id, language in rows if language is not None}


async def mark_blocked(session: AsyncSession, user_id: int) -> None:
    """Note that the person blocked the bot, so that nobody writes to them."""
    await session.execute(update(User).where(User.id == user_id).values(blocked_at=utc_now()))


# -- where people live ------------------------------------------------------------------------


async def home_of(session: AsyncSession, user_id: int) -> str | None:
    """Return the id of the city whose weather a person dresses for, or None."""
    statement = select(HomePlace.city).where(HomePlace.user_id == user_id)
    return (await session.scalars(statement)).one_or_none()


async def set_home(session: AsyncSession, user_id: int, city: str) -> None:
    """Note a person's city."""
    now = utc_now()
    statement = upsert(session, HomePlace).values(user_id=user_id, city=city, updated_at=now)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["user_id"], set_={"city": city, "updated_at": now}
        )
    )


async def is_stranger(session: AsyncSession, user_id: int) -> bool:
    """Return whether nothing is known by which somebody's outfits would differ from others'."""
    known = (
        exists().where(ClosetItem.user_id == user_id, ClosetItem.deleted_at.is_(None)),
        exists().where(BodyProfile.user_id == user_id),
        exists().where(OutfitFeedback.user_id == user_id),
        exists().where(Feedback.user_id == user_id, Feedback.kind == "dismiss"),
    )
    return not (await session.scalars(select(or_(*known)))).one()
