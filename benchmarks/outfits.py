"""How fast outfits are composed from a closet of 300, scored and drawn."""

from __future__ import annotations

import io
import time
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.engine import median_ms
from benchmarks.search import Garments
from bot.services.outfits.keys import PieceKey
from bot.services.outfits.views import OutfitItemView, OutfitView
from bot.ui.catalogues import texts
from bot.ui.outfit_board.render import render_board
from config.taxonomy import CATEGORIES, COLOUR_HEX, COLOURS, PATTERNS
from db.models import utc_now
from engine.outfits.composition import compose, pools_of, sample
from engine.outfits.pieces import Piece
from engine.outfits.reasons import reasons_for
from engine.outfits.scoring import Scores, Wish
from engine.parsing.weather import TypedWeather
from engine.weather.typed import day_weather

CLOSET: Final = 300
SCORED: Final = 1_000_000
_BATCH: Final = 100_000
_PICTURE_PX: Final = 480


def a_closet(seed: int = 0) -> list[Piece]:
    """Return garments with embeddings like those of real ones."""
    rng = np.random.default_rng(seed)
    drawn = Garments(seed).draw(CLOSET)
    pieces = []
    for number, (vector, category) in enumerate(zip(*drawn, strict=True)):
        colour = COLOURS[rng.integers(len(COLOURS))]
        pattern = PATTERNS[rng.integers(len(PATTERNS))] if rng.random() < 0.3 else "solid"
        pieces.append(
            Piece(
                key=f"c{number}",
                category=CATEGORIES[category],
                embedding=vector,
                colours=((COLOUR_HEX[colour], 1.0),),
                colour_names=(colour,),
                pattern=pattern,
            )
        )
    return pieces


def a_cutout(colour: str) -> bytes:
    """Return a shape without a background, as a closet keeps its pictures."""
    picture = Image.new("RGBA", (_PICTURE_PX, _PICTURE_PX), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rounded_rectangle((60, 20, 420, 460), 40, fill=colour)
    target = io.BytesIO()
    picture.save(target, "WEBP")
    return target.getvalue()


def two_outfits(pieces: list[Piece], wish: Wish, cutouts: dict[str, bytes]) -> list[bytes]:
    """Compose two outfits, say why, and draw their boards."""
    scores = Scores.of(pieces, wish)
    boards = []
    for one in compose(scores, wish, count=2):
        worn = [pieces[i] for i in one.items]
        outfit = OutfitView(
            pieces=tuple(
                OutfitItemView(PieceKey.parse(p.key), p, webp=cutouts[p.key]) for p in worn
            ),
            score=one.score,
            reasons=tuple(reasons_for(scores, wish, one)),
            occasion=wish.occasion,
            style=None,
            weather=wish.weather,
        )
        boards.append(render_board(outfit, wish.weather, texts("ko")))
    return boards


def measure() -> dict[str, float]:
    """Measure the composing of outfits.

    Returns:
        Milliseconds for two outfits with boards, and outfits scored a second.
    """
    pieces = a_closet()
    wish = Wish("daily", weather=day_weather(TypedWeather(8, 17), utc_now().date()))
    cutouts = {piece.key: a_cutout(piece.colours[0][0]) for piece in pieces}
    scores = Scores.of(pieces, wish)
    rows = np.tile(sample(pools_of(pieces), count=4_000), (_BATCH // 4_000, 1))
    start = time.perf_counter()
    for _ in range(SCORED // _BATCH):
        scores.totals(rows)
    per_s = SCORED / (time.perf_counter() - start)
    return {
        "two_outfits_of_300_with_boards_ms": median_ms(
            lambda: two_outfits(pieces, wish, cutouts), 9
        ),
        "outfits_scored_a_second": round(per_s),
    }
