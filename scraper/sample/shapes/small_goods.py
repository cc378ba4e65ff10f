"""Small goods: scarves, belts, eyewear."""

from __future__ import annotations

from scraper.sample.canvas import Canvas
from scraper.sample.colour import BLACK, WHITE, mix
from scraper.sample.fabric import Cloth
from scraper.sample.outline import Outline, ellipse, rounded
from scraper.sample.shapes.details import stitch
from scraper.sample.shapes.spec import Spec, shape


@shape("scarf", details="bandana twilly")
def scarf(canvas: Canvas, spec: Spec) -> None:
    """Draw a scarf: a muffler with fringes, a twilly or a knotted bandana."""
    if spec.has("bandana"):
        _bandana(canvas, spec)
    else:
        _muffler(canvas, spec)


def _muffler(canvas: Canvas, spec: Spec) -> None:
    wide = 34 if spec.has("twilly") else 72
    neck = (
        Outline(-78, 30)
        .curve((-86, -30), (-50, -62), (0, -62))
        .curve((50, -62), (86, -30), (78, 30))
    )
    behind = neck.curve((60, 0), (40, -20), (0, -20)).curve((-40, -20), (-60, 0), (-78, 30)).close()
    canvas.panel(behind, spec.cloth, turn_deg=40)
    canvas.fold((-70, 10), (60, -36), width=10, bulge=0.3)
    canvas.shade(softness=5, depth=1.3)
    short_tail = (
        Outline(-16, 70)
        .curve((10, 150), (26, 230), (28, 300))
        .to((28 + wide, 296))
        .curve((94, 220), (78, 130), (56, 50))
        .close()
    )
    long_tail = (
        Outline(-50, 60)
        .curve((-66, 160), (-82, 260), (-84, 366))
        .to((-84 + wide, 370))
        .curve((-4, 260), (10, 160), (34, 70))
        .close()
    )
    for tail, left, right in (
        (short_tail, (28.0, 300.0), (28.0 + wide, 296.0)),
        (long_tail, (-84.0, 366.0), (-84.0 + wide, 370.0)),
    ):
        if not spec.has("twilly"):
            _fringe(canvas, left, right, spec.cloth)
        canvas.panel(tail, spec.cloth, turn_deg=4)
        canvas.fold((left[0] + 16, left[1] - 20), (left[0] + 42, 120), width=12, bulge=0.04)
        canvas.fold((right[0] - 16, right[1] - 30), (left[0] + 66, 130), width=10, bulge=-0.04)
        canvas.shade(softness=5)
    wrap = (
        Outline(-80, 16)
        .curve((-92, 60), (-64, 112), (-6, 112))
        .curve((60, 112), (92, 62), (80, 16))
        .curve((66, 44), (40, 56), (0, 56))
        .curve((-40, 56), (-66, 44), (-80, 16))
        .close()
    )
    canvas.fill(wrap.moved(0, 8), BLACK, opacity=0.18)
    canvas.panel(wrap, spec.cloth, turn_deg=-30)
    canvas.fold((-76, 44), (60, 66), width=12, bulge=-0.2)
    canvas.fold((-50, 88), (66, 60), width=10, bulge=-0.16)
    canvas.shade(softness=5)


def _fringe(
    canvas: Canvas, left: tuple[float, float], right: tuple[float, float], cloth: Cloth
) -> None:
    count = 15
    for i in range(count):
        part = (i + 0.5) / count
        x, y = left[0] + (right[0] - left[0]) * part, left[1] + (right[1] - left[1]) * part - 3
        thread = Outline(x, y).bend((x + (i % 3 - 1) * 3, y + 32), 0.06)
        canvas.line(thread, cloth.line, 3.6)
        canvas.line(thread, cloth.base, 2.2)
    canvas.reserve(Outline(left[0], left[1] + 30).to(right).box)


