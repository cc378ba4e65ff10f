"""Knitted and jersey tops: tees, sweatshirts, hoodies, sweaters, vests, training tops.

A module of more than 400 lines: each kind is one drawing, mostly coordinates, and the kinds share
the parts drawn above them.
"""

from __future__ import annotations

from scraper.sample.canvas import Canvas
from scraper.sample.colour import BLACK, WHITE, mix
from scraper.sample.fabric import Cloth
from scraper.sample.outline import Outline, polygon, rounded
from scraper.sample.shapes.details import (
    along,
    button_colour,
    buttons,
    drawstring,
    neck_label,
    patch_pocket,
    rib_band,
    seam,
    stitch,
    zipper,
)
from scraper.sample.shapes.prints import PRINT_DETAILS, PRINTS
from scraper.sample.shapes.spec import Spec, shape
from scraper.sample.shapes.torso import (
    Torso,
    armhole,
    armholes,
    body_folds,
    lay_body,
    lay_sleeves,
    long_sleeve_of,
    neck_band,
    rib_cuffs,
    rib_hem,
    short_sleeve_of,
    torso_of,
)


def print_chest(canvas: Canvas, spec: Spec, torso: Torso, *, small: bool = False) -> None:
    """Print the graphic that the spec asks for."""
    inks = (spec.trim.base, *spec.trim.ink[1:])
    for name in sorted(spec.details & PRINTS.keys()):
        if small or spec.has("small_print"):
            PRINTS[name](canvas, (torso.armpit[0] * 0.48, torso.armpit[1] - 12), 17, inks)
        else:
            size = spec.vary("print", 46, 56)
            PRINTS[name](canvas, (0, torso.armpit[1] + 38), size, inks)


def _hem_stitches(canvas: Canvas, torso: Torso, cloth: Cloth) -> None:
    (hx, hy), dip = torso.hem, torso.hem_dip
    for lift in (9, 12):
        line = Outline(-hx + 2, hy - lift).curve(
            (-hx * 0.4, hy - lift + dip * 1.3),
            (hx * 0.4, hy - lift + dip * 1.3),
            (hx - 2, hy - lift),
        )
        canvas.line(line, cloth.seam, 0.9, opacity=0.5)


def _colour_block(canvas: Canvas, torso: Torso, spec: Spec) -> None:
    y = torso.armpit[1] + 46
    block = Outline(0, y).to((torso.waist[0] + 6, y)).to((torso.hem[0] + 6, torso.hem[1]))
    block.curve(
        (torso.hem[0] * 0.6, torso.hem[1] + 6),
        (torso.hem[0] * 0.3, torso.hem[1] + 6),
        (0, torso.hem[1] + 6),
    )
    canvas.clipped(
        torso.body(torso.neckline()),
        f'<path d="{block.symmetric().d}" fill="{spec.trim.base}" fill-opacity=".95"/>',
    )


@shape(
    "t_shirt",
    details=f"v_neck pocket crop long ringer small_print henley {PRINT_DETAILS}",
)
def t_shirt(canvas: Canvas, spec: Spec) -> None:
    """Draw a short-sleeved tee: crew or V neck, pocket, ringer bands, print."""
    length = 238 if spec.has("crop") else 345 if spec.has("long") else 320
    torso = torso_of(spec, length=length, depth=62 if spec.has("v_neck") else 31)
    neckline = torso.neckline("v" if spec.has("v_neck") else "round")
    sleeve = short_sleeve_of(spec)
    contrast = spec.trim if spec.has("ringer") else spec.cloth
    canvas.panel(torso.back(neckline), spec.cloth.toned(0.3), edge=0, rim=0)
    lay_sleeves(canvas, torso, sleeve, spec.cloth)
    lay_body(canvas, spec, torso, neckline, spec.cloth)
    canvas.shade()
    rib_band(
        canvas,
        Outline(-torso.neck, 1).curve((-20, -5), (20, -5), (torso.neck, 1)),
        contrast.toned(0.12),
        8,
    )
    neck_label(canvas, 7, spec.cloth)
    neck_band(canvas, neckline, contrast.toned(0.04), 10)
    if spec.has("ringer"):
        rib_cuffs(canvas, torso, sleeve, spec.trim, 11)
    else:
        outer, inner = sleeve.ends(torso, back_off=10)
        for hem in (
            Outline(*outer).bend(inner, -0.05),
            Outline(*outer).bend(inner, -0.05).mirrored(),
        ):
            canvas.line(hem, spec.cloth.seam, 0.9, opacity=0.55)
    _hem_stitches(canvas, torso, spec.cloth)
    if spec.has("henley"):
        _henley(canvas, torso, spec)
    if spec.has("pocket"):
        patch_pocket(canvas, 26, torso.armpit[1] - 36, 46, 50, spec.cloth.toned(0.03))
    print_chest(canvas, spec, torso)


