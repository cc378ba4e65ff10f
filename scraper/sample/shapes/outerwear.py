"""What is worn over the rest: blazers, cardigans, coats, jackets, parkas, padded jackets.

A module of more than 400 lines: each kind is one drawing, mostly coordinates, and the kinds share
the parts drawn above them.
"""

from __future__ import annotations

from scraper.sample.canvas import Canvas
from scraper.sample.colour import BLACK, WHITE, mix
from scraper.sample.fabric import Cloth
from scraper.sample.outline import Outline, Point, rounded
from scraper.sample.shapes.details import (
    METAL,
    along,
    button_colour,
    buttons,
    drawstring,
    flap_pocket,
    neck_label,
    patch_pocket,
    rib_band,
    seam,
    stitch,
    welt_pocket,
    zipper,
)
from scraper.sample.shapes.shirts import shirt_collar
from scraper.sample.shapes.spec import Spec, shape
from scraper.sample.shapes.tops import lay_hood, roll_neck
from scraper.sample.shapes.torso import (
    Sleeve,
    Torso,
    armholes,
    lay_body,
    lay_sleeves,
    long_sleeve_of,
    neck_band,
    rib_cuffs,
    rib_hem,
    torso_of,
)


def lay_lining(canvas: Canvas, torso: Torso, cloth: Cloth) -> None:
    """Lay the inside of the back that an open front shows."""
    half = Outline(0, -8).curve((torso.neck * 0.5, -8), (torso.neck, -4), (torso.neck + 2, 4))
    half.to((torso.neck + 2, torso.depth + 4), (0, torso.depth + 4))
    canvas.panel(half.symmetric(), cloth, edge=0, rim=0)
    neck_label(canvas, 8, cloth)


def lapels(canvas: Canvas, torso: Torso, cloth: Cloth, *, wide: float, notch: float = 0.36) -> None:
    """Lay a notched collar whose lapels meet at the end of the neckline."""
    neck, depth = torso.neck, torso.depth
    notch_y = depth * notch
    lapel = (
        Outline(2, depth + 6)
        .bend((neck + wide * 0.96, notch_y + 4), -0.07)
        .to((neck * 0.82 + wide * 0.44, notch_y - 3))
        .to((neck * 0.8, notch_y * 0.5))
        .bend((2, depth + 6), -0.05)
        .close()
    )
    collar = (
        Outline(neck * 0.7, -10)
        .curve((neck + 8, -8), (neck + 12, 2), (neck + wide * 0.5, notch_y * 0.46))
        .to((neck * 0.86 + wide * 0.62, notch_y - 8), (neck * 0.78 + wide * 0.3, notch_y + 3))
        .curve((neck * 0.8, notch_y * 0.7), (neck * 0.82, notch_y * 0.3), (neck * 0.7, -10))
        .close()
    )
    behind = (
        Outline(0, -15)
        .curve((neck * 0.5, -15), (neck * 0.8, -13), (neck * 0.95, -5))
        .to((neck * 0.72, 6), (0, 2))
    )
    canvas.panel(behind.symmetric(), cloth.toned(0.12), edge=1.2, rim=0.4)
    for part in (lapel, collar):
        for side in (part, part.mirrored()):
            canvas.fill(side.moved(1, 5), BLACK, opacity=0.16)
            canvas.panel(side, cloth, edge=1.4, turn_deg=8, rim=0.5)


def overlap(canvas: Canvas, torso: Torso, cloth: Cloth, *, shift: float = 9) -> None:
    """Draw the edge of the front that lies over the other."""
    edge = Outline(-shift * 0.2, torso.depth + 4).to(
        (-shift, torso.depth + 30), (-shift, torso.hem[1] + torso.hem_dip)
    )
    canvas.line(edge.moved(-3, 0), BLACK, 5, opacity=0.13, cap="butt")
    seam(canvas, edge, cloth, 1.6)


def flap(canvas: Canvas, x: float, y: float, width: float, cloth: Cloth, *, side: int) -> None:
    """Sew the flap of a jacket pocket, a little lower on the outside."""
    tilt = 4 * side
    outline = (
        Outline(x, y)
        .to((x + width, y + tilt), (x + width, y + tilt + 15))
        .bend((x + width - 4, y + tilt + 19), -0.2)
        .to((x + 4, y + 19))
        .bend((x, y + 15), -0.2)
        .close()
    )
    canvas.fill(outline.moved(0, 3), BLACK, opacity=0.16)
    canvas.panel(outline, cloth, edge=1.3)


