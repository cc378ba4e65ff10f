"""Stores open size dialogs; answers about the body also go to the person's profile."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.size.state import SizeState, from_json, to_json
from bot.conversations.storage import TableStore
from bot.services.size_advice import facts_of
from bot.services.size_facts import Facts
from db.models import SizeDialog
from db.queries import sizes
from db.session import Database


class _SizeStore(TableStore[SizeState]):
    async def save_facts(
        self, session: AsyncSession, user_id: int, before: SizeState | None, after: SizeState
    ) -> None:
        """Save a changed body to the profile."""
        known = (
            facts_of(await sizes.profile_of(session, user_id)) if before is None else before.facts
        )
        body = _body(after.facts)
        if body != _body(known):
            await sizes.save_profile(session, user_id, **body)


def size_store(database: Database) -> TableStore[SizeState]:
    """Return the store of size dialogs."""
    return _SizeStore(database, SizeDialog, to_json, from_json)


def _body(facts: Facts) -> dict[str, Any]:
    """Return the columns of the profile."""
    return {
        "gender": facts.gender,
        "height_cm": facts.height_cm,
        "weight_kg": facts.weight_kg,
        "age": facts.age,
        "measured_cm": dict(facts.measured_cm),
        "units": facts.units,
    }
