"""Daily tips: finding who is due among a million, and ten thousand sent while the bot is killed."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Final

from sqlalchemy import text

from db.models import User, utc_now
from db.queries.tip_subscriptions import due_statement
from db.session import Database
from tests.support.killed_bot import killed_run, settings_in

SUBSCRIBERS: Final = 1_000_000
TIPS: Final = 10_000
KILLS: Final = 5
DRESSED: Final = 10
"""Every so manieth has a closet, and gets a board."""

_LOOKUPS: Final = 50
_LOOKUP_LIMIT: Final = 32


def measure() -> dict[str, float]:
    """Measure both; the second takes as long as Telegram's limits make it, some six minutes."""
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(_measure_lookup(Path(folder)))
    with tempfile.TemporaryDirectory() as folder:
        run = asyncio.run(killed_run(Path(folder), tips=TIPS, kills=KILLS, dressed=DRESSED))
    return figures | run.figures()


_MANY: Final = text(
    """
    WITH RECURSIVE many(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM many WHERE n + 1 < :count)
    INSERT INTO tip_subscriptions (user_id, chat_id, minute_of_day, days, zone, city, occasion,
                                   own_only, language, next_due_at, created_at, updated_at)
    SELECT 1, n, 450, 127, 'Asia/Seoul', 'seoul', 'daily', 1, 'ko',
           strftime('%Y-%m-%d %H:%M:%f000', 'now', (n * 86400.0 / :count - 30) || ' seconds'),
           strftime('%Y-%m-%d %H:%M:%f000', 'now'), strftime('%Y-%m-%d %H:%M:%f000', 'now')
    FROM many
    """
)
"""Subscriptions that are due over the coming day, but for a few hundred that are due now."""


async def _measure_lookup(folder: Path) -> dict[str, float]:
    """Return the median time of the query for the tips that are due, its rows read."""
    async with await Database.open(settings_in(folder)) as database:
        async with database.session() as session:
            session.add(User(id=1))
            await session.flush()
            await session.execute(_MANY, {"count": SUBSCRIBERS})
        times = []
        for _ in range(_LOOKUPS):
            async with database.session() as session:
                begun = time.perf_counter()
                rows = (await session.scalars(due_statement(utc_now(), limit=_LOOKUP_LIMIT))).all()
                times.append(1000 * (time.perf_counter() - begun))
            assert len(rows) == _LOOKUP_LIMIT
    return {"due_among_1000000_ms": sorted(times)[len(times) // 2]}
