"""Subscribers whose tips are all due at one moment, some of them with clothes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert

from config.settings import Settings, load_settings
from config.taxonomy import COLOUR_HEX
from db.models import (
    ClosetItem,
    ClosetPicture,
    TipSubscription,
    User,
    pack_vector,
    utc_now,
)
from db.session import Database
from engine.models.embedding_version import embedding_version
from simulator import Person
from tests.support.bot import vector
from tests.support.photos import cutout_webp

WARDROBE: Final = ("t_shirt", "shirt", "sweater", "jeans", "trousers", "coat", "sneakers", "boots")


def settings_in(folder: Path) -> Settings:
    """Return the settings of a bot whose data is in a folder."""
    return load_settings({}, _env_file=None, data_dir=folder)


async def subscribe(folder: Path, people: Sequence[Person], due_at: datetime, dressed: int) -> None:
    """Let everybody's tip be due at a moment, and give some of them clothes."""
    now = utc_now()
    subscription = {
        "minute_of_day": 450,
        "days": 0b111_1111,
        "zone": "Asia/Seoul",
        "city": "seoul",
        "occasion": "daily",
        "own_only": True,
        "language": "ko",
        "next_due_at": due_at,
        "created_at": now,
        "updated_at": now,
    }
    rows = [{"user_id": person.id, "chat_id": person.id, **subscription} for person in people]
    owners = [person.id for person in people[::dressed]] if dressed else []
    clothes, pictures = _clothes(owners)
    async with (
        await Database.open(settings_in(folder)) as database,
        database.session() as session,
    ):
        await session.execute(insert(User), [{"id": person.id} for person in people])
        await session.execute(insert(TipSubscription), rows)
        if clothes:
            await session.execute(insert(ClosetItem), clothes)
            await session.execute(insert(ClosetPicture), pictures)


def _clothes(owners: Sequence[int]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of small closets, everybody's the same, and of their pictures."""
    colours = list(COLOUR_HEX.items())
    cutouts = {category: cutout_webp(number) for number, category in enumerate(WARDROBE)}
    version = embedding_version()
    clothes, pictures = [], []
    for number, (owner, category) in enumerate(
        ((owner, category) for owner in owners for category in WARDROBE), 1
    ):
        kind = WARDROBE.index(category)
        name, colour = colours[kind]
        clothes.append(
            {
                "id": number,
                "user_id": owner,
                "category": category,
                "colours": [{"name": name, "hex": colour, "share": 1.0}],
                "embedding": pack_vector(vector(kind, kind)),
                "embedded_by": version,
            }
        )
        pictures.append(
            {
                "user_id": owner,
                "item_id": number,
                "kind": "cutout",
                "webp": cutouts[category],
                "width": 480,
                "height": 640,
            }
        )
    return clothes, pictures