def _henley(canvas: Canvas, torso: Torso, spec: Spec) -> None:
    canvas.panel(rounded(-9, torso.depth - 2, 18, 72, 3), spec.cloth.toned(0.03), edge=1.1)
    buttons(
        canvas,
        along((0, torso.depth + 12), (0, torso.depth + 58), 3),
        button_colour(spec.cloth),
        3.4,
    )


@shape(
    "long_sleeve",
    details="turtle mock henley raglan",
)
def long_sleeve(canvas: Canvas, spec: Spec) -> None:
    """Draw a long-sleeved tee: crew, mock or turtle neck; raglan in the trim's colour."""
    torso = torso_of(
        spec,
        length=322,
        chest=106,
    )
    neckline = torso.neckline()
    sleeve = long_sleeve_of(spec, cuff=40)
    canvas.panel(torso.back(neckline), spec.cloth.toned(0.3), edge=0, rim=0)
    lay_sleeves(canvas, torso, sleeve, spec.trim if spec.has("raglan") else spec.cloth)
    lay_body(canvas, spec, torso, neckline, spec.cloth)
    canvas.shade()
    if spec.has("turtle", "mock"):
        roll_neck(canvas, torso, spec.cloth.plain("rib"), height=44 if spec.has("turtle") else 22)
    else:
        rib_band(
            canvas,
            Outline(-torso.neck, 1).curve((-20, -5), (20, -5), (torso.neck, 1)),
            spec.cloth.toned(0.14),
            7,
        )
        neck_label(canvas, 7, spec.cloth)
        neck_band(
            canvas, neckline, (spec.trim if spec.has("raglan") else spec.cloth).toned(0.04), 9
        )
    rib_cuffs(
        canvas, torso, sleeve, (spec.trim if spec.has("raglan") else spec.cloth).toned(0.05), 13
    )
    _hem_stitches(canvas, torso, spec.cloth)
    if spec.has("henley"):
        _henley(canvas, torso, spec)


def roll_neck(canvas: Canvas, torso: Torso, cloth: Cloth, *, height: float) -> None:
    """Stand a high collar on the neck; a tall one is folded over."""
    neck, depth = torso.neck, torso.depth
    narrow = neck * 0.97
    collar = (
        Outline(0, depth + 5)
        .curve((neck * 0.6, depth + 5), (neck, depth * 0.6), (neck + 3, 3))
        .curve((neck - 3, -height * 0.3), (narrow - 2, -height * 0.6), (narrow, -height))
        .curve((narrow * 0.5, -height - 4), (narrow * 0.3, -height - 4), (0, -height - 4))
        .symmetric()
    )
    canvas.panel(collar, cloth)
    canvas.fold((-narrow, -height * 0.2), (narrow * 0.4, depth * 0.3), width=9, bulge=-0.1)
    canvas.shade()
    opening = (
        Outline(-narrow, -height)
        .bend((narrow, -height), -0.06)
        .bend((-narrow, -height), -0.06)
        .close()
    )
    canvas.fill(opening, mix(cloth.base, BLACK, 0.5), opacity=0.7)
    if height > 35:
        fold = Outline(-neck - 1, -height * 0.1 + 6).bend((neck + 1, -height * 0.1 + 6), -0.16)
        canvas.line(fold.moved(0, 3), BLACK, 4, opacity=0.16)
        seam(canvas, fold, cloth, 1.4)