def sleeve_buttons(
    canvas: Canvas, torso: Torso, sleeve: Sleeve, cloth: Cloth, count: int = 3
) -> None:
    """Sew the small buttons of a tailored sleeve."""
    (dx, dy) = sleeve.axis()
    outer, _ = sleeve.ends(torso)
    start = (outer[0] - 7 * dy - dx * 10, outer[1] - dy * 10)
    end = (start[0] - dx * 10 * count, start[1] - dy * 10 * count)
    places = along(start, end, count)
    buttons(canvas, [*places, *((-x, y) for x, y in places)], button_colour(cloth), 2.7)


@shape("blazer", details="double patch")
def blazer(canvas: Canvas, spec: Spec) -> None:
    """Draw a tailored jacket, single or double-breasted."""
    torso = torso_of(
        spec,
        length=330,
        chest=114,
        shoulder=102,
        neck=38,
        depth=128 if spec.has("double") else spec.vary("depth", 140, 160),
        waist=0.92,
    )
    neckline = torso.neckline("v")
    sleeve = long_sleeve_of(spec, cuff=52, length=288)
    lay_lining(canvas, torso, spec.cloth.of(mix(spec.cloth.base, "#2b2a30", 0.55)))
    lay_sleeves(canvas, torso, sleeve, spec.cloth)
    lay_body(canvas, spec, torso, neckline, spec.cloth)
    canvas.shade(softness=4.2)
    armholes(canvas, torso, spec.cloth)
    overlap(canvas, torso, spec.cloth, shift=26 if spec.has("double") else 9)
    for side in (-1, 1):
        dart = Outline(side * torso.waist[0] * 0.55, torso.depth - 10).bend(
            (side * torso.waist[0] * 0.52, torso.waist[1] + 62), 0.02 * side
        )
        canvas.line(dart, spec.cloth.line, 1, opacity=0.55)
        y = torso.waist[1] + 52
        left = 36.0 if side > 0 else -36.0 - 52
        if spec.has("patch"):
            patch_pocket(canvas, left, y - 6, 52, 62, spec.cloth)
        else:
            flap(canvas, left, y, 52, spec.cloth, side=side)
    welt_pocket(canvas, (34, torso.armpit[1] - 8), (70, torso.armpit[1] - 14), spec.cloth, 8)
    lapels(canvas, torso, spec.cloth, wide=40 if spec.has("double") else 33)
    colour = spec.trim.base if spec.trim.base != spec.cloth.base else button_colour(spec.cloth)
    if spec.has("double"):
        rows = along((0, torso.depth + 22), (0, torso.depth + 96), 3)
        places = [(x + dx, y) for x, y in rows for dx in (-24.0, 26.0)]
    else:
        places = along((0, torso.depth + 14), (0, torso.depth + 60), 2)
    buttons(canvas, places, colour, 5.2)
    sleeve_buttons(canvas, torso, sleeve, spec.cloth)


@shape("cardigan", details="crew long crop")
def cardigan(canvas: Canvas, spec: Spec) -> None:
    """Draw a knitted cardigan with a button band."""
    torso = torso_of(
        spec,
        length=238 if spec.has("crop") else 410 if spec.has("long") else 314,
        chest=114,
        shoulder=98,
        neck=37,
        depth=32 if spec.has("crew") else spec.vary("depth", 112, 138),
    )
    neckline = torso.neckline("round" if spec.has("crew") else "v")
    sleeve = long_sleeve_of(spec, cuff=52, length=288)
    ribs = (spec.trim if spec.trim.base != spec.cloth.base else spec.cloth).plain("rib").toned(0.05)
    lay_lining(canvas, torso, spec.cloth.toned(0.35))
    lay_sleeves(canvas, torso, sleeve, spec.cloth)
    lay_body(canvas, spec, torso, neckline, spec.cloth)
    canvas.shade(softness=4.2)
    armholes(canvas, torso, spec.cloth)
    rib_cuffs(canvas, torso, sleeve, ribs, 28)
    rib_hem(canvas, torso, ribs, 28)
    if spec.has("long"):
        for x in (26, -26 - 52):
            patch_pocket(canvas, x, torso.hem[1] - 116, 52, 66, spec.cloth)
    canvas.panel(
        rounded(-11, torso.depth - 2, 22, torso.hem[1] - torso.depth + 8, 2), ribs, edge=1.3
    )
    neck_band(canvas, neckline, ribs, 17)
    top, bottom = torso.depth + 16, torso.hem[1] - 12
    buttons(
        canvas,
        along((0, top), (0, bottom), 5 if not spec.has("crew") else 7),
        button_colour(spec.cloth),
        5.4,
    )


