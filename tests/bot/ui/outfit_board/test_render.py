"""Boards of outfits: readable labels, and a picture or a silhouette of every garment."""

from __future__ import annotations

import io
from datetime import date
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageColor, ImageDraw

from bot.services.catalogue import Item
from bot.services.outfits.keys import PieceKey
from bot.services.outfits.views import OutfitItemView, OutfitView
from bot.ui.catalogues import LANGUAGES, texts
from bot.ui.outfit_board.arrangement import Placement, arrange
from bot.ui.outfit_board.render import render_board
from bot.ui.outfit_board.style import HEIGHT_PX, WIDTH_PX
from config.taxonomy import CATEGORIES, COLOUR_HEX, COLOURS
from engine.outfits.pieces import Piece
from engine.parsing.weather import TypedWeather
from engine.weather.typed import day_weather
from tests.support.bot import picture
from tests.support.drawings import overlap

NO_VECTOR = np.zeros(0, np.float32)


def piece(key: str, category: str, colour: str = "black") -> Piece:
    return Piece(
        key=key,
        category=category,
        embedding=NO_VECTOR,
        colours=((COLOUR_HEX[colour], 1.0),),
        colour_names=(colour,),
    )


def product(category: str, price: int) -> Item:
    return Item(
        id=1,
        title="x",
        brand=None,
        shop="s",
        url="https://x.example/",
        price=price,
        currency="KRW",
        category=category,
        picture=None,
        score=0.0,
    )


@st.composite
def dressed(draw: st.DrawFn) -> OutfitItemView:
    category, colour = draw(st.sampled_from(CATEGORIES)), draw(st.sampled_from(COLOURS))
    kind = draw(st.sampled_from(("own", "product", "photo")))
    if kind == "photo":
        return OutfitItemView(PieceKey.of_photo(1, 0), piece("x1.0", category, colour))
    if kind == "own":
        name = draw(st.none() | st.text(max_size=30))
        return OutfitItemView(PieceKey.of_closet(1), piece("c1", category, colour), name)
    item = product(category, draw(st.integers(100, 99_999_999)))
    return OutfitItemView(PieceKey.of_product(1), piece("p1", category, colour), item=item)


def covered(spot: Placement) -> list[tuple[int, int, int, int]]:
    return [spot.picture, *(line.box for line in spot.label)]


@given(
    st.lists(dressed(), min_size=1, max_size=9),
    st.lists(st.tuples(st.integers(1, 900), st.integers(1, 900)), min_size=9, max_size=9),
    st.sampled_from(LANGUAGES),
)
def test_pictures_and_labels_do_not_overlap(
    pieces: list[OutfitItemView], sizes: list[tuple[int, int]], language: str
) -> None:
    spots = arrange(pieces, sizes[: len(pieces)], texts(language))
    for first, second in combinations(spots, 2):
        assert not any(overlap(a, b) for a in covered(first) for b in covered(second))
    for spot in spots:
        assert not any(overlap(a, b) for a, b in combinations(covered(spot), 2))
        assert all(
            x1 >= 0 and x2 <= WIDTH_PX and y2 <= HEIGHT_PX for x1, _, x2, y2 in covered(spot)
        )


def test_photographed_garment_is_labelled_so() -> None:
    one = OutfitItemView(PieceKey.of_photo(1, 0), piece("x1.0", "boots", "white"))
    [spot] = arrange([one], [(100, 100)], texts("ko"))
    assert [words for line in spot.label for words, _ in line.words] == ["흰색 부츠", "사진 속 옷"]


def board_of(*pieces: OutfitItemView) -> Image.Image:
    outfit = OutfitView(pieces, 0.0, (), None, None, None)
    weather = day_weather(TypedWeather(3, 11), date(2026, 11, 21))
    return Image.open(io.BytesIO(render_board(outfit, weather, texts("ko")))).convert("RGB")


def count_like(board: Image.Image, colour: str, tolerance: int) -> int:
    """Return how many pixels have about a colour."""
    apart = np.abs(np.asarray(board, int) - np.array(ImageColor.getrgb(colour)))
    return int((apart.max(2) <= tolerance).sum())


def test_garment_without_picture_is_drawn_in_its_colour() -> None:
    board = board_of(
        OutfitItemView(PieceKey.of_closet(1), piece("c1", "hoodie", "red")),
        OutfitItemView(PieceKey.of_photo(1, 0), piece("x1.0", "jeans", "blue")),
    )
    assert count_like(board, COLOUR_HEX["red"], 12) > 20_000
    assert count_like(board, COLOUR_HEX["blue"], 12) > 20_000


def test_garment_with_unreadable_picture_is_drawn() -> None:
    board = board_of(
        OutfitItemView(PieceKey.of_closet(1), piece("c1", "hoodie", "red"), webp=b"RIFF nothing")
    )
    assert count_like(board, COLOUR_HEX["red"], 12) > 20_000


def test_picture_keeps_its_colour() -> None:
    webp = picture((90, 120), "#22bb66", "WEBP")
    board = board_of(OutfitItemView(PieceKey.of_closet(1), piece("c1", "hoodie", "red"), webp=webp))
    assert count_like(board, "#22bb66", 20) > 20_000


def test_white_garment_on_white_paper_is_shown_as_a_print() -> None:
    photo = Image.new("RGB", (300, 400), "white")
    pen = ImageDraw.Draw(photo)
    pen.line([(60, 380), (60, 40), (120, 20), (180, 20), (240, 40), (240, 380)], "#999999", 4)
    target = io.BytesIO()
    photo.save(target, "PNG")
    board = board_of(
        OutfitItemView(
            PieceKey.of_closet(1), piece("c1", "t_shirt", "white"), webp=target.getvalue()
        )
    )
    assert count_like(board, "#ffffff", 6) > 50_000, "the paper stays, as on a print"