@shape("sleeveless", details=f"racer crop camisole square muscle {PRINT_DETAILS}")
def sleeveless(canvas: Canvas, spec: Spec) -> None:
    """Draw a tank top, a camisole on thin straps, or a muscle tee."""
    length = 215 if spec.has("crop") else 290
    torso = torso_of(
        spec,
        length=length,
        chest=98,
        shoulder=66 if not spec.has("muscle") else 84,
        neck=44,
        depth=66,
    )
    if spec.has("camisole"):
        _camisole(canvas, spec, torso)
        return
    (sx, sy), (ax, ay) = torso.shoulder, torso.armpit
    cut = 30 if spec.has("racer") else 10
    body = (
        torso.neckline("square" if spec.has("square") else "round")
        .to((sx - (10 if spec.has("racer") else 0), sy * 0.4))
        .curve((sx - cut, sy + 46), (ax - 26 - cut * 0.4, ay - 8), (ax, ay))
        .curve((ax, ay + 25), (torso.waist[0], torso.waist[1] - 40), torso.waist)
        .curve((torso.waist[0], torso.waist[1] + 40), (torso.hem[0], torso.hem[1] - 30), torso.hem)
        .curve((60, torso.hem[1] + 6), (30, torso.hem[1] + 6), (0, torso.hem[1] + 6))
        .symmetric()
    )
    back = torso.back(torso.neckline())
    canvas.panel(back, spec.cloth.toned(0.3), edge=0, rim=0)
    canvas.panel(body, spec.cloth)
    body_folds(canvas, spec, torso)
    canvas.shade()
    neck_band(
        canvas,
        torso.neckline("square" if spec.has("square") else "round"),
        spec.cloth.toned(0.06),
        7,
    )
    armhole = Outline(sx - (10 if spec.has("racer") else 0), sy * 0.4).curve(
        (sx - cut, sy + 46), (ax - 26 - cut * 0.4, ay - 8), (ax, ay)
    )
    neck_band(canvas, armhole, spec.cloth.toned(0.06), 6)
    _hem_stitches(canvas, torso, spec.cloth)
    print_chest(canvas, spec, torso)


def _camisole(canvas: Canvas, spec: Spec, torso: Torso) -> None:
    (ax, ay), (wx, wy), (hx, hy) = torso.armpit, torso.waist, torso.hem
    top = ay - 46
    back = Outline(0, ay - 24).to((ax - 8, ay - 18), (ax - 14, ay + 12), (0, ay + 12)).symmetric()
    body = (
        Outline(0, top + 26)
        .bend((48, top), 0.1)
        .bend((ax, ay), -0.16)
        .curve((ax, ay + 25), (wx, wy - 40), (wx, wy))
        .curve((wx, wy + 40), (hx, hy - 30), (hx, hy))
        .curve((60, hy + 6), (30, hy + 6), (0, hy + 6))
        .symmetric()
    )
    for side in (-1, 1):
        strap = (
            Outline(side * 48, top + 3)
            .bend((side * 44, 4), -0.03 * side)
            .bend((side * 62, ay - 16), 0.04 * side)
        )
        canvas.line(strap, spec.cloth.line, 5.6)
        canvas.line(strap, spec.cloth.base, 4)
    canvas.panel(back, spec.cloth.toned(0.28), edge=0, rim=0)
    canvas.panel(body, spec.cloth)
    body_folds(canvas, spec, torso)
    canvas.fold((-8, top + 40), (14, top + 96), width=14, bulge=0.1)
    canvas.shade()
    edge = Outline(0, top + 30).bend((48, top + 4), 0.1).bend((ax - 1, ay + 4), -0.16)
    for half in (edge, edge.mirrored()):
        seam(canvas, half, spec.cloth)
    # The straps are no panels; the frame must still hold them.
    canvas.reserve(Outline(-62, 0).to((62, 0)).box)


@shape("sweatshirt", details=f"half_zip block {PRINT_DETAILS}")
def sweatshirt(canvas: Canvas, spec: Spec) -> None:
    """Draw a sweatshirt with ribbed neck, cuffs and hem."""
    torso = torso_of(spec, length=322, chest=122, shoulder=102)
    neckline = torso.neckline()
    sleeve = long_sleeve_of(spec, cuff=54, length=290)
    canvas.panel(torso.back(neckline), spec.cloth.toned(0.3), edge=0, rim=0)
    lay_sleeves(canvas, torso, sleeve, spec.cloth)
    lay_body(canvas, spec, torso, neckline, spec.cloth)
    if spec.has("block"):
        _colour_block(canvas, torso, spec)
    canvas.shade(softness=4.2)
    bands = (spec.trim if spec.has("block") else spec.cloth).toned(0.07)
    if spec.has("half_zip"):
        roll_neck(canvas, torso, spec.cloth.plain("rib"), height=28)
        zipper(canvas, (0, -26), (0, torso.depth + 84), spec.cloth.base)
    else:
        rib_band(
            canvas,
            Outline(-torso.neck, 1).curve((-20, -6), (20, -6), (torso.neck, 1)),
            bands.toned(0.1),
            11,
        )
        neck_label(canvas, 10, spec.cloth)
        neck_band(canvas, neckline, bands, 15)
        gusset = polygon((-13, torso.depth + 9), (13, torso.depth + 9), (0, torso.depth + 34))
        canvas.panel(gusset, spec.cloth.plain("rib").toned(0.05), edge=0.9)
    rib_cuffs(canvas, torso, sleeve, bands, 26)
    rib_hem(canvas, torso, bands, 28)
    print_chest(canvas, spec, torso)


