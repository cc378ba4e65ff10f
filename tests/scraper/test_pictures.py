from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from config.settings import EngineSettings
from engine.schemas import PhotoError
from scraper.pictures import MAX_SIDE_PX, PictureStore, content_hash
from tests.support.scraper import picture_file


def test_a_picture_is_kept_small_under_its_hash(tmp_path: Path):
    data = picture_file(size=(2000, 1000))
    sha256 = content_hash(data)
    name, picture = PictureStore(tmp_path, EngineSettings()).add(data, sha256)
    assert name == f"{sha256[:2]}/{sha256}.jpg"
    with Image.open(tmp_path / name) as kept:
        assert kept.size == (MAX_SIDE_PX, MAX_SIDE_PX // 2) == picture.size
        assert kept.format == "JPEG"


def test_nothing_half_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    data = picture_file()
    monkeypatch.setattr(Image.Image, "save", full)
    with pytest.raises(OSError, match="space"):
        PictureStore(tmp_path, EngineSettings()).add(data, content_hash(data))
    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.parametrize("data", [b"", b"<html>not found</html>", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(tmp_path: Path, data: bytes):
    with pytest.raises(PhotoError):
        PictureStore(tmp_path, EngineSettings()).add(data, content_hash(data))
    assert not list(tmp_path.iterdir())