@shape("coat", details="trench double belt short hooded collarless")
def coat(canvas: Canvas, spec: Spec) -> None:
    """Draw a long coat: single, double-breasted, trench, duffle with hood."""
    length = 400 if spec.has("short") else spec.vary("coat", 480, 540)
    depth = (
        40.0 if spec.has("hooded", "collarless") else 110 if spec.has("trench", "double") else 140
    )
    torso = torso_of(
        spec, length=length, chest=122, shoulder=104, neck=40, depth=depth, waist=0.94, flare=14
    )
    neckline = torso.neckline("round" if spec.has("hooded", "collarless") else "v")
    sleeve = long_sleeve_of(spec, cuff=60, length=298)
    lay_lining(canvas, torso, spec.cloth.of(mix(spec.cloth.base, "#2b2a30", 0.5)))
    lay_sleeves(canvas, torso, sleeve, spec.cloth)
    lay_body(canvas, spec, torso, neckline, spec.cloth)
    _coat_skirt_folds(canvas, torso)
    canvas.shade(softness=4.4)
    armholes(canvas, torso, spec.cloth)
    overlap(canvas, torso, spec.cloth, shift=26 if spec.has("double", "trench") else 10)
    waist_y = torso.waist[1] + 20
    for side in (-1, 1):
        start: Point = (side * 52, waist_y + 34)
        welt_pocket(canvas, start, (side * 72, waist_y + 88), spec.cloth, 12)
    _coat_front(canvas, spec, torso)
    if spec.has("trench"):
        _storm_flap(canvas, torso, spec.cloth)
        _strapped_cuffs(canvas, torso, sleeve, spec.cloth)
    if spec.has("belt", "trench"):
        waist_belt(canvas, torso, waist_y, spec.cloth.toned(0.06))


def _coat_skirt_folds(canvas: Canvas, torso: Torso) -> None:
    hx, hy = torso.hem
    for part, height in ((0.35, 190), (-0.45, 160), (0.7, 130), (-0.75, 200)):
        canvas.fold(
            (hx * part, hy - 6), (hx * part * 0.8, hy - height), width=13, bulge=0.02, depth=0.75
        )


def _coat_front(canvas: Canvas, spec: Spec, torso: Torso) -> None:
    colour = button_colour(spec.cloth)
    if spec.has("hooded"):
        lay_hood(canvas, torso, spec.cloth, size=0.95)
        for i in range(4):
            y = torso.depth + 52 + i * 62
            canvas.line(Outline(-24, y).to((20, y)), mix(spec.cloth.base, BLACK, 0.5), 3.4)
            canvas.fill(rounded(-10, y - 4.5, 28, 9, 4.5), "#c8a878")
            canvas.line(rounded(-10, y - 4.5, 28, 9, 4.5), "#7d5f38", 1)
        return
    if spec.has("collarless"):
        neck_band(canvas, torso.neckline(), spec.cloth.plain(), 5)
        buttons(canvas, along((0, torso.depth + 30), (0, torso.depth + 230), 4), colour, 6)
        return
    lapels(canvas, torso, spec.cloth, wide=46, notch=0.4)
    if spec.has("double", "trench"):
        rows = along((0, torso.depth + 26), (0, torso.depth + 186), 4)
        buttons(canvas, [(x + dx, y) for x, y in rows for dx in (-26.0, 30.0)], colour, 6)
    else:
        buttons(canvas, along((0, torso.depth + 18), (0, torso.depth + 150), 3), colour, 6)


