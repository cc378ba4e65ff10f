"""One piece from shoulder to hem: dresses and jumpsuits."""

from __future__ import annotations

from scraper.sample.canvas import Canvas
from scraper.sample.colour import BLACK
from scraper.sample.fabric import Cloth
from scraper.sample.outline import Outline, rounded
from scraper.sample.shapes.bottoms import Legs, pleats
from scraper.sample.shapes.details import (
    METAL,
    along,
    button_colour,
    buttons,
    flap_pocket,
    neck_label,
    patch_pocket,
    seam,
    zipper,
)
from scraper.sample.shapes.outerwear import waist_belt
from scraper.sample.shapes.shirts import bow, shirt_collar
from scraper.sample.shapes.spec import Spec, shape
from scraper.sample.shapes.tops import roll_neck
from scraper.sample.shapes.torso import (
    Sleeve,
    Torso,
    armholes,
    lay_sleeves,
    long_sleeve_of,
    neck_band,
    rib_cuffs,
    short_sleeve_of,
    torso_of,
)

_SLEEVELESS = ("slip", "sundress", "pinafore")


def _skirted(
    torso: Torso, neckline: Outline, *, hem: float, length: float, waist: float
) -> Outline:
    """Return bodice and skirt in one panel."""
    (sx, sy), (ax, ay) = torso.shoulder, torso.armpit
    waist_y = ay + 104
    return (
        neckline.moved(0, 0)
        .to((sx, sy))
        .curve((sx - 9, sy + (ay - sy) * 0.42), (ax - 13, ay - 22), (ax, ay))
        .curve((ax - 1, ay + 30), (waist, waist_y - 40), (waist, waist_y))
        .curve((waist + 6, waist_y + 40), (hem - (hem - waist) * 0.3, length - 140), (hem, length))
        .curve((hem * 0.6, length + 10), (hem * 0.3, length + 10), (0, length + 10))
        .symmetric()
    )


@shape(
    "dress",
    details="slip sundress shirt knit puff short_sleeves mini maxi pleated tiered belt v_neck "
    "square pinafore turtle polo wrap",
)
def dress(canvas: Canvas, spec: Spec) -> None:
    """Draw a dress: slip, sundress, shirt dress, knit, wrap."""
    length = 380.0 if spec.has("mini") else 560.0 if spec.has("maxi") else 480.0
    length *= spec.vary("length", 0.97, 1.03)
    if spec.has(*_SLEEVELESS):
        _strapped(canvas, spec, length)
        return
    hem = (
        112
        if spec.has("knit")
        else 172 + (30 if spec.has("tiered", "pleated") else 0) + (-16 if spec.has("mini") else 0)
    )
    waist = {"slim": 76, "regular": 84, "over": 108}[spec.fit]
    deep = (
        30
        if spec.has("shirt", "polo", "turtle")
        else 92
        if spec.has("v_neck", "wrap")
        else 66
        if spec.has("square")
        else 36
    )
    torso = torso_of(
        spec,
        length=300,
        chest=102,
        shoulder=84,
        neck=48 if spec.has("square") else 38,
        depth=deep,
        waist=0.85,
    )
    neckline = torso.neckline(
        "v" if spec.has("v_neck", "wrap") else "square" if spec.has("square") else "round"
    )
    if spec.has("short_sleeves", "puff", "polo"):
        puff = 30.0 if spec.has("puff") else 0.0
        sleeve = (
            Sleeve(length=100, angle_deg=27, cuff=70, puff=puff)
            if puff
            else short_sleeve_of(spec, length=88)
        )
    else:
        sleeve = long_sleeve_of(spec, cuff=46, length=278)
    canvas.panel(torso.back(neckline), spec.cloth.toned(0.3), edge=0, rim=0)
    neck_label(canvas, 6, spec.cloth)
    lay_sleeves(canvas, torso, sleeve, spec.cloth)
    canvas.panel(_skirted(torso, neckline, hem=hem, length=length, waist=waist), spec.cloth)
    _drape(canvas, torso, waist=waist, hem=hem, length=length)
    canvas.shade(softness=4.2)
    armholes(canvas, torso, spec.cloth)
    if spec.has("puff", "knit"):
        rib_cuffs(canvas, torso, sleeve, spec.cloth.toned(0.05), 12)
    _dress_details(canvas, spec, torso, neckline, waist=waist, hem=hem, length=length)


