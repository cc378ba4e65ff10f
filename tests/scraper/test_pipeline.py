"""The import against a real database, with an engine and a network that do as they are told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select

from config.settings import Settings
from config.taxonomy import STYLES
from db.models import Product, unpack_vector
from db.session import Database
from scraper.offer import Offer, PictureBytes, PictureFile, PictureUrl, ShopIdentity
from scraper.pipeline import CatalogueImport, ImportFailedError
from scraper.registry import SourceError
from scraper.report import ImportReport
from tests.support.scraper import FakeEngine, FakeGetter, picture_file, settings_in

SHOP = ShopIdentity("woods", "숲", "https://woods.example/")
OTHER = ShopIdentity("sea", "바다", "https://sea.example/")


def offer(number: int, shop: ShopIdentity = SHOP, **changes: object) -> Offer:
    made = Offer(
        shop=shop,
        external_id=f"p{number}",
        title=f"린넨 셔츠 {number}",
        url=f"https://woods.example/{number}",
        picture=PictureBytes(picture_file(f"rgb({number % 256}, 80, 90)")),
        price=Decimal(10000 + number),
        currency="KRW",
        line=number,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


async def stream(offers: Sequence[Offer], error: Exception | None = None) -> AsyncIterator[Offer]:
    for made in offers:
        yield made
    if error:
        raise error


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    async with await Database.open(settings) as opened:
        yield opened


class Importer:
    """Runs imports one after the other against the same database."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self.engine = FakeEngine("shirt")
        self.getter = FakeGetter()

    async def __call__(
        self, offers: Sequence[Offer], error: Exception | None = None
    ) -> ImportReport:
        self.engine.seen = 0
        self.report = ImportReport()
        run = CatalogueImport(
            database=self.database,
            engine=self.engine,
            getter=self.getter,
            settings=self.settings,
            source="test",
            report=self.report,
        )
        return await run.run(stream(offers, error))

    async def products(self) -> dict[str, Product]:
        async with self.database.session() as session:
            rows = await session.scalars(select(Product).order_by(Product.id))
            return {row.external_id: row for row in rows}

    async def visible(self) -> set[str]:
        return {name for name, row in (await self.products()).items() if row.hidden_at is None}


@pytest.fixture
def importer(database: Database, settings: Settings) -> Importer:
    return Importer(database, settings)


async def test_a_product_is_stored_with_all_that_is_known(importer: Importer):
    report = await importer([offer(1, title="네이비 체크 셔츠", sizes=("M", "L"), brand="숲")])
    assert (report.imported, report.embedded, report.rejected) == (1, 1, 0)
    row = (await importer.products())["p1"]
    assert (row.title, row.category, row.colours, row.pattern) == (
        "네이비 체크 셔츠",
        "shirt",
        ["navy"],
        "check",
    )
    assert (row.price, row.currency, row.sizes, row.brand) == (10001, "KRW", ["M", "L"], "숲")
    assert set(row.style) == set(STYLES)
    assert sum(row.style.values()) == pytest.approx(1, abs=1e-3)
    assert row.embedding is not None
    assert np.linalg.norm(unpack_vector(row.embedding)) == pytest.approx(1, abs=1e-3)
    assert row.picture is not None
    assert (importer.settings.pictures_dir / row.picture).is_file()


async def test_importing_twice_looks_at_nothing_twice(importer: Importer):
    offers = [offer(number) for number in range(130)]
    first = await importer(offers)
    assert (first.imported, first.embedded, importer.engine.seen) == (130, 130, 130)
    before = await importer.products()
    second = await importer(offers)
    assert (second.imported, second.embedded, importer.engine.seen) == (130, 0, 0)
    after = await importer.products()
    assert {k: (v.id, v.embedding, v.category) for k, v in before.items()} == {
        k: (v.id, v.embedding, v.category) for k, v in after.items()
    }


async def test_prices_change_without_a_second_look(importer: Importer):
    await importer([offer(1)])
    report = await importer([offer(1, price=Decimal(5000), available=False)])
    row = (await importer.products())["p1"]
    assert (row.price, row.available) == (5000, False)
    assert row.embedding is not None
    assert report.embedded == 0


async def test_a_new_picture_is_looked_at_and_a_new_title_understood(importer: Importer):
    await importer([offer(1), offer(2), offer(3)])
    changed = [
        offer(1, picture=PictureBytes(picture_file("blue"))),
        offer(2, title="울 코트"),
        offer(3),
    ]
    report = await importer(changed)
    assert (report.changed, report.embedded) == (2, 1)  # a new title is no new picture
    assert (await importer.products())["p2"].category == "coat"


