"""What is worn below the waist: trousers, jeans, leggings, track bottoms, shorts, skirts.

A module of more than 400 lines: each kind is one drawing, mostly coordinates, and the kinds share
the parts drawn above them.
"""

from __future__ import annotations

from dataclasses import dataclass

from scraper.sample.canvas import Canvas
from scraper.sample.colour import BLACK, WHITE, mix
from scraper.sample.fabric import Cloth
from scraper.sample.outline import Outline, rounded
from scraper.sample.shapes.details import (
    along,
    button_colour,
    buttons,
    drawstring,
    flap_pocket,
    rib_band,
    seam,
)
from scraper.sample.shapes.spec import Spec, shape

_THREAD = "#c98a3e"


@dataclass(frozen=True, slots=True)
class Legs:
    """Measures of the right half of trousers, from the centre line; y = 0 is the waist.

    Attributes:
        waist: half the waist.
        hip: half the hip, at `hip_y`.
        hip_y: height of the widest point.
        crotch_y: where the legs part.
        hem_outer: outer edge of the hem.
        hem_inner: inner edge of the hem.
        length: to the hem.
        knee: how much the leg narrows at the knee.
    """

    waist: float
    hip: float
    hip_y: float
    crotch_y: float
    hem_outer: float
    hem_inner: float
    length: float
    knee: float = 0.0

    def outline(self) -> Outline:
        """Return the right leg, up to the centre line."""
        knee_y = self.crotch_y + (self.length - self.crotch_y) * 0.45
        outer_knee = (self.hip * 0.45 + self.hem_outer * 0.55) - self.knee
        inner_knee = (4 * 0.4 + self.hem_inner * 0.6) + self.knee * 0.6
        gap = self.length - self.crotch_y
        return (
            Outline(0, 3)
            .to((self.waist, 0))
            .curve(
                (self.waist + 8, self.hip_y * 0.4),
                (self.hip, self.hip_y * 0.7),
                (self.hip, self.hip_y),
            )
            .curve(
                (self.hip, self.hip_y + gap * 0.18),
                (outer_knee, knee_y - gap * 0.15),
                (outer_knee, knee_y),
            )
            .curve(
                (outer_knee, knee_y + gap * 0.12),
                (self.hem_outer, self.length - gap * 0.18),
                (self.hem_outer, self.length - 3),
            )
            .bend((self.hem_inner, self.length + 1), -0.03)
            .curve(
                (self.hem_inner, self.length - gap * 0.18),
                (inner_knee, knee_y + gap * 0.12),
                (inner_knee, knee_y),
            )
            .curve(
                (inner_knee, knee_y - gap * 0.15),
                (5, self.crotch_y + gap * 0.13),
                (2, self.crotch_y),
            )
            .to((0, self.crotch_y))
            .close()
        )


def legs_of(
    spec: Spec, *, length: float, hem: float, rise: float = 122, spread: float = 1.0
) -> Legs:
    """Return the measures of a spec's fit.

    Args:
        spec: whose fit and seed count.
        length: from waist to hem.
        hem: width of one leg's hem at regular fit.
        rise: from waist to crotch.
        spread: how far the legs stand apart.
    """
    ease, hem_part, apart = {
        "slim": (-7, 0.8, 0.86),
        "regular": (0, 1.0, 1.0),
        "wide": (9, 1.5, 1.3),
    }[spec.fit]
    width = hem * hem_part * spec.vary("hem", 0.94, 1.06)
    middle = 58 * apart * spread
    return Legs(
        waist=82 + ease * 0.3,
        hip=(102 + ease) * spec.vary("hip", 0.98, 1.02),
        hip_y=88,
        crotch_y=rise * spec.vary("rise", 0.97, 1.05),
        hem_outer=middle + width / 2,
        hem_inner=max(middle - width / 2, 7),
        length=length * spec.vary("length", 0.97, 1.03),
    )


