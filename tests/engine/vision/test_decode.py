import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from config.settings import EngineSettings
from engine.schemas import PhotoError
from engine.vision.decode import WORKING_SIDE_PX, decode, decoding_bytes

LIMITS = EngineSettings()


def encoded(image: Image.Image, file_format: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()


def code_of(data: bytes, limits: EngineSettings = LIMITS) -> str:
    with pytest.raises(PhotoError) as caught:
        decode(data, limits)
    return caught.value.code


def half_red(width: int = 200, height: int = 100) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), (0, 0, 255))
    image.paste((255, 0, 0), (0, 0, width // 2, height))
    return image


def png_of_size(width: int, height: int, *, colour_type: int = 2, bits: int = 8) -> bytes:
    """Return a PNG that declares a size and holds almost nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0)
    body = zlib.compress(b"\0" * 100)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "file_format", ["JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "HEIF", "AVIF"]
)
def test_reads_every_common_format(file_format: str) -> None:
    photo = decode(encoded(half_red(), file_format), LIMITS)
    assert (photo.width, photo.height, photo.picture.mode) == (200, 100, "RGB")
    left = photo.picture.getpixel((20, 50))
    assert left[0] > 200 > 60 > left[2]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turns_upright_by_exif(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = decode(encoded(half_red(), "JPEG", exif=exif, quality=95), LIMITS)
    sideways = orientation >= 5
    assert (photo.width, photo.height) == ((100, 200) if sideways else (200, 100))
    assert photo.picture.size == (photo.width, photo.height)
    red_first = photo.picture.getpixel((10, 10))[0] > 128
    assert red_first == (orientation in {1, 4, 5, 6})


def test_large_photos_are_reduced_and_keep_their_true_size() -> None:
    photo = decode(encoded(half_red(4000, 3000), "JPEG"), LIMITS)
    assert (photo.width, photo.height) == (4000, 3000)
    assert max(photo.picture.size) == WORKING_SIDE_PX


def test_transparency_is_laid_on_white() -> None:
    photo = decode(encoded(Image.new("RGBA", (64, 64), (0, 0, 0, 0))), LIMITS)
    assert photo.picture.getpixel((5, 5)) == (255, 255, 255)
    palette = Image.new("P", (64, 64), 0)
    palette.info["transparency"] = 0
    assert decode(encoded(palette, transparency=0), LIMITS).picture.getpixel((5, 5))[0] == 255


def test_sixteen_bit_greys_are_scaled_not_clipped() -> None:
    ramp = np.tile(np.linspace(0, 65535, 64).astype(np.uint16), (64, 1))
    picture = decode(encoded(Image.fromarray(ramp)), LIMITS).picture
    assert picture.getpixel((32, 10))[0] == pytest.approx(129, abs=4)


def test_cmyk_and_greys_become_rgb() -> None:
    for mode in ("CMYK", "L"):
        photo = decode(encoded(half_red().convert(mode), "JPEG"), LIMITS)
        assert photo.picture.mode == "RGB"


def test_the_first_frame_of_an_animation_is_taken() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50)
    assert decode(data, LIMITS).picture.getpixel((5, 5))[0] > 200


def test_colour_profiles_are_applied_and_broken_ones_passed_over() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for icc in (profile, b"nonsense"):
        assert decode(encoded(half_red(), "JPEG", icc_profile=icc), LIMITS).picture.mode == "RGB"


def test_says_what_is_wrong_with_a_file() -> None:
    jpeg = encoded(half_red(800, 600), "JPEG", quality=95)
    assert code_of(b"") == "empty_file"
    assert code_of(b"just text, renamed to .jpg") == "not_a_picture"
    assert code_of(b"\0\0\0\x18ftypmp42" + bytes(100)) == "not_a_picture"
    assert code_of(jpeg[: len(jpeg) // 3]) == "truncated"
    assert code_of(encoded(Image.new("RGB", (1, 1)))) == "too_small"
    assert code_of(png_of_size(20_000, 20_000)) == "too_many_pixels"
    assert code_of(jpeg, EngineSettings(max_file_bytes=1000)) == "too_large"


@settings(max_examples=200)
@given(st.data())
def test_damaged_files_never_raise_anything_else(data: st.DataObject) -> None:
    file_format = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"]))
    raw = bytearray(encoded(half_red(64, 48), file_format))
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(raw)))
    try:
        photo = decode(bytes(raw[:cut]), LIMITS)
    except PhotoError:
        return
    assert photo.picture.mode == "RGB"


@pytest.mark.parametrize("file_format", ["PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_pictures_far_above_the_working_size_turn_upright(
    file_format: str, orientation: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = decode(encoded(half_red(8000, 400), file_format, exif=exif), LIMITS)
    assert (photo.width, photo.height) == ((400, 8000) if orientation == 6 else (8000, 400))
    assert max(photo.picture.size) == WORKING_SIDE_PX
    first = photo.picture.getpixel((2, 2))
    assert (first[0] > 128) == (orientation != 3)


def test_memory_is_counted_before_a_picture_is_decoded() -> None:
    rgba = png_of_size(8000, 8000, colour_type=6, bits=16)
    assert code_of(rgba) == "too_many_pixels"
    assert code_of(png_of_size(8000, 8000, colour_type=0, bits=16)) == "too_many_pixels"
    # The same pixels in 8 bits are allowed: this one is only cut short.
    assert code_of(png_of_size(8000, 8000)) == "truncated"


def test_a_progressive_jpeg_is_charged_for_its_coefficients() -> None:
    image = Image.effect_noise((1600, 1600), 20).convert("RGB")
    progressive = encoded(image, "JPEG", progressive=True, subsampling=0)
    opened = Image.open(io.BytesIO(progressive))
    plain = Image.open(io.BytesIO(encoded(image, "JPEG")))
    pixels = 1600 * 1600
    assert decoding_bytes(opened, pixels) == pixels * (4 + 2 * 3)
    assert decoding_bytes(plain, pixels) == pixels * 4
    decode(progressive, LIMITS)


def test_a_jpeg_of_hundreds_of_scans_is_refused_at_once() -> None:
    progressive = encoded(half_red(), "JPEG", progressive=True)
    start = progressive.rindex(b"\xff\xda")
    scans = progressive[:start] + progressive[start:-2] * 300 + progressive[-2:]
    assert code_of(scans) == "truncated"