@shape("hoodie", details=f"zip {PRINT_DETAILS}")
def hoodie(canvas: Canvas, spec: Spec) -> None:
    """Draw a hooded sweatshirt with kangaroo pocket and cords, or a zip-up one."""
    torso = torso_of(spec, length=328, chest=124, shoulder=102, neck=44, depth=40)
    neckline = torso.neckline("v" if spec.has("zip") else "round")
    sleeve = long_sleeve_of(spec, cuff=56, length=290)
    lay_sleeves(canvas, torso, sleeve, spec.cloth)
    lay_body(canvas, spec, torso, neckline, spec.cloth)
    canvas.shade(softness=4.2)
    if spec.has("zip"):
        zipper(canvas, (0, torso.depth + 8), (0, torso.hem[1] + 4), spec.cloth.base)
    lay_hood(canvas, torso, spec.cloth)
    bands = spec.cloth.toned(0.07)
    rib_cuffs(canvas, torso, sleeve, bands, 26)
    rib_hem(canvas, torso, bands, 28)
    kangaroo(canvas, torso, spec.cloth, split=spec.has("zip"))
    cord = mix(spec.cloth.base, WHITE, 0.75) if spec.seed % 2 else mix(spec.cloth.base, BLACK, 0.25)
    for side in (-1, 1):
        drawstring(
            canvas, (side * 17, torso.depth + 8), spec.vary(f"cord{side}", 62, 84), side * 7, cord
        )
    print_chest(canvas, spec, torso, small=spec.has("zip"))


def lay_hood(canvas: Canvas, torso: Torso, cloth: Cloth, *, size: float = 1.0) -> None:
    """Lay a hood that stands up behind the neck and overlaps at the throat."""
    top, wide, base = -88 * size, 76 * size, torso.depth
    outside = (
        Outline(0, top)
        .curve((wide * 0.6, top), (wide, top * 0.72), (wide, top * 0.2))
        .curve((wide, 8), (torso.neck + 14, 16), (torso.neck * 0.75, base + 8))
        .curve((torso.neck * 0.5, base + 18), (12, base + 20), (0, base + 20))
        .symmetric()
    )
    canvas.panel(outside, cloth)
    opening = (
        Outline(0, top + 20)
        .curve((wide * 0.45, top + 20), (wide * 0.68, top * 0.55), (wide * 0.64, top * 0.1))
        .curve((wide * 0.58, base * 0.35), (20, base - 2), (0, base + 4))
        .symmetric()
    )
    canvas.panel(opening, cloth.toned(0.4), edge=1.2)
    canvas.fold((-wide * 0.35, top * 0.5), (0, base - 12), width=16, bulge=-0.12)
    canvas.fold((wide * 0.4, top * 0.4), (6, base - 16), width=14, bulge=0.12)
    canvas.shade(softness=4.2)
    edge = (
        Outline(0, top + 14)
        .curve((wide * 0.5, top + 14), (wide * 0.76, top * 0.55), (wide * 0.72, top * 0.1))
        .curve((wide * 0.66, base * 0.4), (24, base + 4), (0, base + 12))
    )
    for half in (edge, edge.mirrored()):
        stitch(canvas, half, cloth)
    cross = Outline(-14, base + 19).bend((15, base - 3), 0.08)
    seam(canvas, cross, cloth, 1.6)