def lay_legs(canvas: Canvas, spec: Spec, legs: Legs, cloth: Cloth) -> None:
    """Lay both legs with the folds at crotch, knees and hems, and the back of the waist."""
    back = Outline(0, -7).bend((legs.waist, 0), -0.04).to((legs.waist - 3, 12), (0, 14))
    canvas.panel(back.symmetric(), cloth.toned(0.35), edge=1, rim=0)
    right = legs.outline()
    canvas.panel(right.mirrored(), cloth, turn_deg=2)
    canvas.panel(right, cloth, turn_deg=-2)
    long = legs.length > 260
    for side in (-1, 1):
        canvas.fold(
            (side * 5, legs.crotch_y - 4),
            (side * legs.hip * 0.72, legs.crotch_y - 26),
            width=9,
            bulge=0.1 * side,
        )
        canvas.fold(
            (side * 7, legs.crotch_y + 10),
            (side * legs.hip * 0.66, legs.crotch_y + 24),
            width=9,
            bulge=0.08 * side,
        )
        if long:
            knee = legs.crotch_y + (legs.length - legs.crotch_y) * spec.vary("knee", 0.4, 0.5)
            inside, outside = legs.hem_inner + 6, legs.hem_outer - 4
            canvas.fold(
                (side * (inside - 4), knee),
                (side * (inside + (outside - inside) * 0.6), knee + 14),
                width=8,
                bulge=0.1 * side,
                depth=0.8,
            )
            canvas.fold(
                (side * outside, knee + 26),
                (side * (inside + 10), knee + 42),
                width=8,
                bulge=-0.1 * side,
                depth=0.8,
            )
            canvas.fold(
                (side * (inside + 2), legs.length - 26),
                (side * (outside - 8), legs.length - 40),
                width=8,
                bulge=0.12 * side,
                depth=0.8,
            )
        middle = (legs.hem_inner + legs.hem_outer) / 2
        canvas.fold(
            (side * (middle + 8), legs.crotch_y + 30),
            (side * (middle + 6), legs.length - 30),
            width=15,
            bulge=0.01,
            depth=-0.6,
        )
    canvas.shade(softness=4.2)


def waistband(
    canvas: Canvas, legs: Legs, cloth: Cloth, *, height: float = 20, thread: str | None = None
) -> None:
    """Lay the waistband with its loops."""
    wide = legs.waist + height * 0.16
    band = (
        Outline(-legs.waist, -1)
        .bend((legs.waist, -1), -0.035)
        .to((wide, height))
        .bend((-wide, height), 0.035)
        .close()
    )
    canvas.panel(band, cloth.toned(0.04), edge=1.4, rim=0.3)
    if thread:
        canvas.line(
            Outline(-wide, height - 3).bend((wide, height - 3), -0.035), thread, 1, dash="3 2"
        )
    for x in (-legs.waist * 0.55, legs.waist * 0.55):
        canvas.panel(rounded(x - 4, 0, 8, height + 8, 1.5), cloth.toned(0.08), edge=1.1, rim=0)


def fly(
    canvas: Canvas,
    legs: Legs,
    cloth: Cloth,
    *,
    thread: str | None = None,
    button: str | None = None,
) -> None:
    """Draw the fly and its button."""
    edge = Outline(0, 14).to((0, legs.crotch_y))
    seam(canvas, edge, cloth, 1.6)
    curve = (
        Outline(20, 20)
        .to((20, legs.crotch_y * 0.55))
        .curve((20, legs.crotch_y * 0.75), (10, legs.crotch_y * 0.8), (1, legs.crotch_y * 0.84))
    )
    canvas.line(curve, thread or cloth.seam, 1.1, dash="3.2 2")
    buttons(canvas, [(1, 13)], button or button_colour(cloth), 4.6)


def elastic(canvas: Canvas, legs: Legs, cloth: Cloth, *, cords: str | None) -> None:
    """Draw an elastic waist, with cords if their colour is given."""
    band = Outline(-legs.waist - 1, 9).bend((legs.waist + 1, 9), -0.035)
    rib_band(canvas, band, cloth.toned(0.06), 24)
    if cords:
        for side in (-1, 1):
            drawstring(canvas, (side * 9, 16), 58, side * 8, cords)


