"""Draw the board of an outfit: title and weather, garments with labels, colours and price."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

from bot.services.outfits.views import OutfitItemView, OutfitView
from bot.ui.catalogues import Texts
from bot.ui.drawing import to_jpeg
from bot.ui.fonts import bold, fitted
from bot.ui.outfit_board.arrangement import WORD_GAP_PX, Placement, arrange, label_font
from bot.ui.outfit_board.garment_pictures import garment_picture
from bot.ui.outfit_board.sky_icons import sky_icon
from bot.ui.outfit_board.style import CARD, HEIGHT_PX, INK, LINE, MARGIN_PX, PAPER, WIDTH_PX
from bot.ui.weather import weather_summary
from engine.weather.forecast import DayWeather

_SHADOW: Final = (60, 48, 30)
_MAX_SWATCHES: Final = 6


def render_board(
    outfit: OutfitView, weather: DayWeather | None, texts: Texts, *, number: int | None = None
) -> bytes:
    """Return an outfit as a JPEG of 1080 by 1350 pixels.

    Args:
        outfit: what to draw; garments without a picture are drawn as silhouettes.
        weather: shown at the top; None for none.
        texts: the sentences of the board.
        number: of several outfits; None for a single one.
    """
    board = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), PAPER)
    pen = ImageDraw.Draw(board)
    _draw_header(board, pen, _title(outfit, texts, number), weather, texts)
    pictures = [garment_picture(view) for view in outfit.pieces]
    placements = arrange(outfit.pieces, [picture.size for picture in pictures], texts)
    for picture, placement in zip(pictures, placements, strict=True):
        _draw_garment(board, pen, picture, placement)
    _draw_footer(board, pen, outfit, texts)
    return to_jpeg(board)


def _title(outfit: OutfitView, t: Texts, number: int | None) -> str:
    if outfit.occasion is not None:
        title = t.label("occasion", outfit.occasion)
    elif outfit.style is not None:
        title = t.label("style", outfit.style)
    else:
        title = t.text("coordi.board.any")
    return title if number is None else t.text("coordi.board.title", title=title, number=number)


# -- header and footer ------------------------------------------------------------------------


def _draw_header(
    board: Image.Image,
    pen: ImageDraw.ImageDraw,
    title: str,
    weather: DayWeather | None,
    t: Texts,
) -> None:
    right = WIDTH_PX - MARGIN_PX
    if weather is not None:
        right = _draw_weather(board, pen, weather, t) - 24
    font = bold(58)
    pen.text((MARGIN_PX, 92), fitted(pen, title, font, right - MARGIN_PX), INK, font, anchor="lm")
    pen.line((MARGIN_PX, 150, WIDTH_PX - MARGIN_PX, 150), LINE, 2)


def _draw_weather(
    board: Image.Image, pen: ImageDraw.ImageDraw, weather: DayWeather, t: Texts
) -> int:
    """Draw the weather at the right; return its left edge, px."""
    summary = weather_summary(weather, t)
    font = bold(34)
    width = int(pen.textlength(summary, font)) + 128
    left, top, bottom = WIDTH_PX - MARGIN_PX - width, 56, 128
    pen.rounded_rectangle((left, top, left + width, bottom), 36, CARD, LINE, 2)
    icon = sky_icon(weather)
    board.paste(icon, (left + 24, (top + bottom - icon.height) // 2), icon)
    pen.text((left + 94, (top + bottom) / 2), summary, INK, font, anchor="lm")
    return left


def _draw_footer(
    board: Image.Image, pen: ImageDraw.ImageDraw, outfit: OutfitView, t: Texts
) -> None:
    top, side = HEIGHT_PX - 92, 44
    pen.line((MARGIN_PX, top - 26, WIDTH_PX - MARGIN_PX, top - 26), LINE, 2)
    left = MARGIN_PX
    for colour in _palette(outfit.pieces):
        _draw_swatch(board, colour, left, top + 2, side)
        left += side + 12
    if outfit.products:
        source = t.text("coordi.board.total", price=t.price(outfit.price_won, "KRW"))
    else:
        source = t.text("coordi.board.own")
    pen.text((WIDTH_PX - MARGIN_PX, top + 24), source, INK, bold(36), anchor="rm")


def _palette(views: Sequence[OutfitItemView]) -> list[str]:
    """Return the main colours of an outfit as hex values, each once."""
    hexes: dict[str, str] = {}
    for view in views:
        if view.piece.colours:
            main_hex = view.piece.colours[0][0]
            hexes.setdefault(view.piece.main_colour or main_hex, main_hex)
    return list(hexes.values())[:_MAX_SWATCHES]


def _draw_swatch(board: Image.Image, colour: str, left: int, top: int, side: int) -> None:
    k = 4
    disc = Image.new("RGBA", (side * k, side * k), (0, 0, 0, 0))
    pen = ImageDraw.Draw(disc)
    pen.ellipse((0, 0, side * k - 1, side * k - 1), fill=LINE)
    pen.ellipse((k * 2, k * 2, (side - 2) * k, (side - 2) * k), fill=colour)
    small = disc.resize((side, side), Image.Resampling.LANCZOS)
    board.paste(small, (left, top), small)


# -- garments ---------------------------------------------------------------------------------


def _draw_garment(
    board: Image.Image, pen: ImageDraw.ImageDraw, picture: Image.Image, placement: Placement
) -> None:
    """Draw a garment with a soft shadow, and its label."""
    left, top, right, bottom = placement.picture
    cutout = picture.resize((right - left, bottom - top), Image.Resampling.LANCZOS)
    _draw_shadow(board, cutout, left, top)
    board.paste(cutout, (left, top), cutout)
    font = label_font()
    for line in placement.label:
        x: float = line.box[0]
        for text, ink in line.words:
            pen.text((x, line.box[1]), text, ink, font, anchor="la")
            x += font.getlength(text) + WORD_GAP_PX


def _draw_shadow(board: Image.Image, cutout: Image.Image, left: int, top: int) -> None:
    """Draw the shadow of a cut-out, computed at a quarter of its size."""
    pad, k = 24, 4
    small = (max(1, cutout.width // k), max(1, cutout.height // k))
    alpha = Image.new("L", (small[0] + 2 * pad // k, small[1] + 2 * pad // k), 0)
    alpha.paste(cutout.getchannel("A").resize(small, Image.Resampling.BOX), (pad // k, pad // k))
    soft = alpha.filter(ImageFilter.GaussianBlur(2.6)).point(lambda a: a * 0.26)
    wide = soft.resize((cutout.width + 2 * pad, cutout.height + 2 * pad), Image.Resampling.BILINEAR)
    board.paste(_SHADOW, (left - pad + 3, top - pad + 10), wide)