def _storm_flap(canvas: Canvas, torso: Torso, cloth: Cloth) -> None:
    edge = Outline(30, torso.armpit[1] + 24).bend(
        (torso.armpit[0] - 12, torso.armpit[1] - 10), -0.12
    )
    canvas.line(edge.moved(0, 3), BLACK, 4, opacity=0.16)
    seam(canvas, edge, cloth, 1.6)
    for side in (-1, 1):
        sx, sy = torso.shoulder
        strap = Outline(side * (sx - 4), sy + 2).to((side * (sx - 46), sy - 12))
        canvas.line(strap, cloth.line, 13, cap="butt")
        canvas.line(strap, cloth.base, 11, cap="butt")
        buttons(canvas, [(side * (sx - 40), sy - 10)], button_colour(cloth), 3.2)


def _strapped_cuffs(canvas: Canvas, torso: Torso, sleeve: Sleeve, cloth: Cloth) -> None:
    outer, inner = sleeve.ends(torso, back_off=36)
    strap = Outline(*outer).to(inner)
    for side in (strap, strap.mirrored()):
        canvas.line(side, cloth.line, 12, cap="butt")
        canvas.line(side, cloth.toned(0.06).base, 10, cap="butt")


def waist_belt(canvas: Canvas, torso: Torso, y: float, cloth: Cloth) -> None:
    """Tie a belt of the same cloth around the waist, its end hanging."""
    wide = torso.waist[0] + 2
    belt = (
        Outline(-wide, y - 10)
        .bend((wide, y - 10), -0.02)
        .to((wide, y + 10))
        .bend((-wide, y + 10), 0.02)
        .close()
    )
    end = Outline(8, y).to((26, y + 4), (38, y + 92), (20, y + 96)).close()
    canvas.panel(end, cloth, edge=1.4)
    canvas.panel(belt, cloth, edge=1.5)
    stitch(canvas, Outline(-wide, y - 6).bend((wide, y - 6), -0.02), cloth)
    canvas.fill(rounded(-15, y - 14, 30, 28, 4), mix(cloth.base, BLACK, 0.45))
    canvas.fill(rounded(-9, y - 9, 18, 18, 2), cloth.base)
    canvas.line(Outline(0, y - 13).to((0, y + 13)), mix(cloth.base, BLACK, 0.55), 3)


@shape("jacket", details="denim biker bomber coach varsity anorak fleece tweed")
def jacket(canvas: Canvas, spec: Spec) -> None:
    """Draw a short jacket; its details choose the kind."""
    cropped = spec.has("biker", "tweed")
    depth = 118.0 if spec.has("biker") else 30
    torso = torso_of(
        spec,
        length=272 if cropped else 300,
        chest=120,
        shoulder=102,
        neck=38,
        depth=depth,
        waist=0.97,
    )
    neckline = torso.neckline("v" if spec.has("biker") else "round")
    sleeve = long_sleeve_of(spec, cuff=54, length=290)
    lay_lining(canvas, torso, spec.cloth.of(mix(spec.cloth.base, "#26252b", 0.55)))
    lay_sleeves(canvas, torso, sleeve, spec.trim if spec.has("varsity") else spec.cloth)
    lay_body(canvas, spec, torso, neckline, spec.cloth)
    canvas.shade(softness=4.2)
    armholes(canvas, torso, spec.cloth)
    finish = next((draw for kind, draw in _JACKETS.items() if spec.has(kind)), _work)
    finish(canvas, spec, torso, sleeve)


def _denim(canvas: Canvas, spec: Spec, torso: Torso, sleeve: Sleeve) -> None:
    cloth, thread = spec.cloth, "#c98a3e"
    bottom = torso.hem[1] + torso.hem_dip
    yoke_y = torso.armpit[1] - 34
    for side in (-1, 1):
        canvas.line(
            Outline(side * 12, yoke_y).to((side * torso.shoulder[0] * 0.97, yoke_y - 2)),
            cloth.line,
            1.6,
        )
        canvas.line(
            Outline(side * 12, yoke_y + 4).to((side * torso.shoulder[0] * 0.97, yoke_y + 2)),
            thread,
            1.1,
            dash="3 2",
        )
        for dx0, dx1 in ((0.30, 0.20), (0.80, 0.62)):
            leg = Outline(side * torso.armpit[0] * dx0, yoke_y + 4).to(
                (side * torso.hem[0] * dx1, bottom - 26)
            )
            canvas.line(leg, cloth.line, 1.4, opacity=0.7)
            canvas.line(leg.moved(side * 3.4, 0), thread, 1, dash="3 2")
        flap_pocket(canvas, side * 50 - 22, yoke_y + 2, 44, 40, cloth)
    placket(canvas, torso, cloth, thread)
    hem_band(canvas, torso, cloth, thread)
    _barrel_cuffs(canvas, torso, sleeve, cloth)
    shirt_collar(canvas, torso, cloth, reach=54)
    buttons(canvas, along((0, torso.depth + 16), (0, bottom - 14), 6), "#b98b52", 4.6)