@shape("jeans", details="ripped faded cropped flare cuffed")
def jeans(canvas: Canvas, spec: Spec) -> None:
    """Draw five-pocket jeans with orange stitching."""
    legs = legs_of(
        spec, length=388 if spec.has("cropped") else 440, hem=72 if not spec.has("flare") else 104
    )
    lay_legs(canvas, spec, legs, spec.cloth)
    _fades(canvas, legs, strong=spec.has("faded"))
    thread = spec.trim.base if spec.trim.base != spec.cloth.base else _THREAD
    for side in (-1, 1):
        mouth = Outline(side * legs.waist * 0.5, 22).curve(
            (side * legs.waist * 0.52, 50),
            (side * legs.waist * 0.8, 60),
            (side * (legs.hip - 5), 58),
        )
        seam(canvas, mouth, spec.cloth, 1.6)
        canvas.line(mouth.moved(0, 4), thread, 1.1, dash="3.2 2")
        side_seam = Outline(side * (legs.hip - 6), 62).bend(
            (side * (legs.hem_outer - 7), legs.length - 10), -0.02 * side
        )
        canvas.line(side_seam, thread, 0.9, dash="3.2 2", opacity=0.5)
        hem = Outline(side * legs.hem_inner, legs.length - 13).to(
            (side * legs.hem_outer, legs.length - 16)
        )
        canvas.line(hem, thread, 1.1, dash="3.2 2")
        if spec.has("ripped"):
            _rip(
                canvas,
                side * (legs.hem_inner + legs.hem_outer) / 2,
                legs.crotch_y + spec.vary(f"rip{side}", 90, 140),
            )
        if spec.has("cuffed"):
            cuff = rounded(
                min(side * legs.hem_inner, side * legs.hem_outer) - 3,
                legs.length - 30,
                legs.hem_outer - legs.hem_inner + 6,
                30,
                2,
            )
            canvas.panel(cuff, spec.cloth.toned(-0.45), edge=1.4)
    canvas.shade()
    fly(canvas, legs, spec.cloth, thread=thread, button="#b98b52")
    waistband(canvas, legs, spec.cloth, thread=thread)
    buttons(canvas, [(1, 12)], "#b98b52", 5)


def _fades(canvas: Canvas, legs: Legs, *, strong: bool) -> None:
    glow = canvas.define(
        "fade",
        '<radialGradient id="{id}"><stop offset="0" stop-color="#fff" stop-opacity="'
        + ("0.5" if strong else "0.24")
        + '"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>',
    )
    middle = (legs.hem_inner + legs.hem_outer) / 2
    reach = (legs.hem_outer - legs.hem_inner) * 0.5
    for side in (-1, 1):
        canvas.clipped(
            legs.outline() if side > 0 else legs.outline().mirrored(),
            f'<ellipse cx="{side * middle}" cy="{legs.crotch_y + 70}" rx="{reach}" ry="135" '
            f'fill="{glow}"/>',
        )


def _rip(canvas: Canvas, x: float, y: float) -> None:
    hole = (
        Outline(x - 22, y)
        .curve((x - 10, y - 12), (x + 10, y - 10), (x + 22, y - 2))
        .curve((x + 10, y + 12), (x - 10, y + 14), (x - 22, y))
        .close()
    )
    canvas.fill(hole, "#d9c3b0")
    for i in range(6):
        height = y - 6 + i * 2.6
        canvas.line(
            Outline(x - 19, height).bend((x + 19, height - 1), 0.03), WHITE, 1.2, opacity=0.9
        )
    canvas.line(hole, WHITE, 1.8, opacity=0.7, dash="2 1.4")