def kangaroo(canvas: Canvas, torso: Torso, cloth: Cloth, *, split: bool) -> None:
    """Sew the big front pocket of a hoodie."""
    bottom, wide = torso.hem[1] - 25, torso.hem[0] * 0.62
    top = bottom - 78
    half = (
        Outline(0, top)
        .to((wide * 0.55, top))
        .curve((wide * 0.8, top + 22), (wide, top + 34), (wide, top + 50))
        .to((wide, bottom))
        .to((0, bottom + 5))
    )
    pocket = half.symmetric()
    canvas.panel(pocket, cloth.toned(0.03), edge=1.5)
    mouth = Outline(wide * 0.55 - 3, top + 4).curve(
        (wide * 0.8 - 4, top + 24), (wide - 5, top + 36), (wide - 5, top + 50)
    )
    for side in (mouth, mouth.mirrored()):
        canvas.line(side.moved(0, 3), BLACK, 3, opacity=0.14)
        stitch(canvas, side, cloth)
    if split:
        zipper(canvas, (0, top - 2), (0, bottom + 30), cloth.base)


@shape("sweater", details="v_neck turtle crop boat")
def sweater(canvas: Canvas, spec: Spec) -> None:
    """Draw a knitted sweater: crew, V, boat or turtle neck."""
    torso = torso_of(
        spec,
        length=240 if spec.has("crop") else 316,
        chest=116,
        shoulder=98,
        neck=52 if spec.has("boat") else 37,
        depth=76 if spec.has("v_neck") else 18 if spec.has("boat") else 30,
    )
    neckline = torso.neckline("v" if spec.has("v_neck") else "round")
    sleeve = long_sleeve_of(spec, cuff=50, length=288)
    ribs = spec.cloth.plain("rib").toned(0.05)
    canvas.panel(torso.back(neckline), spec.cloth.toned(0.3), edge=0, rim=0)
    lay_sleeves(canvas, torso, sleeve, spec.cloth)
    lay_body(canvas, spec, torso, neckline, spec.cloth)
    canvas.shade(softness=4.2)
    if spec.has("turtle"):
        roll_neck(canvas, torso, ribs, height=46)
    else:
        rib_band(
            canvas,
            Outline(-torso.neck, 1).curve((-20, -6), (20, -6), (torso.neck, 1)),
            ribs.toned(0.12),
            9,
        )
        neck_label(canvas, 9, spec.cloth)
        neck_band(canvas, neckline, ribs, 14)
    rib_cuffs(canvas, torso, sleeve, ribs, 28)
    rib_hem(canvas, torso, ribs, 28)
    armholes(canvas, torso, spec.cloth)


@shape("vest", details="buttons padded tailored")
def vest(canvas: Canvas, spec: Spec) -> None:
    """Draw a knitted, tailored or padded vest."""
    tailored = spec.has("tailored", "padded", "buttons")
    torso = torso_of(
        spec,
        length=286,
        chest=106 if not spec.has("padded") else 122,
        shoulder=80,
        neck=38,
        depth=30 if spec.has("padded") else 128 if tailored else 100,
    )
    neckline = torso.neckline("round" if spec.has("padded") else "v")
    canvas.panel(torso.back(neckline), spec.cloth.toned(0.42), edge=0, rim=0)
    neck_label(canvas, 8, spec.cloth)
    if spec.has("tailored"):
        _waistcoat(canvas, spec, torso)
        return
    lay_body(canvas, spec, torso, neckline, spec.cloth)
    canvas.shade(softness=4.2)
    ribs = (spec.trim if spec.trim.base != spec.cloth.base else spec.cloth).plain("rib")
    if spec.has("padded"):
        roll_neck(canvas, torso, spec.cloth, height=26)
        zipper(canvas, (0, -24), (0, torso.hem[1] + 4), spec.cloth.base)
        for side in (-1, 1):
            y = torso.hem[1] - 92
            zip_at = Outline(side * 62, y).to((side * 74, y + 52))
            canvas.line(zip_at, spec.cloth.line, 4)
        rib_band(canvas, armhole(torso), spec.cloth.toned(0.1), 7)
        rib_band(canvas, armhole(torso).mirrored(), spec.cloth.toned(0.1), 7)
        return
    neck_band(canvas, neckline, ribs, 14)
    neck_band(canvas, armhole(torso), ribs, 12)
    rib_hem(canvas, torso, ribs, 26)
    if spec.has("buttons"):
        canvas.panel(rounded(-9, torso.depth, 18, torso.hem[1] - torso.depth + 4, 2), ribs, edge=1)
        buttons(
            canvas,
            along((0, torso.depth + 14), (0, torso.hem[1] - 14), 5),
            button_colour(spec.cloth),
        )