def placket(canvas: Canvas, torso: Torso, cloth: Cloth, thread: str | None = None) -> None:
    """Lay the double-stitched front edge of a jacket."""
    bottom = torso.hem[1] + torso.hem_dip
    canvas.panel(rounded(-11, torso.depth - 4, 22, bottom - torso.depth + 3, 1), cloth, edge=1.3)
    for x in (-7.5, 7.5):
        canvas.line(Outline(x, torso.depth).to((x, bottom)), thread or cloth.seam, 1, dash="3 2")


def hem_band(canvas: Canvas, torso: Torso, cloth: Cloth, thread: str | None = None) -> None:
    """Lay the waistband of a jacket."""
    (hx, hy), dip = torso.hem, torso.hem_dip
    band = (
        Outline(-hx, hy - 24)
        .bend((hx, hy - 24), -0.02)
        .to((hx, hy))
        .bend((-hx, hy), dip / hx * 0.4)
        .close()
    )
    canvas.panel(band, cloth.toned(0.04), edge=1.4)
    stitch(canvas, Outline(-hx, hy - 20).bend((hx, hy - 20), -0.02), cloth, colour=thread)


def _barrel_cuffs(canvas: Canvas, torso: Torso, sleeve: Sleeve, cloth: Cloth) -> None:
    outer, inner = sleeve.ends(torso)
    upper_outer, upper_inner = sleeve.ends(torso, back_off=26)
    cuff = Outline(*upper_outer).to(outer, inner, upper_inner).close()
    for side in (cuff, cuff.mirrored()):
        canvas.panel(side, cloth.toned(0.05), edge=1.4)


def _biker(canvas: Canvas, spec: Spec, torso: Torso, sleeve: Sleeve) -> None:
    cloth = spec.cloth
    lapels(canvas, torso, cloth, wide=52, notch=0.42)
    zipper(canvas, (-4, torso.depth + 2), (-34, torso.hem[1] + 2), cloth.base)
    for side in (-1, 1):
        y = torso.waist[1] + 4
        welt = Outline(side * 44, y + 40).to((side * 88, y + 14))
        canvas.line(welt, mix(cloth.base, BLACK, 0.5), 6, cap="butt")
        canvas.line(welt, METAL, 2.6, dash="1.4 1.4", cap="butt")
        buttons(canvas, [(side * (torso.neck + 30), 50)], METAL, 3.4)
        buttons(canvas, [(side * 34, torso.depth * 0.9)], METAL, 3.2)
    seam(
        canvas,
        Outline(-torso.hem[0], torso.hem[1] - 22).bend((torso.hem[0], torso.hem[1] - 22), -0.02),
        cloth,
        1.6,
    )
    outer, inner = sleeve.ends(torso, back_off=8)
    dx, dy = sleeve.axis()
    for sign in (-1, 1):
        middle = ((outer[0] + inner[0]) / 2, (outer[1] + inner[1]) / 2)
        tape = Outline(sign * middle[0], middle[1]).to(
            (sign * (middle[0] - dx * 60), middle[1] - dy * 60)
        )
        canvas.line(tape, METAL, 2.4, dash="1.4 1.4", cap="butt")


def _bomber(canvas: Canvas, spec: Spec, torso: Torso, sleeve: Sleeve) -> None:
    ribs = spec.cloth.plain("rib").toned(0.12)
    rib_cuffs(canvas, torso, sleeve, ribs, 30)
    rib_hem(canvas, torso, ribs, 34)
    roll_neck(canvas, torso, ribs, height=16)
    zipper(canvas, (0, -8), (0, torso.hem[1] + 4), spec.cloth.base)
    for side in (-1, 1):
        welt_pocket(
            canvas, (side * 46, torso.hem[1] - 120), (side * 76, torso.hem[1] - 66), spec.cloth, 8
        )
    dx, dy = sleeve.axis()
    x, y = torso.shoulder[0] + 22 + dx * 60, torso.shoulder[1] + dy * 80
    canvas.line(Outline(x - 12, y).to((x + 2, y + 34)), METAL, 2.6, dash="1.4 1.4", cap="butt")