@shape("trousers", details="pleated cargo cropped belted elastic flare")
def trousers(canvas: Canvas, spec: Spec) -> None:
    """Draw woven trousers: slacks with creases, chinos, cargo."""
    legs = legs_of(
        spec,
        length=392 if spec.has("cropped") else 442,
        hem=100 if spec.has("flare") else 68,
        rise=126,
    )
    lay_legs(canvas, spec, legs, spec.cloth)
    for side in (-1, 1):
        pocket = Outline(side * legs.waist * 0.72, 21).to((side * (legs.hip - 4), 78))
        seam(canvas, pocket, spec.cloth, 1.6)
        crease_x = (legs.hem_inner + legs.hem_outer) / 2
        if not spec.has("cargo", "elastic"):
            crease = Outline(side * legs.waist * 0.48, 24).bend(
                (side * crease_x, legs.length - 2), 0.015 * side
            )
            canvas.line(crease, spec.cloth.line, 1.3, opacity=0.6)
            canvas.line(crease.moved(1.6, 0), WHITE, 1.2, opacity=0.16)
        if spec.has("pleated"):
            for dx in (0.32, 0.5):
                tuck = Outline(side * legs.waist * dx, 21).bend(
                    (side * (legs.waist * dx + 3), 84), 0.02
                )
                canvas.line(tuck, spec.cloth.line, 1.4, opacity=0.7)
                canvas.line(tuck.moved(-2.5 * side, 0), BLACK, 4, opacity=0.1)
        if spec.has("cargo"):
            x = side * (legs.hip + legs.hem_outer) / 2 - 28 - side * 22
            flap_pocket(canvas, x, legs.crotch_y + 66, 56, 74, spec.cloth)
        hem = Outline(side * legs.hem_inner, legs.length - 11).to(
            (side * legs.hem_outer, legs.length - 14)
        )
        canvas.line(hem, spec.cloth.seam, 0.9, opacity=0.5)
    if spec.has("elastic"):
        elastic(canvas, legs, spec.cloth, cords=mix(spec.cloth.base, WHITE, 0.6))
        return
    fly(canvas, legs, spec.cloth)
    waistband(canvas, legs, spec.cloth)
    if spec.has("belted"):
        _self_belt(canvas, legs, spec.trim)


def _self_belt(canvas: Canvas, legs: Legs, cloth: Cloth) -> None:
    canvas.line(
        Outline(-legs.waist - 1, 10).bend((legs.waist + 1, 10), -0.035),
        mix(cloth.base, BLACK, 0.4),
        15,
        cap="butt",
    )
    canvas.line(
        Outline(-legs.waist - 1, 10).bend((legs.waist + 1, 10), -0.035), cloth.base, 13, cap="butt"
    )
    canvas.line(rounded(-12, 5, 24, 21, 3), "#b9bcc2", 3.4)


@shape("leggings", details="panel high_waist cropped")
def leggings(canvas: Canvas, spec: Spec) -> None:
    """Draw tight leggings with a wide waistband."""
    length = (360 if spec.has("cropped") else 436) * spec.vary("length", 0.98, 1.02)
    legs = Legs(waist=64, hip=88, hip_y=84, crotch_y=118, hem_outer=66, hem_inner=31,
                length=length, knee=3)  # fmt: skip
    lay_legs(canvas, spec, legs, spec.cloth)
    for side in (-1, 1):
        shine = Outline(side * 50, 130).bend((side * 48, legs.length - 60), -0.04 * side)
        canvas.line(shine, WHITE, 9, opacity=0.08)
        if spec.has("panel"):
            strip = Outline(side * (legs.hip - 8), 70).bend(
                (side * (legs.hem_outer - 8), legs.length - 6), -0.03 * side
            )
            canvas.line(strip, spec.trim.base, 9, cap="butt")
        seam(
            canvas,
            Outline(side * legs.hem_inner, legs.length - 10).to(
                (side * legs.hem_outer, legs.length - 12)
            ),
            spec.cloth,
            1,
        )
    high = 46 if spec.has("high_waist") else 32
    band = (
        Outline(-legs.waist, -1)
        .bend((legs.waist, -1), -0.04)
        .to((legs.waist + high * 0.42, high))
        .bend((-legs.waist - high * 0.42, high), 0.05)
        .close()
    )
    canvas.panel(band, spec.cloth.toned(0.07), edge=1.4, rim=0.4)
    seam(canvas, Outline(0, high + 4).to((0, legs.crotch_y)), spec.cloth, 1.2)


