from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from config.errors import CoordiError
from config.settings import get_settings
from scraper.cli import catalog
from tests.scraper.sources.test_feeds import HEADER, LINE
from tests.support.scraper import FakeEngine, picture_file


@pytest.fixture(autouse=True)
def own_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COORDI_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setattr("engine.pipeline.Pipeline.open", lambda _settings: FakeEngine())
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    (tmp_path / "1.png").write_bytes(picture_file())
    good = LINE.replace("https://shop.example/1.jpg", "1.png")
    bad = good.replace("15000", "-1").replace("A1", "A2")
    path = tmp_path / "feed.tsv"
    path.write_text(f"{HEADER}\n{good}\n{bad}\n", encoding="utf-8")
    return path


def test_a_feed_is_imported_and_counted(feed: Path, tmp_path: Path):
    report = tmp_path / "report.jsonl"
    arguments = ["import", "naver_ep", str(feed), "--shop", "숲", "--report", str(report)]
    result = CliRunner().invoke(catalog, arguments)
    assert result.exit_code == 0, result.output
    assert "1 products imported" in result.stdout
    assert "line 3: bad_price" in result.stderr
    (rejection,) = (json.loads(line) for line in report.read_text().splitlines())
    assert (rejection["line"], rejection["reason"]) == (3, "bad_price")

    listed = CliRunner().invoke(catalog, ["status", "--json"])
    (row,) = (json.loads(line) for line in listed.stdout.splitlines())
    assert row.pop("mood")["products"] == 1
    assert row == {
        "source": "naver_ep",
        "shop": "숲",
        "category": "shirt",
        "products": 1,
        "missing_embeddings": 0,
    }
    text = CliRunner().invoke(catalog, ["status"]).stdout
    assert "숲 (naver_ep)" in text
    assert "1 products, 0 without an embedding" in text


@pytest.mark.parametrize("arguments", [["import", "nosuch"], ["import", "naver_ep"]])
def test_what_cannot_be_imported_says_so(arguments: list[str]):
    result = CliRunner().invoke(catalog, arguments)
    assert isinstance(result.exception, CoordiError)


def test_an_empty_catalogue_has_a_status():
    assert "0 products" in CliRunner().invoke(catalog, ["status"]).stdout