def _waistcoat(canvas: Canvas, spec: Spec, torso: Torso) -> None:
    (hx, hy), depth = torso.hem, torso.depth
    right = torso.side(torso.neckline("v")).pen  # where the hem would meet the centre
    front = (
        Outline(-6, depth + 4)
        .curve((torso.neck * 0.4, depth * 0.62), (torso.neck * 0.86, depth * 0.3), (torso.neck, 0))
        .to(torso.shoulder)
        .curve(
            (torso.shoulder[0] - 9, torso.shoulder[1] + 40),
            (torso.armpit[0] - 13, torso.armpit[1] - 22),
            torso.armpit,
        )
        .curve(
            (torso.armpit[0], torso.armpit[1] + 25),
            (torso.waist[0], torso.waist[1] - 40),
            torso.waist,
        )
        .curve((torso.waist[0], torso.waist[1] + 30), (hx, hy - 30), (hx, hy - 12))
        .to((hx * 0.42, right[1] + 18), (-6, right[1] - 16))
        .close()
    )
    canvas.panel(front.mirrored(), spec.cloth)
    canvas.panel(front, spec.cloth)
    body_folds(canvas, spec, torso)
    canvas.shade()
    buttons(canvas, along((1, depth + 14), (1, hy - 34), 5), button_colour(spec.cloth))
    for side in (-1, 1):
        y = torso.waist[1] + 24
        canvas.line(
            Outline(side * 34, y + 4).to((side * 78, y - 3)), spec.cloth.line, 7, cap="butt"
        )
        canvas.line(
            Outline(side * 34, y + 4).to((side * 78, y - 3)), spec.cloth.base, 5, cap="butt"
        )


@shape("training_top", details="half_zip full_zip side_stripe yoke crop short")
def training_top(canvas: Canvas, spec: Spec) -> None:
    """Draw a sports top: track jacket with stripes, half zip, or short-sleeved jersey."""
    torso = torso_of(spec, length=250 if spec.has("crop") else 320, chest=112, shoulder=96)
    neckline = torso.neckline()
    short = spec.has("short")
    sleeve = short_sleeve_of(spec) if short else long_sleeve_of(spec, cuff=42)
    canvas.panel(torso.back(neckline), spec.cloth.toned(0.3), edge=0, rim=0)
    lay_sleeves(canvas, torso, sleeve, spec.cloth)
    body = lay_body(canvas, spec, torso, neckline, spec.cloth)
    canvas.shade()
    if spec.has("yoke"):
        y = torso.armpit[1] - 18
        yoke = (
            Outline(0, y + 26)
            .to((torso.armpit[0] + 8, y - 6), (torso.armpit[0] + 8, -10), (0, -10))
            .symmetric()
        )
        canvas.clipped(body, f'<path d="{yoke.d}" fill="{spec.trim.base}"/>')
        seam(
            canvas,
            Outline(-torso.armpit[0], y - 5).to((0, y + 26), (torso.armpit[0], y - 5)),
            spec.cloth,
        )
        neck_band(canvas, neckline, spec.trim, 8)
    if spec.has("side_stripe"):
        _sleeve_stripes(canvas, torso, sleeve.ends(torso), spec)
    if spec.has("half_zip", "full_zip"):
        roll_neck(canvas, torso, spec.cloth.toned(0.04), height=28)
        end = torso.hem[1] + 4 if spec.has("full_zip") else torso.depth + 92
        zipper(canvas, (0, -26), (0, end), spec.trim.base, metal=mix(spec.trim.base, WHITE, 0.4))
    elif not spec.has("yoke"):
        neck_band(canvas, neckline, spec.trim, 9)
    if not short:
        rib_cuffs(canvas, torso, sleeve, spec.cloth.toned(0.08), 16)
        rib_hem(canvas, torso, spec.cloth.toned(0.08), 18)
    else:
        armholes(canvas, torso, spec.cloth)


def _sleeve_stripes(
    canvas: Canvas, torso: Torso, ends: tuple[tuple[float, float], tuple[float, float]], spec: Spec
) -> None:
    outer = ends[0]
    (sx, sy) = torso.shoulder
    for offset in (-7, 2, 11):
        stripe = (
            Outline(torso.neck + 6, 4 + offset * 0.6 + 6)
            .to((sx - 4, sy + offset * 0.6 + 8))
            .curve(
                (sx + 14 - offset, sy + 14 + offset),
                (outer[0] - 52 - offset, outer[1] - 120),
                (outer[0] - 9 - offset, outer[1] - 6),
            )
        )
        for half in (stripe, stripe.mirrored()):
            canvas.line(half, spec.trim.base, 4.6, cap="butt")