@shape("training_bottom", details="side_stripe jogger")
def training_bottom(canvas: Canvas, spec: Spec) -> None:
    """Draw track or sweat pants with an elastic waist."""
    jogger = spec.has("jogger")
    legs = legs_of(spec, length=430, hem=58 if jogger else 74, rise=130)
    lay_legs(canvas, spec, legs, spec.cloth)
    for side in (-1, 1):
        pocket = Outline(side * (legs.waist * 0.86), 26).bend(
            (side * (legs.hip - 6), 92), -0.08 * side
        )
        seam(canvas, pocket, spec.cloth, 1.8)
        if spec.has("side_stripe"):
            for offset in (5.0, 13.5, 22.0):
                middle = (legs.hip * 0.45 + legs.hem_outer * 0.55) - offset
                stripe = (
                    Outline(side * (legs.waist + 2 - offset), 24)
                    .curve(
                        (side * (legs.hip - offset), 80),
                        (side * middle, 190),
                        (side * (middle - 1), 260),
                    )
                    .to((side * (legs.hem_outer - offset), legs.length - (24 if jogger else 2)))
                )
                canvas.line(stripe, spec.trim.base, 4.6, cap="butt")
        if jogger:
            cuff = Outline(side * (legs.hem_inner - 1), legs.length - 9).bend(
                (side * (legs.hem_outer + 1), legs.length - 12), 0.03 * side
            )
            rib_band(canvas, cuff, spec.cloth.toned(0.08), 24)
    elastic(canvas, legs, spec.cloth, cords=mix(spec.trim.base, WHITE, 0.3))
    seam(canvas, Outline(0, 24).to((0, legs.crotch_y)), spec.cloth, 1.4)


@shape("shorts", details="denim cargo sport bermuda pleated cuffed")
def shorts(canvas: Canvas, spec: Spec) -> None:
    """Draw shorts: denim, cargo, Bermuda or sports."""
    length = 246 if spec.has("bermuda", "cargo") else 176 if spec.has("sport") else 190
    base = legs_of(spec, length=length, hem=98, rise=120)
    half = 50 if spec.fit != "wide" else 58
    legs = Legs(
        base.waist, base.hip, base.hip_y, base.crotch_y, 60 + half, max(60 - half, 8), base.length
    )
    lay_legs(canvas, spec, legs, spec.cloth)
    thread = _THREAD if spec.has("denim") else None
    for side in (-1, 1):
        mouth = Outline(side * legs.waist * 0.55, 22).bend(
            (side * (legs.hip - 4), 64), -0.12 * side
        )
        seam(canvas, mouth, spec.cloth, 1.6)
        hem = Outline(side * legs.hem_inner, legs.length - 12).to(
            (side * legs.hem_outer, legs.length - 15)
        )
        canvas.line(hem, thread or spec.cloth.seam, 1.1, dash="3 2", opacity=0.8)
        if spec.has("cargo"):
            flap_pocket(canvas, side * 80 - 27, legs.crotch_y + 26, 54, 64, spec.cloth)
        if spec.has("sport"):
            stripe = Outline(side * (legs.hip - 7), 40).to(
                (side * (legs.hem_outer - 8), legs.length - 4)
            )
            canvas.line(stripe, spec.trim.base, 7, cap="butt")
        if spec.has("pleated"):
            tuck = Outline(side * legs.waist * 0.45, 21).bend((side * legs.waist * 0.5, 90), 0.02)
            canvas.line(tuck, spec.cloth.line, 1.4, opacity=0.7)
        if spec.has("cuffed"):
            left = min(side * legs.hem_inner, side * legs.hem_outer)
            canvas.panel(
                rounded(left - 2, legs.length - 26, legs.hem_outer - legs.hem_inner + 4, 26, 2),
                spec.cloth.toned(-0.15),
                edge=1.4,
            )
    canvas.shade()
    if spec.has("sport"):
        elastic(canvas, legs, spec.cloth, cords=spec.trim.base)
        seam(canvas, Outline(0, 24).to((0, legs.crotch_y)), spec.cloth, 1.4)
        return
    fly(canvas, legs, spec.cloth, thread=thread, button="#b98b52" if thread else None)
    waistband(canvas, legs, spec.cloth, thread=thread)


