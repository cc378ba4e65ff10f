"""What becomes of a picture, and which are refused."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from simulator.limits import Limits
from simulator.pictures import PictureError, make_photo, make_thumbnail

Picture = Callable[..., bytes]


@pytest.mark.parametrize(
    ("size", "sides"),
    [
        ((4000, 3000), [(90, 68), (320, 240), (800, 600), (1280, 960)]),
        ((1000, 500), [(90, 45), (320, 160), (800, 400), (1000, 500)]),
        ((320, 320), [(90, 90), (320, 320)]),
        ((1, 1), [(1, 1)]),
        ((1280, 1280), [(90, 90), (320, 320), (800, 800), (1280, 1280)]),
    ],
)
def test_sizes(picture: Picture, size: tuple[int, int], sides: list[tuple[int, int]]) -> None:
    renditions = make_photo(picture(*size), Limits())
    assert [(one.width, one.height) for one in renditions] == sides
    for one in renditions:
        with Image.open(io.BytesIO(one.content)) as opened:
            assert (opened.format, opened.size) == ("JPEG", (one.width, one.height))


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({"mode": "RGBA", "colour": (0, 0, 0, 0), "kind": "PNG"}, (255, 255, 255)),
        ({"mode": "CMYK", "colour": (0, 0, 0, 0)}, (255, 255, 255)),
        ({"mode": "L", "colour": 0, "kind": "PNG"}, (0, 0, 0)),
        ({"mode": "P", "colour": 0, "kind": "GIF"}, (0, 0, 0)),
        ({"colour": "red", "kind": "WEBP"}, (254, 0, 0)),
    ],
)
def test_modes_and_formats(picture: Picture, options: dict, shown: tuple[int, int, int]) -> None:
    [*_, largest] = make_photo(picture(**options), Limits())
    with Image.open(io.BytesIO(largest.content)) as opened:
        pixel = opened.getpixel((5, 5))
    assert all(abs(a - b) <= 4 for a, b in zip(pixel, shown, strict=True))


def test_photo_is_turned_upright(picture: Picture) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    [*_, largest] = make_photo(picture(60, 40, exif=exif), Limits())
    assert (largest.width, largest.height) == (40, 60)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "IMAGE_PROCESS_FAILED"),
        (b"just text", "IMAGE_PROCESS_FAILED"),
        (b"\xff\xd8\xff\xe0 no JPEG after all", "IMAGE_PROCESS_FAILED"),
    ],
)
def test_no_picture(content: bytes, reason: str) -> None:
    with pytest.raises(PictureError, match=reason):
        make_photo(content, Limits())


def test_truncated_picture(picture: Picture) -> None:
    content = picture(600, 600)
    with pytest.raises(PictureError, match="IMAGE_PROCESS_FAILED"):
        make_photo(content[: len(content) // 2], Limits())


@pytest.mark.parametrize("size", [(2100, 100), (100, 2100), (9000, 1001)])
def test_sides_that_telegram_refuses(picture: Picture, size: tuple[int, int]) -> None:
    with pytest.raises(PictureError, match="PHOTO_INVALID_DIMENSIONS"):
        make_photo(picture(*size), Limits())


def test_picture_of_400_megapixels_is_refused_by_its_header(picture: Picture) -> None:
    # A header alone: were it decoded, it would fail as truncated and say so.
    content = bytearray(picture(8, 8, kind="PNG"))
    content[16:24] = (20_000).to_bytes(4, "big") * 2
    import zlib

    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    for by_app in (False, True):
        with pytest.raises(PictureError, match="PHOTO_INVALID_DIMENSIONS"):
            make_photo(bytes(content), Limits(), by_app=by_app)
    assert make_thumbnail(bytes(content)) is None


def test_too_many_bytes(picture: Picture) -> None:
    limits = Limits(photo_bytes=100)
    with pytest.raises(PictureError, match="is too big for a photo; the maximum size is 100 bytes"):
        make_photo(picture(), limits)
    assert make_photo(picture(), limits, by_app=True)


def test_apps_scale_large_photos_down_first(picture: Picture) -> None:
    content = picture(8000, 4000)
    with pytest.raises(PictureError):
        make_photo(content, Limits())
    [*_, largest] = make_photo(content, Limits(), by_app=True)
    assert (largest.width, largest.height) == (1280, 640)


def test_thumbnail(picture: Picture) -> None:
    thumbnail = make_thumbnail(picture(640, 320))
    assert thumbnail is not None
    assert (thumbnail.width, thumbnail.height) == (320, 160)
    assert make_thumbnail(b"no picture") is None