def _drape(canvas: Canvas, torso: Torso, *, waist: float, hem: float, length: float) -> None:
    (ax, ay) = torso.armpit
    waist_y = ay + 104
    for side in (-1, 1):
        canvas.fold(
            (side * (ax - 4), ay + 2), (side * ax * 0.55, ay + 48), width=10, bulge=-0.08 * side
        )
        canvas.fold(
            (side * (waist - 2), waist_y - 6),
            (side * waist * 0.4, waist_y + 10),
            width=9,
            bulge=0.08 * side,
            depth=0.8,
        )
        for part, start in ((0.3, 40), (0.72, 20)):
            canvas.fold(
                (side * hem * part, length - 4),
                (side * waist * part, waist_y + start),
                width=14,
                bulge=0.015 * side,
                depth=0.85,
            )


def _dress_details(
    canvas: Canvas,
    spec: Spec,
    torso: Torso,
    neckline: Outline,
    *,
    waist: float,
    hem: float,
    length: float,
) -> None:
    cloth = spec.cloth
    waist_y = torso.armpit[1] + 104
    if spec.has("pleated"):
        pleats(canvas, cloth, waist=waist, hem=hem, top=waist_y, bottom=length, count=11)
    if spec.has("tiered"):
        dress_tiers(canvas, cloth, waist=waist, hem=hem, top=waist_y, bottom=length)
    if spec.has("wrap"):
        edge = Outline(-torso.neck, 2).bend((waist * 0.8, waist_y), 0.05)
        canvas.line(edge.moved(0, 4), BLACK, 5, opacity=0.14)
        seam(canvas, edge, cloth, 1.8)
        low = Outline(waist * 0.8, waist_y).bend((hem * 0.2, length + 9), -0.06)
        seam(canvas, low, cloth, 1.8)
        bow(canvas, 0, waist_y, cloth.toned(0.06), size=0.8)
    elif spec.has("shirt"):
        canvas.line(Outline(-9, torso.depth).to((-9, length + 9)), cloth.line, 1.1, opacity=0.7)
        canvas.line(Outline(9, torso.depth).to((9, length + 9)), cloth.line, 1.1, opacity=0.7)
        buttons(
            canvas, along((0, torso.depth + 22), (0, length - 50), 9), button_colour(cloth), 3.8
        )
        shirt_collar(canvas, torso, cloth, reach=48)
    elif spec.has("polo"):
        canvas.panel(rounded(-10, torso.depth, 20, 84, 2), cloth.plain(), edge=1.2)
        buttons(
            canvas,
            along((0, torso.depth + 18), (0, torso.depth + 66), 3),
            button_colour(cloth),
            3.6,
        )
        shirt_collar(canvas, torso, spec.trim, reach=46)
    elif spec.has("turtle"):
        roll_neck(canvas, torso, cloth.plain("rib"), height=44)
    else:
        neck_band(canvas, neckline, cloth.toned(0.04), 6)
    if spec.has("belt"):
        shifted = Torso(
            torso.neck, torso.depth, torso.shoulder, torso.armpit, (waist, waist_y), torso.hem
        )
        waist_belt(canvas, shifted, waist_y, spec.trim)
    elif not spec.has("knit", "wrap") and spec.fit != "over":
        seam(canvas, Outline(-waist, waist_y).bend((waist, waist_y), -0.03), cloth, 1.4)