def skirt_outline(
    waist: float, hip: float, hem: float, length: float, *, dip: float = 10, hip_y: float = 80
) -> Outline:
    """Return a skirt from the waist at y = 0 to the hem."""
    hip_y = min(hip_y, length * 0.55)
    return (
        Outline(0, 2)
        .to((waist, 0))
        .curve((waist + (hip - waist) * 0.5, hip_y * 0.3), (hip, hip_y * 0.6), (hip, hip_y))
        .curve(
            (hip + (hem - hip) * 0.4, hip_y + (length - hip_y) * 0.4),
            (hem, length - 40),
            (hem, length),
        )
        .curve((hem * 0.6, length + dip), (hem * 0.3, length + dip), (0, length + dip))
        .symmetric()
    )


def pleats(
    canvas: Canvas,
    cloth: Cloth,
    *,
    waist: float,
    hem: float,
    top: float,
    bottom: float,
    count: int,
    dip: float = 8,
) -> None:
    """Draw knife pleats from the waist to the hem."""
    for i in range(count + 1):
        part = -1 + 2 * i / count
        low = bottom + dip * (1 - part * part)
        edge = Outline(waist * part, top).to((hem * part, low))
        if abs(part) < 0.99:
            fill = (
                Outline(waist * part, top)
                .to(
                    (hem * part, low),
                    (hem * (part - 0.9 / count), low - 1),
                    (waist * (part - 0.5 / count), top),
                )
                .close()
            )
            canvas.fill(fill, BLACK, opacity=0.11)
            canvas.line(edge.moved(1.6, 0), WHITE, 1.2, opacity=0.2)
            canvas.line(edge, cloth.line, 1.3, opacity=0.65)


@shape("skirt_short", details="pleated denim wrap tiered pencil")
def skirt_short(canvas: Canvas, spec: Spec) -> None:
    """Draw a short skirt: pleated, denim, flared, tiered."""
    length = 186 * spec.vary("length", 0.95, 1.06)
    flare = {"slim": 100, "regular": 122, "wide": 150}[spec.fit]
    hem = 92 if spec.has("pencil") else flare + (28 if spec.has("pleated", "tiered") else 0)
    _lay_skirt(canvas, spec, waist=76, hip=min(100, hem), hem=hem, length=length)


@shape("skirt_long", details="pleated slit tiered buttons denim pencil wrap")
def skirt_long(canvas: Canvas, spec: Spec) -> None:
    """Draw a midi or maxi skirt."""
    length = 392 * spec.vary("length", 0.92, 1.06)
    flare = {"slim": 112, "regular": 138, "wide": 176}[spec.fit]
    hem = 92 if spec.has("pencil") else flare + (24 if spec.has("pleated", "tiered") else 0)
    _lay_skirt(canvas, spec, waist=74, hip=102, hem=hem, length=length)


def _lay_skirt(
    canvas: Canvas, spec: Spec, *, waist: float, hip: float, hem: float, length: float
) -> None:
    cloth = spec.cloth
    back = Outline(0, -7).bend((waist, 0), -0.04).to((waist - 3, 12), (0, 14))
    canvas.panel(back.symmetric(), cloth.toned(0.35), edge=1, rim=0)
    if spec.has("slit"):
        lining = Outline(18, length * 0.5).to((hem * 0.62, length + 4), (30, length + 8)).close()
        canvas.panel(lining, cloth.toned(0.4), edge=0, rim=0)
    body = skirt_outline(waist, hip, hem, length)
    canvas.panel(body, cloth)
    if not spec.has("pencil", "pleated"):
        for part, rise in ((-0.62, 0.7), (-0.2, 0.55), (0.25, 0.75), (0.66, 0.6)):
            canvas.fold(
                (hem * part, length - 2),
                (waist * part * 0.9, length * (1 - rise)),
                width=15,
                bulge=0.02,
            )
    else:
        canvas.fold((-hip * 0.8, 60), (-hip * 0.3, 86), width=9)
    canvas.shade(softness=4.4)
    if spec.has("pleated"):
        pleats(
            canvas,
            cloth,
            waist=waist,
            hem=hem,
            top=22,
            bottom=length,
            count=13 if length > 250 else 11,
        )
    _skirt_details(canvas, spec, waist=waist, hip=hip, hem=hem, length=length)


