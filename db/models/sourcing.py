"""How the catalogue is kept fresh: runs, pages of shops, calls of APIs, and who may run."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now


class CatalogueRun(Base):
    """One import, crawl or refresh, with its report.

    `state` is `running`, `done` or `failed`; one that says `running` without a lease was killed.
    `counts` has what came in (`offers`, `imported`, `embedded`, `hidden` …), `errors` how many
    lines, pages and pictures were left out by reason.
    """

    __tablename__ = "catalogue_runs"
    __table_args__ = (Index("ix_catalogue_runs_source_shop", "source", "shop", "started_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(40))
    shop: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[str] = mapped_column(String(8), default="running")
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    errors: Mapped[dict[str, Any]] = mapped_column(default=dict)
    message: Mapped[str | None] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(default=utc_now)
    finished_at: Mapped[datetime | None]


class CrawlPage(Base):
    """A page of a shop that a crawl knows of: its frontier, and what its last visit told.

    `kind` is `sitemap`, `listing`, `product` or `snap`; `state` is `queued`, `done` or `failed`.
    `round` is the crawl that queued it, so that a killed one goes on with what is left of its own.
    `etag` and `last_modified` make the next visit conditional; `facts` is what the page said when
    it last changed, as the source keeps it. `error` is the reason of the last failure.
    """

    __tablename__ = "crawl_pages"
    __table_args__ = (
        Index("uq_crawl_pages_shop_url", "shop", "url", unique=True),
        Index("ix_crawl_pages_shop_state", "shop", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop: Mapped[str] = mapped_column(String(80))
    url: Mapped[str] = mapped_column(String(2000))
    kind: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8), default="queued")
    round: Mapped[int] = mapped_column(default=0)
    depth: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(40))
    etag: Mapped[str | None] = mapped_column(String(200))
    last_modified: Mapped[str | None] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    fetched_at: Mapped[datetime | None]


class Lease(Base):
    """Who may do what only one process at a time may, until `expires_at`."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(120))
    expires_at: Mapped[datetime]


class ApiQuota(Base):
    """Calls of an API on one of its own days."""

    __tablename__ = "api_quotas"

    api: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    calls: Mapped[int] = mapped_column(default=0)
