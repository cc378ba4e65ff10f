"""Imports parts of two public data sets, where they are at hand, through feeds made of them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from db.models import Product
from db.session import Database
from engine.pipeline import WEIGHTS_DIR, Pipeline
from scraper.describe_step import Describer
from scraper.pipeline import CatalogueImport
from scraper.report import ImportReport
from scraper.sources import SourceRequest, find
from tests.support.feeds_from_datasets import write_mango, write_myntra
from tests.support.scraper import FakeEngine, FakeGetter, settings_in

LIMIT = 200


def data_folder() -> Path:
    for parent in Path(__file__).resolve().parents:
        folder = parent / "shared" / "data"
        if (folder / "mango").is_dir() and (folder / "myntra").is_dir():
            return folder
    pytest.skip("the data sets are not here")


def categories(data: Path, source: str) -> dict[str, str]:
    with (data / "category_map.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["label"]: row["category"]
            for row in csv.DictReader(lines)
            if row["source"] == source and row["category"]
        }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("write", "source", "label_table", "label_column", "key_column"),
    [
        (
            write_mango,
            "google_merchant",
            "mango/product_data.csv",
            "des_product_type",
            "cod_modelo_color",
        ),
        (write_myntra, "naver_ep", "myntra/styles.csv", "articleType", "id"),
    ],
)
async def test_a_data_set_is_imported(
    tmp_path: Path,
    write: Callable[[Path, Path, int], Path],
    source: str,
    label_table: str,
    label_column: str,
    key_column: str,
):
    data = data_folder()
    settings = settings_in(tmp_path / "var")
    weights = (WEIGHTS_DIR / "garment.onnx").is_file()
    engine: Describer = Pipeline.open(settings.engine) if weights else FakeEngine(unsure=True)
    report = ImportReport()
    async with await Database.open(settings) as database:
        run = CatalogueImport(
            database=database,
            engine=engine,
            getter=FakeGetter(),
            settings=settings,
            source=source,
            report=report,
        )
        feed = write(data, tmp_path, LIMIT)
        await run.run(find(source)(SourceRequest(feed), report))
        async with database.session() as session:
            rows = {row.external_id: row for row in await session.scalars(select(Product))}
    assert report.offers >= LIMIT * 0.9
    assert report.imported + report.rejected >= report.offers
    assert len(rows) >= LIMIT * 0.7, report.reasons
    assert all(row.embedding and row.picture for row in rows.values())
    assert sum(bool(row.colours) for row in rows.values()) / len(rows) > 0.9

    known = categories(data, source="mango" if source == "google_merchant" else "myntra")
    with (data / label_table).open(encoding="utf-8", newline="") as lines:
        labels = {row[key_column]: row[label_column] for row in csv.DictReader(lines)}
    told = [(row.category, known[labels[key]]) for key, row in rows.items() if labels[key] in known]
    right = sum(got == wanted for got, wanted in told)
    assert right / len(told) > 0.85, [pair for pair in told if pair[0] != pair[1]]
