"""Compare products with their rows in the catalogue and write the differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from db.queries import product_groups, product_import
from db.session import Database
from engine.models.product_style import ProductStyle
from scraper.describe_step import DescribeStep, Description, Subject
from scraper.normalise import Seen, facts_of
from scraper.offer import Offer
from scraper.picture_step import Pictured
from scraper.report import ImportReport
from scraper.row_mapping import fact_columns, shop_columns
from scraper.variants import is_variant, merge_variants

Known = Mapping[str, Mapping[str, Any]]

# These change with every request for a picture, and are no change of the product.
_CHECK_COLUMNS: Final = frozenset({"picture_etag", "picture_checked_at"})


@dataclass(frozen=True, slots=True)
class Batch:
    """Offers of one shop, with their pictures as far as available."""

    shop_id: int
    offers: Sequence[Offer]
    known: Known
    pictured: Sequence[Pictured]


@dataclass(slots=True)
class _Rows:
    """Rows of a batch, sorted by the kind of write."""

    described: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    checked: list[dict[str, Any]] = field(default_factory=list)


class WriteStep:
    """Describes new pictures and writes changed products, one transaction per batch."""

    def __init__(
        self,
        *,
        database: Database,
        describe_step: DescribeStep,
        embedding_model: str,
        source: str,
        started_at: datetime,
        report: ImportReport,
    ) -> None:
        self._database = database
        self._describe_step = describe_step
        self._embedding_model = embedding_model
        self._source = source
        self._started_at = started_at
        self._report = report
        self._style = ProductStyle.load()

    async def write(self, batch: Batch) -> None:
        """Write a batch to the catalogue."""
        known = await self._latest(batch)
        pictured = [
            replace(item, offer=self._with_earlier_sizes(item.offer, known))
            for item in batch.pictured
        ]
        unseen = [item for item in pictured if self._needs_description(item, known)]
        subjects = [_subject(item) for item in unseen]
        descriptions, computed = await self._describe_step.describe(subjects, self._database)
        rows = _Rows()
        for item in pictured:
            self._classify(
                item, batch.shop_id, known.get(item.offer.external_id), descriptions, rows
            )
        await self._save(rows)
        self._report.embedded += computed
        self._report.changed += len(rows.described) + len(rows.changed)
        self._report.imported += (
            len(rows.described) + len(rows.changed) + len(rows.same) + len(rows.checked)
        )

    async def _latest(self, batch: Batch) -> Known:
        """Return the current rows, reloaded if the previous batch may have changed them."""
        if not any(is_variant(offer) for offer in batch.offers):
            return batch.known
        ids = [offer.external_id for offer in batch.offers]
        async with self._database.session() as session:
            return await product_import.known_products(session, batch.shop_id, ids)

    def _with_earlier_sizes(self, offer: Offer, known: Known) -> Offer:
        """Return an offer with the sizes of its variants written earlier in this run."""
        old = known.get(offer.external_id)
        if old is None or not is_variant(offer) or not self._seen_in_this_run(old):
            return offer
        earlier = replace(
            offer,
            sizes=tuple(old["sizes"]),
            sold_out_sizes=tuple(old["sold_out_sizes"]),
            size_chart=old["size_chart"],
            available=old["available"],
        )
        return merge_variants(earlier, offer)

    def _seen_in_this_run(self, old: Mapping[str, Any]) -> bool:
        return old["last_seen_at"] is not None and old["last_seen_at"] >= self._started_at

    def _needs_description(self, item: Pictured, known: Known) -> bool:
        old = known.get(item.offer.external_id)
        return (
            old is None
            or old["picture_sha256"] != item.columns["picture_sha256"]
            or old["embedding_model"] != self._embedding_model
            or Seen.from_json(old["seen"]) is None
        )

    def _classify(
        self,
        item: Pictured,
        shop_id: int,
        old: Mapping[str, Any] | None,
        descriptions: Mapping[str, Description],
        rows: _Rows,
    ) -> None:
        """Append a product's row to the list for its kind of write."""
        columns = shop_columns(item.offer) | {"source": self._source}
        description = descriptions.get(item.columns["picture_sha256"])
        if old is not None and description is None and _is_same(old, columns | dict(item.columns)):
            if old["picture_checked_at"] == item.columns["picture_checked_at"]:
                rows.same.append(old["id"])
            else:
                kept = {name: old[name] for name in ("id", "updated_at")}
                rows.checked.append(kept | {name: item.columns[name] for name in _CHECK_COLUMNS})
            return
        seen = (
            description.seen
            if description is not None
            else Seen.from_json(old["seen"])
            if old
            else None
        )
        facts = facts_of(item.offer, seen) if seen is not None else None
        if seen is None or facts is None:
            self._report.reject(item.offer.line, "no_garment", item.offer.title)
            return
        facts_row = fact_columns(item.offer, seen, facts, self._style)
        row = {"shop_id": shop_id, **columns, **item.columns, **facts_row}
        if description is None:
            rows.changed.append(row)
        else:
            embedded = {
                "embedding": description.embedding,
                "embedding_model": self._embedding_model,
            }
            rows.described.append(row | embedded)

    async def _save(self, rows: _Rows) -> None:
        async with self._database.session() as session:
            ids = [
                *await product_import.write_products(session, rows.described),
                *await product_import.write_products(session, rows.changed),
            ]
            await product_import.touch_products(session, rows.same)
            await product_import.record_checks(session, rows.checked)
            self._report.joined += await product_groups.join_duplicates(session, ids)


def _subject(item: Pictured) -> Subject:
    return Subject(item.columns["picture_sha256"], item.columns["picture"], item.picture)


def _is_same(old: Mapping[str, Any], columns: Mapping[str, Any]) -> bool:
    """Return whether a product is visible and has the same values."""
    if old["hidden_at"] is not None:
        return False
    return all(old[name] == value for name, value in columns.items() if name not in _CHECK_COLUMNS)