def dress_tiers(
    canvas: Canvas, cloth: Cloth, *, waist: float, hem: float, top: float, bottom: float
) -> None:
    """Draw gathered tiers down a skirt."""
    for part in (0.3, 0.64):
        y = top + (bottom - top) * part
        wide = waist + (hem - waist) * part**0.85 - 2
        line = Outline(-wide, y).bend((wide, y), -0.03)
        canvas.line(line.moved(0, 4), BLACK, 6, opacity=0.13)
        seam(canvas, line, cloth, 1.8)
        for k in range(-5, 6):
            x, dip = wide * k / 5.6, 9 * (1 - (k / 5.6) ** 2)
            canvas.line(
                Outline(x, y + dip).bend((x * 1.04, y + dip + 30), 0.05),
                cloth.line,
                1.1,
                opacity=0.4,
            )


def _strapped(canvas: Canvas, spec: Spec, length: float) -> None:
    """Draw a dress that hangs on straps."""
    cloth = spec.cloth
    bust, top = 88.0, 74.0
    waist = {"slim": 74, "regular": 82, "over": 100}[spec.fit]
    hem = 124.0 if spec.has("slip") else 178.0
    waist_y = top + 132
    thick = 20 if spec.has("pinafore") else 5
    for side in (-1, 1):
        strap = Outline(side * 50, top + 12).bend((side * 44, 4), -0.03 * side)
        canvas.line(strap, cloth.line, thick + 1.6, cap="butt")
        canvas.line(strap, cloth.base, thick, cap="butt")
    canvas.reserve(Outline(-50, 0).to((50, 0)).box)
    back = Outline(0, top + 20).to((bust - 8, top + 30), (bust - 10, top + 60), (0, top + 60))
    canvas.panel(back.symmetric(), cloth.toned(0.3), edge=0, rim=0)
    half = Outline(0, top + (8 if spec.has("pinafore") else 34))
    half = half.to((50, top)) if spec.has("pinafore") else half.bend((50, top), 0.12)
    body = (
        half.bend((bust, top + 48), -0.14)
        .curve((bust - 2, top + 80), (waist, waist_y - 40), (waist, waist_y))
        .curve((waist + 6, waist_y + 40), (hem - (hem - waist) * 0.3, length - 140), (hem, length))
        .curve((hem * 0.6, length + 10), (hem * 0.3, length + 10), (0, length + 10))
        .symmetric()
    )
    canvas.panel(body, cloth)
    torso = Torso(44, top, (50, top), (bust, top + 48), (waist, waist_y), (hem, length))
    _drape(canvas, torso, waist=waist, hem=hem, length=length)
    canvas.fold((-20, top + 44), (16, top + 78), width=10, bulge=-0.12)
    canvas.shade(softness=4.2)
    if spec.has("tiered"):
        dress_tiers(canvas, cloth, waist=waist, hem=hem, top=waist_y, bottom=length)
    if spec.has("pinafore"):
        buttons(canvas, [(-50, top + 14), (50, top + 14)], METAL, 5)
        patch_pocket(canvas, -30, top + 40, 60, 52, cloth)
    if not spec.has("slip"):
        seam(canvas, Outline(-waist, waist_y).bend((waist, waist_y), -0.03), cloth, 1.6)


@shape("jumpsuit", details="overall work belt")
def jumpsuit(canvas: Canvas, spec: Spec) -> None:
    """Draw a jumpsuit or dungarees: the legs, then the upper part over them."""
    wide = spec.fit == "over"
    length = 400.0
    legs = Legs(
        84, 104, 84, 128, 66 + (46 if wide else 34), max(66 - (46 if wide else 34), 9), length
    )
    offset = 196.0
    right = legs.outline().moved(0, offset)
    canvas.panel(right.mirrored(), spec.cloth)
    canvas.panel(right, spec.cloth)
    for side in (-1, 1):
        canvas.fold((side * 5, offset + 124), (side * 72, offset + 98), width=9, bulge=0.1 * side)
        canvas.fold(
            (side * 66, offset + 150),
            (side * 66, offset + length - 30),
            width=15,
            bulge=0.01,
            depth=-0.6,
        )
        canvas.fold(
            (side * (legs.hem_inner + 4), offset + length * 0.62),
            (side * (legs.hem_outer - 12), offset + length * 0.66),
            width=8,
            bulge=0.1 * side,
        )
    if spec.has("overall"):
        _bib(canvas, spec, offset)
    else:
        _upper(canvas, spec, offset)
    seam(canvas, Outline(0, offset + 18).to((0, offset + legs.crotch_y)), spec.cloth, 1.4)
    for side in (-1, 1):
        mouth = Outline(side * 60, offset + 20).bend((side * 100, offset + 74), -0.1 * side)
        seam(canvas, mouth, spec.cloth, 1.6)
    if spec.has("work"):
        for side in (-1, 1):
            flap_pocket(canvas, side * 78 - 27, offset + 150, 54, 66, spec.cloth)


