from pathlib import Path

import pytest

from config.settings import load_settings
from db.models import Product
from db.queries import products
from db.session import Database
from scraper.moods import mood_text, shop_moods


async def test_moods_are_told_by_shop_with_how_sure_they_are(tmp_path: Path) -> None:
    async with await Database.open(load_settings({}, data_dir=tmp_path)) as database:
        for name, style, count in (("큰집", "street", 40), ("작은집", "modern", 2)):
            async with database.session() as session:
                shop = await products.upsert_shop(
                    session, slug=name, name=name, url="https://s.example/", source="t"
                )
                for number in range(count):
                    session.add(
                        Product(
                            shop_id=shop,
                            external_id=str(number),
                            title="t",
                            url="https://s.example/p",
                            price=1,
                            category="hoodie",
                            style={style: 1.0},
                        )
                    )
        moods = await shop_moods(database)
    assert moods["큰집"]["style"] == "street"
    assert moods["작은집"]["style"] == "modern"
    assert moods["작은집"]["products"] == 2
    assert moods["작은집"]["certainty"] < 0.5 < moods["큰집"]["certainty"]
    assert moods["큰집"]["share"] == pytest.approx(1, abs=0.05)


def test_a_mood_ends_a_line() -> None:
    mood = {"style": "street", "share": 0.381, "error": 0.06, "certainty": 0.9, "products": 80}
    assert mood_text(mood) == "  street 38% ±6%, 90% by its own 80 products"
    assert mood_text(None) == ""
