"""Draw the garments of a photo into it: a thin box and a numbered label for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from bot.services.photo_answers import SeenGarment
from bot.ui.catalogues import Texts
from bot.ui.drawing import colour_of, to_jpeg
from bot.ui.fonts import Font, bold

MAX_RATIO: Final = 20
"""Telegram refuses photos whose longer side is more than 20 times the shorter."""

_MIN_LONG_SIDE_PX: Final = 720
_SUPERSAMPLING: Final = 2
_INK: Final = "#ffffff"

# Size of a photo in chat apps, in points, and of their small print there.
_PHONE_WIDTH_PX: Final = 380
_PHONE_HEIGHT_PX: Final = 500
_PHONE_FONT_PX: Final = 15
_LEAST_FONT_PX: Final = 12

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """A label of one garment.

    Attributes:
        number: as in the caption, from 1.
        text: the garment's name.
        box: `(x1, y1, x2, y2)`, pixels of the upright original.
    """

    number: int
    text: str
    box: Box


def draw_garment_boxes(picture: Image.Image, labels: Sequence[Label], *, width: int) -> bytes:
    """Return the photo with its garments marked, as a JPEG that Telegram takes as a photo.

    Args:
        picture: the upright photo, possibly smaller than the original.
        labels: the garments; their boxes are in pixels of the original.
        width: of the original, in pixels.
    """
    scale = picture.width / width
    canvas = _fit_for_telegram(picture)
    scale *= canvas.factor
    boxes = [
        _moved(label.box, scale, canvas.left, canvas.top, canvas.image.size) for label in labels
    ]
    _draw(canvas.image, labels, boxes)
    return to_jpeg(canvas.image)


@dataclass(frozen=True, slots=True)
class _Canvas:
    image: Image.Image
    factor: float
    left: int
    top: int


def _fit_for_telegram(picture: Image.Image) -> _Canvas:
    """Enlarge small pictures so that labels can be read, and pad very long ones."""
    factor = max(1.0, _MIN_LONG_SIDE_PX / max(picture.size))
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    image = picture.copy() if factor == 1 else picture.resize(size, Image.Resampling.LANCZOS)
    least = -(-max(size) // (MAX_RATIO - 1))
    if min(size) >= least:
        return _Canvas(image, factor, 0, 0)
    padded = Image.new("RGB", (max(size[0], least), max(size[1], least)), "#ffffff")
    left, top = (padded.width - size[0]) // 2, (padded.height - size[1]) // 2
    padded.paste(image, (left, top))
    return _Canvas(padded, factor, left, top)


def _moved(box: Box, scale: float, left: int, top: int, size: tuple[int, int]) -> Box:
    x1, x2 = (min(max(x * scale + left, 0), size[0] - 1) for x in (box[0], box[2]))
    y1, y2 = (min(max(y * scale + top, 0), size[1] - 1) for y in (box[1], box[3]))
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _draw(image: Image.Image, labels: Sequence[Label], boxes: Sequence[Box]) -> None:
    """Draw boxes and pills on a larger layer, so that their curves are smooth."""
    k = _SUPERSAMPLING
    layer = Image.new("RGBA", (image.width * k, image.height * k), (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    font = bold(k * _font_px(*image.size))
    line = max(2, round(0.0035 * max(image.size))) * k
    for label, box in zip(labels, boxes, strict=True):
        _box(pen, [v * k for v in box], line, colour_of(label.number))
    taken: list[Box] = []
    # Small boxes choose their place first: large ones have more room to move.
    order = sorted(range(len(labels)), key=lambda i: _area(boxes[i]))
    for i in order:
        box = boxes[i][0] * k, boxes[i][1] * k, boxes[i][2] * k, boxes[i][3] * k
        taken.append(_pill(pen, labels[i], box, font, taken=taken, size=layer.size))
    marks = layer.resize(image.size, Image.Resampling.BOX)
    image.paste(marks, (0, 0), marks)


def _font_px(width: int, height: int) -> int:
    """Return the size at which labels read well on a phone, where the photo is made smaller."""
    shown = max(width / _PHONE_WIDTH_PX, height / _PHONE_HEIGHT_PX)
    return round(max(_LEAST_FONT_PX, min(_PHONE_FONT_PX * shown, width / 9)))


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _box(pen: ImageDraw.ImageDraw, box: Sequence[float], line: int, colour: str) -> None:
    x1, y1, x2, y2 = box
    radius = min(line * 5, (x2 - x1) / 2, (y2 - y1) / 2)
    # A white line around the coloured one shows on dark and on bright clothes alike.
    pen.rounded_rectangle((x1, y1, x2, y2), radius, outline=_INK, width=line * 2)
    inset = line / 2
    if x2 - x1 > 2 * line and y2 - y1 > 2 * line:
        inner = (x1 + inset, y1 + inset, x2 - inset, y2 - inset)
        pen.rounded_rectangle(inner, max(0, radius - inset), outline=colour, width=line)


def _pill(
    pen: ImageDraw.ImageDraw,
    label: Label,
    box: Box,
    font: Font,
    *,
    taken: Sequence[Box],
    size: tuple[int, int],
) -> Box:
    """Draw the label of one garment where it covers least; return its box."""
    number, name = str(label.number), " ".join(label.text.split())
    height = font.size * 1.45
    pad = height * 0.34
    disc = max(height, pen.textlength(number, font) + pad)
    width = disc + pad * 0.7 + pen.textlength(name, font) + pad * 1.2
    x, y = _place(box, (width, height), taken, size)
    rim = max(2.0, height * 0.06)
    pen.rounded_rectangle(
        (x - rim, y - rim, x + width + rim, y + height + rim), height / 2 + rim, fill=_INK
    )
    pen.rounded_rectangle((x, y, x + width, y + height), height / 2, fill=colour_of(label.number))
    pen.rounded_rectangle(
        (x + rim, y + rim, x + disc - rim, y + height - rim), height / 2 - rim, fill=_INK
    )
    middle = y + height / 2
    pen.text((x + disc / 2, middle), number, colour_of(label.number), font, anchor="mm")
    pen.text((x + disc + pad * 0.7, middle), name, _INK, font, anchor="lm")
    return x, y, x + width, y + height


def _place(
    box: Box, pill: tuple[float, float], taken: Sequence[Box], size: tuple[int, int]
) -> tuple[float, float]:
    """Return where a label goes: above its box or along its edges, away from other labels."""
    x1, y1, x2, y2 = box
    width, height = pill
    middle = (x1 + x2 - width) / 2
    candidates = [
        (x1, y1 - height * 0.9),
        (x2 - width, y1 - height * 0.9),
        (x1, y1 - height * 0.3),
        (x1, y2 - height * 0.1),
        (x2 - width, y2 - height * 0.1),
        (x1 - width * 0.9, (y1 + y2 - height) / 2),
        (x2 - width * 0.1, (y1 + y2 - height) / 2),
        (middle, y1 + height * 0.8),
        (middle, (y1 + y2 - height) / 2),
    ]
    best, least = (0.0, 0.0), float("inf")
    for rank, (x, y) in enumerate(candidates):
        inside = (
            min(max(x, 2.0), max(2.0, size[0] - width - 2)),
            min(max(y, 2.0), max(2.0, size[1] - height - 2)),
        )
        room = (inside[0], inside[1], inside[0] + width, inside[1] + height)
        moved = abs(inside[0] - x) + abs(inside[1] - y)
        cost = 4 * sum(_overlap(room, other) for other in taken) / (width * height)
        cost += rank * 0.02 + moved / (width + height)
        if cost < least:
            best, least = inside, cost
    return best


def _overlap(a: Box, b: Box) -> float:
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    return max(wide, 0.0) * max(high, 0.0)


def labels_of(garments: Sequence[SeenGarment], t: Texts) -> list[Label]:
    """Return the labels of the garments of a photo, without those that are no garment."""
    return [
        Label(garment.number, t.label("category", garment.category), garment.box)
        for garment in garments
        if garment.is_garment
    ]