def _bib(canvas: Canvas, spec: Spec, offset: float) -> None:
    cloth = spec.cloth
    bib_top = 66.0
    for side in (-1, 1):
        strap = Outline(side * 48, bib_top + 16).bend((side * 40, 0), -0.03 * side)
        canvas.line(strap, cloth.line, 19, cap="butt")
        canvas.line(strap, cloth.base, 17, cap="butt")
    canvas.reserve(Outline(-50, -4).to((50, -4)).box)
    bib = (
        Outline(0, bib_top)
        .to((58, bib_top))
        .bend((86, offset + 4), -0.08)
        .to((0, offset + 8))
        .symmetric()
    )
    canvas.panel(bib, cloth)
    canvas.shade()
    patch_pocket(canvas, -34, bib_top + 28, 68, 62, cloth)
    buttons(canvas, [(-48, bib_top + 14), (48, bib_top + 14)], "#c9a24b", 6)
    band = (
        Outline(-87, offset - 4)
        .bend((87, offset - 4), -0.02)
        .to((88, offset + 16))
        .bend((-88, offset + 16), 0.02)
        .close()
    )
    canvas.panel(band, cloth.toned(0.06), edge=1.4, rim=0.3)
    buttons(canvas, [(-78, offset + 30), (78, offset + 30)], "#c9a24b", 4.6)


def _upper(canvas: Canvas, spec: Spec, offset: float) -> None:
    torso = torso_of(
        spec,
        length=offset + 14,
        chest=104,
        shoulder=90,
        neck=38,
        depth=30 if spec.has("work") else 88,
        waist=0.86,
    )
    torso = Torso(
        torso.neck, torso.depth, torso.shoulder, torso.armpit, (92, offset - 40), (87, offset + 8)
    )
    neckline = torso.neckline("round" if spec.has("work") else "v")
    sleeve = (
        long_sleeve_of(spec, cuff=50, length=280)
        if spec.has("work")
        else short_sleeve_of(spec, length=84)
    )
    canvas.panel(torso.back(neckline), spec.cloth.toned(0.3), edge=0, rim=0)
    lay_sleeves(canvas, torso, sleeve, spec.cloth)
    canvas.panel(torso.body(neckline), spec.cloth)
    for side in (-1, 1):
        canvas.fold(
            (side * (torso.armpit[0] - 4), torso.armpit[1]),
            (side * 54, torso.armpit[1] + 46),
            width=10,
            bulge=-0.08 * side,
        )
    canvas.shade(softness=4.2)
    armholes(canvas, torso, spec.cloth)
    if spec.has("work"):
        zipper(canvas, (0, torso.depth), (0, offset + 80), spec.cloth.base)
        shirt_collar(canvas, torso, spec.cloth, reach=50)
        for x in (24, -72):
            flap_pocket(canvas, x, torso.armpit[1] - 26, 48, 52, spec.cloth)
    else:
        seam(
            canvas,
            Outline(-torso.neck * 0.8, torso.depth * 0.3).bend((60, offset), -0.04),
            spec.cloth,
            1.8,
        )
        neck_band(canvas, neckline, spec.cloth.toned(0.05), 5)
    waist_belt(canvas, torso, offset + 6, spec.trim if spec.has("belt") else spec.cloth.toned(0.08))
