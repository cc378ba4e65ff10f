"""Decides what of a product is new, and writes that and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from db.queries import product_groups, product_import
from db.session import Database
from engine.models.product_style import ProductStyle
from scraper.describe_step import Look, LookStep, Subject
from scraper.normalise import Seen, facts_of
from scraper.offer import Offer
from scraper.picture_step import Pictured
from scraper.report import ImportReport
from scraper.row_mapping import fact_columns, told_columns
from scraper.variants import is_variant, joined

Known = Mapping[str, Mapping[str, Any]]

# These change with every look at a picture's address, and are no news of the product.
_NO_NEWS: Final = frozenset({"picture_etag", "picture_checked_at"})


@dataclass(frozen=True, slots=True)
class Batch:
    """Some offers of one shop, with those of their pictures that there are."""

    shop_id: int
    offers: Sequence[Offer]
    known: Known
    pictured: Sequence[Pictured]


@dataclass(slots=True)
class _Rows:
    """What is to be written of a batch."""

    looked_at: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    checked: list[dict[str, Any]] = field(default_factory=list)


class WriteStep:
    """Looks at what is new and writes it, one transaction a batch."""

    def __init__(
        self,
        *,
        database: Database,
        looks: LookStep,
        embedding_model: str,
        source: str,
        started_at: datetime,
        report: ImportReport,
    ) -> None:
        self._database = database
        self._looks = looks
        self._embedding_model = embedding_model
        self._source = source
        self._started_at = started_at
        self._report = report
        self._style = ProductStyle.load()

    async def write(self, batch: Batch) -> None:
        """Bring a batch into the catalogue."""
        known = await self._latest(batch)
        pictured = [
            replace(one, offer=self._with_earlier_sizes(one.offer, known)) for one in batch.pictured
        ]
        unseen = [one for one in pictured if self._needs_look(one, known)]
        subjects = [_subject(one) for one in unseen]
        looks, looked_at = await self._looks.at(subjects, self._database)
        rows = _Rows()
        for one in pictured:
            self._sort(one, batch.shop_id, known.get(one.offer.external_id), looks, rows)
        await self._save(rows)
        self._report.embedded += looked_at
        self._report.changed += len(rows.looked_at) + len(rows.changed)
        self._report.imported += (
            len(rows.looked_at) + len(rows.changed) + len(rows.same) + len(rows.checked)
        )

    async def _latest(self, batch: Batch) -> Known:
        """Return what is known now, with what the batch before has written of the same products."""
        if not any(is_variant(offer) for offer in batch.offers):
            return batch.known
        ids = [offer.external_id for offer in batch.offers]
        async with self._database.session() as session:
            return await product_import.known_products(session, batch.shop_id, ids)

    def _with_earlier_sizes(self, offer: Offer, known: Known) -> Offer:
        """Return an offer with the sizes that far earlier lines of this source told of."""
        old = known.get(offer.external_id)
        if old is None or not is_variant(offer) or not self._was_told(old):
            return offer
        earlier = replace(
            offer,
            sizes=tuple(old["sizes"]),
            sold_out_sizes=tuple(old["sold_out_sizes"]),
            size_chart=old["size_chart"],
            available=old["available"],
        )
        return joined(earlier, offer)

    def _was_told(self, old: Mapping[str, Any]) -> bool:
        return old["last_seen_at"] is not None and old["last_seen_at"] >= self._started_at

    def _needs_look(self, one: Pictured, known: Known) -> bool:
        old = known.get(one.offer.external_id)
        return (
            old is None
            or old["picture_sha256"] != one.columns["picture_sha256"]
            or old["embedding_model"] != self._embedding_model
            or Seen.from_json(old["seen"]) is None
        )

    def _sort(
        self,
        one: Pictured,
        shop_id: int,
        old: Mapping[str, Any] | None,
        looks: Mapping[str, Look],
        rows: _Rows,
    ) -> None:
        """Put what is to be written of a product where it belongs."""
        told = told_columns(one.offer) | {"source": self._source}
        look = looks.get(one.columns["picture_sha256"])
        if old is not None and look is None and _is_same(old, told | dict(one.columns)):
            if old["picture_checked_at"] == one.columns["picture_checked_at"]:
                rows.same.append(old["id"])
            else:
                kept = {name: old[name] for name in ("id", "updated_at")}
                rows.checked.append(kept | {name: one.columns[name] for name in _NO_NEWS})
            return
        seen = look.seen if look is not None else Seen.from_json(old["seen"]) if old else None
        facts = facts_of(one.offer, seen) if seen is not None else None
        if seen is None or facts is None:
            self._report.reject(one.offer.line, "no_garment", one.offer.title)
            return
        facts_row = fact_columns(one.offer, seen, facts, self._style)
        row = {"shop_id": shop_id, **told, **one.columns, **facts_row}
        if look is None:
            rows.changed.append(row)
        else:
            embedded = {"embedding": look.embedding, "embedding_model": self._embedding_model}
            rows.looked_at.append(row | embedded)

    async def _save(self, rows: _Rows) -> None:
        async with self._database.session() as session:
            ids = [
                *await product_import.write_products(session, rows.looked_at),
                *await product_import.write_products(session, rows.changed),
            ]
            await product_import.touch_products(session, rows.same)
            await product_import.record_checks(session, rows.checked)
            self._report.joined += await product_groups.join_duplicates(session, ids)


def _subject(one: Pictured) -> Subject:
    return Subject(one.columns["picture_sha256"], one.columns["picture"], one.picture)


def _is_same(old: Mapping[str, Any], columns: Mapping[str, Any]) -> bool:
    """Return whether a visible product is as it was."""
    if old["hidden_at"] is not None:
        return False
    return all(old[name] == value for name, value in columns.items() if name not in _NO_NEWS)