def _varsity(canvas: Canvas, spec: Spec, torso: Torso, sleeve: Sleeve) -> None:
    ribs = spec.cloth.plain("rib").toned(0.1)
    rib_cuffs(canvas, torso, sleeve, ribs, 30)
    rib_hem(canvas, torso, ribs, 34)
    for back_off in (10, 22):
        outer, inner = sleeve.ends(torso, back_off=back_off)
        for band in (
            Outline(*outer).bend(inner, -0.05),
            Outline(*outer).bend(inner, -0.05).mirrored(),
        ):
            canvas.line(band, spec.trim.base, 3, cap="butt")
    for lift in (12, 24):
        y = torso.hem[1] - lift
        canvas.line(
            Outline(-torso.hem[0], y).bend((torso.hem[0], y), -0.02), spec.trim.base, 3, cap="butt"
        )
    neck_band(canvas, torso.neckline(), ribs, 18)
    canvas.line(Outline(0, torso.depth).to((0, torso.hem[1] + 5)), spec.cloth.line, 1.8)
    buttons(
        canvas,
        along((0, torso.depth + 18), (0, torso.hem[1] - 14), 6),
        mix(spec.trim.base, WHITE, 0.3),
        5,
    )
    from_neck = (-46.0, torso.armpit[1] - 2)
    letter = Outline(from_neck[0] + 15, from_neck[1] - 12).to(
        (from_neck[0] - 8, from_neck[1] - 20),
        (from_neck[0] - 18, from_neck[1]),
        (from_neck[0] - 8, from_neck[1] + 20),
        (from_neck[0] + 15, from_neck[1] + 12),
    )
    canvas.line(letter, mix(spec.trim.base, BLACK, 0.35), 14, cap="butt")
    canvas.line(letter, spec.trim.base, 10, cap="butt")
    for side in (-1, 1):
        welt_pocket(
            canvas, (side * 48, torso.hem[1] - 118), (side * 76, torso.hem[1] - 70), spec.trim, 8
        )


def _coach(canvas: Canvas, spec: Spec, torso: Torso, sleeve: Sleeve) -> None:
    placket(canvas, torso, spec.cloth)
    shirt_collar(canvas, torso, spec.cloth, reach=52)
    buttons(
        canvas,
        along((0, torso.depth + 22), (0, torso.hem[1] - 20), 5),
        mix(spec.trim.base, WHITE, 0.2),
        4.6,
    )
    for side in (-1, 1):
        welt_pocket(
            canvas, (side * 48, torso.hem[1] - 110), (side * 78, torso.hem[1] - 52), spec.cloth, 9
        )
    outer, inner = sleeve.ends(torso, back_off=10)
    for band in (Outline(*outer).bend(inner, -0.05), Outline(*outer).bend(inner, -0.05).mirrored()):
        rib_band(canvas, band, spec.cloth.toned(0.08), 14)


def _work(canvas: Canvas, spec: Spec, torso: Torso, sleeve: Sleeve) -> None:
    placket(canvas, torso, spec.cloth)
    _barrel_cuffs(canvas, torso, sleeve, spec.cloth)
    for side in (-1, 1):
        patch_pocket(canvas, side * 58 - 32, torso.hem[1] - 96, 64, 72, spec.cloth)
    patch_pocket(canvas, 34, torso.armpit[1] - 34, 48, 52, spec.cloth)
    shirt_collar(
        canvas, torso, spec.trim if spec.trim.base != spec.cloth.base else spec.cloth, reach=54
    )
    buttons(
        canvas,
        along((0, torso.depth + 18), (0, torso.hem[1] - 18), 5),
        button_colour(spec.cloth),
        4.8,
    )


