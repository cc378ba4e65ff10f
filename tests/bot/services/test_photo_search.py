"""`coordi search`: the contract of the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import search
from bot.services import photo_search as search_answer
from bot.services.photo_search import read_photo, search_photo
from config import settings as settings_module
from config.settings import Settings, load_settings
from db.session import Database
from engine.schemas import PhotoError
from engine.service import EngineService
from tests.support.bot import PHOTO, FakePipeline, fill_catalogue


@pytest.fixture
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    made = load_settings({}, _env_file=None, data_dir=tmp_path)
    monkeypatch.setattr(
        search_answer, "EngineService", lambda engine: EngineService(engine, FakePipeline())
    )
    monkeypatch.setattr(settings_module, "get_settings", lambda: made)
    return made


async def fill(settings: Settings) -> None:
    async with await Database.open(settings) as database:
        await fill_catalogue(database, settings.pictures_dir)


async def test_the_shape_of_the_answer(own_settings: Settings) -> None:
    await fill(own_settings)
    answer = await search_photo(own_settings, PHOTO, k=3)
    json.dumps(answer)
    assert [g["category"] for g in answer["garments"]] == ["hoodie", "jeans"]
    for garment in answer["garments"]:
        assert len(garment["items"]) == 3
        for item in garment["items"]:
            assert item.keys() == {"id", "name", "price", "currency", "shop", "url", "score"}
        scores = [item["score"] for item in garment["items"]]
        assert scores == sorted(scores, reverse=True)
    assert len(answer["shops"]) == 3
    assert answer["shops"][0]["mood"] == "street"
    assert {"name", "mood", "share", "items"} <= answer["shops"][0].keys()


async def test_an_empty_catalogue(own_settings: Settings) -> None:
    answer = await search_photo(own_settings, PHOTO, k=3)
    assert [g["items"] for g in answer["garments"]] == [[], []]
    assert answer["shops"] == []


def test_the_command(own_settings: Settings, tmp_path: Path) -> None:
    photo = tmp_path / "look.jpg"
    photo.write_bytes(PHOTO)
    result = CliRunner().invoke(search, [str(photo), "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["path"] == str(photo)
    result = CliRunner().invoke(search, [str(photo)])
    assert result.output.startswith("hoodie (black)")


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match="No such file") as caught:
        read_photo(tmp_path / "missing.jpg", 10)
    assert caught.value.code == "unreadable_file"
    large = tmp_path / "large.jpg"
    large.write_bytes(bytes(11))
    with pytest.raises(PhotoError) as caught:
        read_photo(large, 10)
    assert caught.value.code == "too_large"