async def test_words_name_the_style_though_pictures_look_alike(importer: Importer):
    await importer([offer(1, title="러닝 셔츠"), offer(2, title="리본 프릴 셔츠"), offer(3)])
    styles = {name: row.style for name, row in (await importer.products()).items()}
    assert max(styles["p1"], key=styles["p1"].__getitem__) == "sporty"
    assert max(styles["p2"], key=styles["p2"].__getitem__) == "feminine"


async def test_a_new_description_changes_the_style_without_a_second_look(importer: Importer):
    await importer([offer(1)])
    report = await importer([offer(1, description="러닝 트레이닝")])
    assert report.embedded == 0
    row = (await importer.products())["p1"]
    assert max(row.style, key=row.style.__getitem__) == "sporty"


async def test_gone_products_are_hidden_and_come_back(importer: Importer):
    await importer([offer(1), offer(2)])
    report = await importer([offer(2)])
    assert report.hidden == 1
    assert await importer.visible() == {"p2"}
    await importer([offer(1), offer(2)])
    assert await importer.visible() == {"p1", "p2"}


async def test_other_shops_are_left_alone(importer: Importer):
    await importer([offer(1), offer(7, OTHER)])
    await importer([offer(2)])
    assert await importer.visible() == {"p2", "p7"}


async def test_a_source_that_fails_hides_nothing(importer: Importer):
    await importer([offer(1), offer(2), offer(3)])
    with pytest.raises(SourceError):
        await importer([offer(3)], SourceError("torn"))
    assert await importer.visible() == {"p1", "p2", "p3"}


async def test_an_empty_source_hides_nothing(importer: Importer):
    await importer([offer(1)])
    with pytest.raises(SourceError, match="no usable product"):
        await importer([])
    assert await importer.visible() == {"p1"}


async def test_a_full_disk_stops_the_import_and_keeps_the_catalogue(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
):
    await importer([offer(1), offer(2)])

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("scraper.pictures.PictureStore._write", full)
    with pytest.raises(ImportFailedError, match="space"):
        await importer([offer(2), offer(3)])
    assert await importer.visible() == {"p1", "p2"}


async def test_a_product_whose_picture_fails_today_stays(importer: Importer):
    await importer([offer(1)])
    report = await importer([offer(1, picture=PictureUrl("https://down.example/1.jpg")), offer(2)])
    assert report.reasons == {"picture_unreachable": 1}
    assert await importer.visible() == {"p1", "p2"}


async def test_pictures_from_the_network_and_from_files(importer: Importer, tmp_path: Path):
    link = "https://woods.example/1.jpg"
    importer.getter.files[link] = picture_file("green")
    (tmp_path / "2.png").write_bytes(picture_file("yellow"))
    report = await importer(
        [
            offer(1, picture=PictureUrl(link)),
            offer(2, picture=PictureFile(tmp_path / "2.png")),
            offer(3, picture=PictureFile(tmp_path / "none.png")),
            offer(4, picture=PictureFile(tmp_path)),
            offer(5, picture=PictureBytes(b"<html>not found</html>")),
            offer(6, picture=PictureBytes(picture_file(size=(8, 8)))),
        ]
    )
    assert await importer.visible() == {"p1", "p2"}
    assert report.reasons == {
        "picture_missing": 2,
        "picture_not_a_picture": 1,
        "picture_too_small": 1,
    }
    assert {rejection.line for rejection in report.rejections} == {3, 4, 5, 6}


async def test_what_seems_no_garment_is_reported(importer: Importer):
    importer.engine.unsure = True
    report = await importer([offer(1, title="향초 30g"), offer(2)])
    assert report.reasons == {"no_garment": 1}
    assert await importer.visible() == {"p2"}


async def test_the_later_of_two_lines_of_one_id_counts(importer: Importer):
    report = await importer([offer(1), offer(1, title="울 코트", line=2)])
    assert report.reasons == {"duplicate_id": 1}
    assert (await importer.products())["p1"].title == "울 코트"


async def test_variants_with_one_picture_are_each_embedded(importer: Importer):
    picture = PictureBytes(picture_file())
    await importer([offer(1, picture=picture), offer(2, picture=picture)])
    rows = (await importer.products()).values()
    assert len({row.picture for row in rows}) == 1
    assert all(row.embedding for row in rows)


async def test_progress_counts_every_offer(database: Database, settings: Settings):
    counted: list[int] = []
    run = CatalogueImport(
        database=database,
        engine=FakeEngine(),
        getter=FakeGetter(),
        settings=settings,
        source="test",
        report=ImportReport(),
        on_progress=counted.append,
    )
    await run.run(stream([offer(number) for number in range(100)]))
    assert sum(counted) == 100