def _bandana(canvas: Canvas, spec: Spec) -> None:
    cloth = spec.cloth
    for side in (-1, 1):
        tail = (
            Outline(side * 6, -70)
            .curve((side * 40, -110), (side * 80, -120), (side * 96, -104))
            .curve((side * 84, -86), (side * 70, -60), (side * 10, -56))
            .close()
        )
        canvas.panel(tail, cloth.toned(0.1))
    body = (
        Outline(0, -60)
        .curve((60, -66), (120, -40), (150, 0))
        .curve((110, 60), (50, 130), (0, 180))
        .symmetric()
    )
    canvas.panel(body, cloth)
    for part in (-0.6, -0.2, 0.3, 0.7):
        canvas.fold((part * 60, -52), (part * 120, 70), width=13, bulge=0.06 * part)
    canvas.shade(softness=5)
    canvas.panel(rounded(-18, -84, 36, 34, 12), cloth.toned(0.06))
    canvas.shade(softness=3)
    hem = Outline(140, 4).curve((104, 56), (48, 122), (0, 168))
    for edge in (hem, hem.mirrored()):
        stitch(canvas, edge, cloth)


@shape("belt", details="wide braided western round")
def belt(canvas: Canvas, spec: Spec) -> None:
    """Draw a belt rolled into a ring, its buckle in front."""
    cloth = spec.cloth
    height = 46.0 if spec.has("wide") else 32
    rx, ry = 176.0, 62.0
    back = (
        Outline(-rx, 0)
        .curve((-rx, -ry * 1.3), (rx, -ry * 1.3), (rx, 0))
        .to((rx, height))
        .curve((rx * 0.96, -ry * 1.3 + height), (-rx * 0.96, -ry * 1.3 + height), (-rx, height))
        .close()
    )
    canvas.panel(back, cloth.toned(0.38), edge=1.2)
    front = (
        Outline(-rx, 0)
        .curve((-rx, ry * 1.3), (rx, ry * 1.3), (rx, 0))
        .to((rx, height))
        .curve((rx, ry * 1.3 + height), (-rx, ry * 1.3 + height), (-rx, height))
        .close()
    )
    canvas.panel(front, cloth)
    canvas.shade(softness=4)
    if spec.has("braided"):
        for i in range(26):
            x = -rx + 8 + i * 13.4
            y = ry * 0.97 * (1 - (x / rx) ** 2) ** 0.5
            canvas.line(
                Outline(x - 5, y + 2).to((x + 7, y + height - 2)), cloth.line, 2.4, opacity=0.7
            )
            canvas.line(
                Outline(x + 7, y + 2).to((x - 5, y + height - 2)),
                cloth.toned(-0.3).base,
                2,
                opacity=0.6,
            )
    else:
        for dy in (4.5, height - 4.5):
            stitch(
                canvas,
                Outline(-rx + 2, dy).curve((-rx, ry * 1.3 + dy), (rx, ry * 1.3 + dy), (rx - 2, dy)),
                cloth,
            )
        for i in range(5):
            x = 44 + i * 22.0
            y = ry * 0.97 * (1 - (x / rx) ** 2) ** 0.5 + height / 2
            canvas.fill(ellipse(x, y, 3, 3.6), mix(cloth.base, BLACK, 0.65))
    _buckle(canvas, spec, -36, ry * 0.97 + height / 2, height)


def _buckle(canvas: Canvas, spec: Spec, x: float, y: float, height: float) -> None:
    metal = spec.trim.base
    half = height / 2 + 10
    dark, bright = mix(metal, BLACK, 0.4), mix(metal, WHITE, 0.6)
    frame = (
        ellipse(x, y, half * 1.25, half)
        if spec.has("round", "western")
        else rounded(x - half * 1.15, y - half, half * 2.3, half * 2, 7)
    )
    if spec.has("western"):
        canvas.panel(frame, Cloth(metal, texture="metal"))
        canvas.shade(softness=3)
        canvas.line(ellipse(x, y, half * 0.95, half * 0.7), dark, 2, dash="3 2")
        canvas.line(Outline(x - 12, y).bend((x + 12, y), 0.5), dark, 3)
        return
    canvas.line(frame.moved(1.5, 3), BLACK, 8, opacity=0.25)
    for width, colour in ((9, dark), (6.6, metal), (2, bright)):
        canvas.line(frame, colour, width)
    for width, colour in ((6, dark), (4, metal)):
        canvas.line(Outline(x - half * 1.1, y).to((x + half * 1.1, y)), colour, width)
    loop = rounded(x + half * 1.15 + 12, y - height / 2 - 4, 15, height + 6, 3)
    canvas.panel(loop, spec.cloth.plain().toned(0.12), edge=1.3, rim=0.3)
    canvas.reserve(rounded(x - half * 1.3, y - half - 4, half * 2.6, half * 2 + 10, 2).box)