def _skirt_details(
    canvas: Canvas, spec: Spec, *, waist: float, hip: float, hem: float, length: float
) -> None:
    cloth = spec.cloth
    if spec.has("tiered"):
        with canvas.inside(skirt_outline(waist, hip, hem, length)):
            _tiers(canvas, cloth, waist=waist, hem=hem, length=length)
    if spec.has("slit"):
        edge = Outline(20, length * 0.48).bend((34, length + 8), 0.03)
        canvas.line(edge.moved(3, 0), BLACK, 5, opacity=0.2)
        seam(canvas, edge, cloth, 1.6)
    if spec.has("wrap"):
        edge = Outline(waist * 0.6, 12).bend((hem * 0.25, length + 7), -0.08)
        canvas.line(edge.moved(3, 1), BLACK, 5, opacity=0.16)
        seam(canvas, edge, cloth, 1.8)
    if spec.has("buttons"):
        canvas.line(Outline(-8, 20).to((-8, length + 8)), cloth.line, 1.2)
        buttons(
            canvas,
            along((0, 36), (0, length - 16), 5 if length < 250 else 9),
            button_colour(cloth),
            4.6,
        )
    thread = None
    if spec.has("denim"):
        thread = _THREAD
        legs = Legs(waist, hip, 80, length * 0.62, hem, 0, length)
        for side in (-1, 1):
            mouth = Outline(side * waist * 0.5, 22).curve(
                (side * waist * 0.52, 46), (side * waist * 0.8, 56), (side * (hip - 8), 54)
            )
            seam(canvas, mouth, cloth, 1.6)
            canvas.line(mouth.moved(0, 4), thread, 1.1, dash="3 2")
        fly(canvas, legs, cloth, thread=thread, button="#b98b52")
        canvas.line(
            Outline(-hem + 2, length - 12).bend((hem - 2, length - 12), -0.03),
            thread,
            1.1,
            dash="3 2",
        )
    band = Legs(waist, hip, 80, 100, hem, 0, length)
    if spec.has("denim"):
        waistband(canvas, band, cloth, thread=thread)
        buttons(canvas, [(1, 12)], "#b98b52", 5)
    else:
        plain = (
            Outline(-waist, -1)
            .bend((waist, -1), -0.035)
            .to((waist + 4, 20))
            .bend((-waist - 4, 20), 0.035)
            .close()
        )
        canvas.panel(plain, cloth.toned(0.05), edge=1.4, rim=0.3)


def _tiers(canvas: Canvas, cloth: Cloth, *, waist: float, hem: float, length: float) -> None:
    count = 2 if length < 250 else 3
    for i in range(1, count + 1):
        y = length * i / (count + 1)
        wide = waist + (hem - waist) * (i / (count + 1)) ** 0.8 + 22
        line = Outline(-wide, y).bend((wide, y), -0.035)
        canvas.line(line.moved(0, 4), BLACK, 6, opacity=0.13)
        seam(canvas, line, cloth, 1.8)
        for k in range(-5, 6):
            x = wide * k / 5.6
            dip = 9 * (1 - (k / 5.6) ** 2)
            canvas.line(
                Outline(x, y + dip).bend((x * 1.05, y + dip + 30), 0.05),
                cloth.line,
                1.1,
                opacity=0.4,
            )