def _anorak(canvas: Canvas, spec: Spec, torso: Torso, sleeve: Sleeve) -> None:
    body = torso.body(torso.neckline())
    y = torso.armpit[1] + 16
    block = (
        Outline(0, y).to((torso.armpit[0] + 9, y), (torso.armpit[0] + 9, -12), (0, -12)).symmetric()
    )
    canvas.clipped(body, f'<path d="{block.d}" fill="{spec.trim.base}" fill-opacity=".93"/>')
    seam(canvas, Outline(-torso.armpit[0], y).to((torso.armpit[0], y)), spec.cloth, 1.6)
    zipper(
        canvas,
        (0, torso.depth + 4),
        (0, torso.hem[1] + 4),
        spec.cloth.base,
        metal=mix(spec.cloth.base, WHITE, 0.5),
    )
    lay_hood(canvas, torso, spec.cloth, size=0.92)
    for side in (-1, 1):
        welt_pocket(
            canvas, (side * 46, torso.hem[1] - 96), (side * 80, torso.hem[1] - 50), spec.trim, 7
        )
        drawstring(canvas, (side * 15, torso.depth + 8), 42, side * 5, spec.trim.base)
    rib_cuffs(canvas, torso, sleeve, spec.cloth.toned(0.1), 14)
    rib_hem(canvas, torso, spec.cloth.toned(0.1), 12)


def _fleece(canvas: Canvas, spec: Spec, torso: Torso, sleeve: Sleeve) -> None:
    roll_neck(canvas, torso, spec.cloth, height=30)
    zipper(canvas, (0, -26), (0, torso.hem[1] + 4), spec.trim.base)
    patch_pocket(canvas, 26, torso.armpit[1] - 30, 54, 56, spec.trim)
    for side in (-1, 1):
        canvas.line(
            Outline(side * 66, torso.hem[1] - 92).to((side * 82, torso.hem[1] - 38)),
            spec.trim.base,
            6,
        )
    rib_cuffs(canvas, torso, sleeve, spec.trim, 10)
    rib_hem(canvas, torso, spec.trim, 10)


def _tweed(canvas: Canvas, spec: Spec, torso: Torso, sleeve: Sleeve) -> None:
    braid = spec.trim
    canvas.line(Outline(0, torso.depth).to((0, torso.hem[1] + 5)), braid.base, 12, cap="butt")
    canvas.line(Outline(0, torso.depth).to((0, torso.hem[1] + 5)), spec.cloth.line, 1.4)
    neck_band(canvas, torso.neckline(), braid, 10)
    for lift, left in ((118, 24), (56, 22)):
        for side in (-1, 1):
            x = side * (left + 24) - 24
            patch_pocket(canvas, x, torso.hem[1] - lift, 48, 40, spec.cloth)
            canvas.line(
                Outline(x, torso.hem[1] - lift).to((x + 48, torso.hem[1] - lift)),
                braid.base,
                6,
                cap="butt",
            )
            buttons(canvas, [(x + 24, torso.hem[1] - lift + 10)], "#d2ab57", 3.4)
    buttons(canvas, along((0, torso.depth + 24), (0, torso.hem[1] - 20), 5), "#d2ab57", 5)
    rib_cuffs(canvas, torso, sleeve, braid, 9)
    rib_hem(canvas, torso, braid, 9)


_JACKETS = {
    "denim": _denim,
    "biker": _biker,
    "bomber": _bomber,
    "varsity": _varsity,
    "coach": _coach,
    "anorak": _anorak,
    "fleece": _fleece,
    "tweed": _tweed,
}