@shape("eyewear", details="round cat_eye aviator sun")
def eyewear(canvas: Canvas, spec: Spec) -> None:
    """Draw spectacles or sunglasses from the front, a little from above."""
    metal = spec.has("aviator") or (spec.has("round") and not spec.has("sun"))
    thick = 5.0 if metal else spec.vary("rim", 10, 13)
    lens = _lens(spec)
    frame = spec.cloth.base
    for side in (-1, 1):
        temple = (
            Outline(side * 158, -26)
            .curve((side * 160, -60), (side * 138, -98), (side * 118, -112))
            .curve((side * 108, -116), (side * 98, -112), (side * 96, -100))
        )
        canvas.line(temple, mix(frame, BLACK, 0.45), thick * 0.9 + 2)
        canvas.line(temple, mix(frame, BLACK, 0.15), thick * 0.9)
        canvas.reserve(temple.box.grown(6))
    for side in (1, -1):
        glass = lens if side > 0 else lens.mirrored()
        canvas.panel(glass, _glass(spec), edge=0, rim=0.6)
    canvas.shade(softness=5)
    for side in (1, -1):
        glass = lens if side > 0 else lens.mirrored()
        shine = (
            Outline(side * 82 - 24, 30)
            .to((side * 82 + 4, -32), (side * 82 + 18, -32), (side * 82 - 8, 30))
            .close()
        )
        with canvas.inside(glass):
            canvas.fill(shine, WHITE, opacity=0.28)
        for width, colour, opacity in (
            (thick + 2, mix(frame, BLACK, 0.45), 1.0),
            (thick, frame, 1.0),
            (thick * 0.3, WHITE, 0.3),
        ):
            canvas.line(glass, colour, width, opacity=opacity)
        hinge = Outline(side * 140, -24).to((side * 160, -27))
        canvas.line(hinge, mix(frame, BLACK, 0.45), thick + 3)
        canvas.line(hinge, frame, thick + 1)
    bridge = Outline(-25, -10).curve((-14, -26), (14, -26), (25, -10))
    for width, colour in ((thick + 1, mix(frame, BLACK, 0.45)), (thick - 1, frame)):
        canvas.line(bridge, colour, width)
        if spec.has("aviator"):
            canvas.line(Outline(-40, -38).bend((40, -38), 0.03), colour, width)
    canvas.reserve(rounded(-170, -60, 340, 130, 2).box)


def _lens(spec: Spec) -> Outline:
    if spec.has("round"):
        return ellipse(83, 0, 58, 56)
    if spec.has("cat_eye"):
        return (
            Outline(26, -16)
            .curve((50, -44), (110, -50), (152, -46))
            .curve((150, 0), (130, 44), (84, 44))
            .curve((44, 44), (22, 20), (26, -16))
            .close()
        )
    if spec.has("aviator"):
        return (
            Outline(26, -34)
            .curve((60, -46), (120, -44), (148, -34))
            .curve((152, 20), (120, 58), (86, 56))
            .curve((46, 54), (22, 14), (26, -34))
            .close()
        )
    return rounded(26, -42, 120, 86, 22)


def _glass(spec: Spec) -> Cloth:
    if spec.has("sun", "aviator"):
        return Cloth(mix(spec.trim.base, "#202024", 0.55), texture="satin")
    return Cloth("#e9eef2")
