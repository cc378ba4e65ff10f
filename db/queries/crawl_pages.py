"""Queries about the pages of shops: what a crawl has still to visit, and what visits told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import CrawlPage, utc_now
from db.session import upsert

FEEDS: Final = "(feeds)"
"""Stands for the shop of pages that are whole feeds."""

_KIND_ORDER: Final = ("sitemap", "listing", "snap", "product")


class FoundPage(NamedTuple):
    """An address that a crawl has come upon."""

    url: str
    kind: str
    depth: int


async def validators(session: AsyncSession, shop: str, url: str) -> tuple[str | None, str | None]:
    """Return the ETag and Last-Modified of a page's last visit."""
    row = (
        await session.execute(
            select(CrawlPage.etag, CrawlPage.last_modified).where(
                CrawlPage.shop == shop, CrawlPage.url == url, CrawlPage.state == "done"
            )
        )
    ).one_or_none()
    return (row[0], row[1]) if row else (None, None)


async def save_feed(
    session: AsyncSession, url: str, etag: str | None, last_modified: str | None
) -> None:
    """Keep what a server said of a feed that is in the catalogue now."""
    values = {
        "state": "done",
        "etag": etag,
        "last_modified": last_modified,
        "fetched_at": utc_now(),
    }
    statement = upsert(session, CrawlPage).values(
        shop=FEEDS, url=url, kind="feed", round=0, depth=0, attempts=0, facts={}, **values
    )
    await session.execute(
        statement.on_conflict_do_update(index_elements=["shop", "url"], set_=values)
    )


async def open_round(session: AsyncSession, shop: str) -> int | None:
    """Return the crawl of a shop that has pages left to visit, None when there is none."""
    return await session.scalar(
        select(func.max(CrawlPage.round)).where(CrawlPage.shop == shop, CrawlPage.state == "queued")
    )


async def queue(session: AsyncSession, shop: str, round_: int, pages: Sequence[FoundPage]) -> None:
    """Queue pages that this crawl has not met before; what is known of them stays."""
    if not pages:
        return
    rows = [
        {
            "shop": shop,
            "url": page.url,
            "kind": page.kind,
            "depth": page.depth,
            "state": "queued",
            "round": round_,
            "attempts": 0,
            "facts": {},
        }
        for page in pages
    ]
    statement = upsert(session, CrawlPage).values(rows)
    again = {
        name: statement.excluded[name] for name in ("kind", "depth", "state", "round", "attempts")
    }
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["shop", "url"], set_=again, where=CrawlPage.round < round_
        )
    )


async def next_pages(
    session: AsyncSession, shop: str, round_: int, *, without: Collection[int], limit: int
) -> Sequence[CrawlPage]:
    """Return queued pages, sitemaps before listings before products, oldest first."""
    for kind in _KIND_ORDER:
        rows = await session.scalars(
            select(CrawlPage)
            .where(
                CrawlPage.shop == shop,
                CrawlPage.state == "queued",
                CrawlPage.round == round_,
                CrawlPage.kind == kind,
                CrawlPage.id.not_in(list(without)),
            )
            .order_by(CrawlPage.id)
            .limit(limit)
        )
        if found := rows.all():
            return found
    return []


async def mark_done(session: AsyncSession, visits: Mapping[int, Mapping[str, Any]]) -> None:
    """Note visits that went well, each with `etag`, `last_modified` and `facts`."""
    now = utc_now()
    if visits:
        await session.execute(
            update(CrawlPage),
            [
                {"id": page_id, "state": "done", "error": None, "fetched_at": now, **told}
                for page_id, told in visits.items()
            ],
        )


async def mark_failed(session: AsyncSession, page_id: int, reason: str) -> None:
    """Note a visit that told nothing; the next one asks for the whole page."""
    await session.execute(
        update(CrawlPage)
        .where(CrawlPage.id == page_id)
        .values(state="failed", error=reason, fetched_at=utc_now(), etag=None, last_modified=None)
    )


async def count(session: AsyncSession, shop: str, round_: int) -> dict[str, int]:
    """Return how many pages of a crawl are in each state."""
    rows = await session.execute(
        select(CrawlPage.state, func.count(CrawlPage.id).label("pages"))
        .where(CrawlPage.shop == shop, CrawlPage.round == round_)
        .group_by(CrawlPage.state)
    )
    return {row.state: row.pages for row in rows}


async def purge_older(session: AsyncSession, shop: str, round_: int) -> None:
    """Drop pages that a finished crawl has not met again."""
    await session.execute(delete(CrawlPage).where(CrawlPage.shop == shop, CrawlPage.round < round_))