@shape("parka", details="fur")
def parka(canvas: Canvas, spec: Spec) -> None:
    """Draw a hooded parka with big pockets and a drawn-in waist."""
    torso = torso_of(
        spec, length=388, chest=130, shoulder=106, neck=46, depth=44, waist=0.95, flare=6
    )
    sleeve = long_sleeve_of(spec, cuff=60, length=296)
    lay_sleeves(canvas, torso, sleeve, spec.cloth)
    lay_body(canvas, spec, torso, torso.neckline(), spec.cloth)
    _coat_skirt_folds(canvas, torso)
    canvas.shade(softness=4.4)
    armholes(canvas, torso, spec.cloth)
    bottom = torso.hem[1] + torso.hem_dip
    canvas.panel(
        rounded(-18, torso.depth - 6, 36, bottom - torso.depth + 4, 3),
        spec.cloth.toned(0.04),
        edge=1.5,
    )
    zipper(canvas, (-19, torso.depth + 6), (-19, bottom - 4), spec.cloth.base)
    waist_y = torso.waist[1] + 6
    seam(
        canvas,
        Outline(-torso.waist[0], waist_y).bend((torso.waist[0], waist_y), -0.02),
        spec.cloth,
        1.8,
    )
    for side in (-1, 1):
        flap_pocket(canvas, side * 70 - 40, waist_y + 46, 80, 84, spec.cloth)
        welt_pocket(
            canvas,
            (side * 44, torso.armpit[1] + 16),
            (side * 66, torso.armpit[1] + 56),
            spec.cloth,
            9,
        )
        drawstring(canvas, (side * 24, waist_y), 40, side * 6, mix(spec.cloth.base, WHITE, 0.5))
    buttons(canvas, along((0, torso.depth + 34), (0, bottom - 40), 5), METAL, 5)
    lay_hood(canvas, torso, spec.cloth, size=1.05)
    if spec.has("fur"):
        _fur_trim(canvas, torso, spec)
    rib_cuffs(canvas, torso, sleeve, spec.cloth.toned(0.1), 16)


def _fur_trim(canvas: Canvas, torso: Torso, spec: Spec) -> None:
    wide, top = 62.0, -80.0
    rim = (
        Outline(0, top)
        .curve((wide * 0.6, top), (wide, top * 0.7), (wide, top * 0.15))
        .curve((wide * 0.92, torso.depth * 0.4), (30, torso.depth + 6), (8, torso.depth + 16))
    )
    fur = spec.trim.base
    for half in (rim, rim.mirrored()):
        for width, colour, dash in (
            (30, mix(fur, BLACK, 0.3), "2 2.2"),
            (26, fur, "2.6 1"),
            (16, mix(fur, WHITE, 0.3), "1.6 2.4"),
        ):
            canvas.line(half, colour, width, dash=dash, cap="butt", opacity=0.9)


@shape("padded_jacket", details="long hood crop")
def padded_jacket(canvas: Canvas, spec: Spec) -> None:
    """Draw a down jacket, its baffles scalloped at the sides."""
    length = 520 if spec.has("long") else 268 if spec.has("crop") else 316
    torso = torso_of(spec, length=length, chest=130, shoulder=106, neck=44, depth=36, waist=0.99)
    neckline = torso.neckline()
    sleeve = long_sleeve_of(spec, cuff=64, length=288)
    canvas.panel(torso.back(neckline), spec.cloth.toned(0.35), edge=0, rim=0)
    lay_sleeves(canvas, torso, sleeve, spec.cloth)
    body = _puffed_body(torso, neckline)
    canvas.panel(body, spec.cloth)
    for side in (-1, 1):
        canvas.fold(
            (side * (torso.armpit[0] - 4), torso.armpit[1]),
            (side * 64, torso.armpit[1] + 44),
            width=11,
            bulge=-0.08 * side,
        )
    canvas.shade(softness=5)
    if spec.has("hood"):
        lay_hood(canvas, torso, spec.cloth, size=0.95)
    else:
        roll_neck(canvas, torso, spec.cloth, height=32)
    top = torso.depth + 22 if spec.has("hood") else -24
    zipper(canvas, (0, top), (0, torso.hem[1] + 5), spec.trim.base)
    for side in (-1, 1):
        y = torso.waist[1] + 20
        canvas.line(Outline(side * 62, y).to((side * 78, y + 58)), spec.cloth.line, 5)
        canvas.line(
            Outline(side * 62, y).to((side * 78, y + 58)), METAL, 2, dash="1.4 1.4", cap="butt"
        )
    rib_cuffs(canvas, torso, sleeve, spec.cloth.plain().toned(0.15), 12)


def _puffed_body(torso: Torso, neckline: Outline) -> Outline:
    (sx, sy), (ax, ay), (hx, hy) = torso.shoulder, torso.armpit, torso.hem
    count = max(int((hy - ay) / 44), 2)
    return (
        neckline.moved(0, 0)
        .bend((sx, sy), 0.05)
        .curve((sx - 9, sy + (ay - sy) * 0.42), (ax - 13, ay - 22), (ax, ay))
        .scallop((hx, hy), count, 0.11)
        .curve((hx * 0.6, hy + 6), (hx * 0.3, hy + 6), (0, hy + 6))
        .symmetric()
    )
