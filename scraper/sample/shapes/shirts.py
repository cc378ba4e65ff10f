"""Woven tops with a collar or a placket: shirts, blouses, polos."""

from __future__ import annotations

from scraper.sample.canvas import Canvas
from scraper.sample.colour import BLACK
from scraper.sample.fabric import Cloth
from scraper.sample.outline import Outline, rounded
from scraper.sample.shapes.details import (
    along,
    button_colour,
    buttons,
    flap_pocket,
    neck_label,
    patch_pocket,
    rib_band,
    seam,
    stitch,
)
from scraper.sample.shapes.spec import Spec, shape
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
    short_sleeve_of,
    torso_of,
)


def shirt_collar(canvas: Canvas, torso: Torso, cloth: Cloth, *, reach: float = 44) -> None:
    """Lay a turned-down collar with its two points and the stand behind the neck."""
    neck, depth = torso.neck, torso.depth
    stand = (
        Outline(0, -13)
        .curve((neck * 0.5, -13), (neck * 0.9, -9), (neck + 1, 2))
        .to((neck * 0.7, 10), (0, 6))
    )
    canvas.panel(stand.symmetric(), cloth.toned(0.1), edge=1.2)
    leaf = (
        Outline(3, depth - 3)
        .curve((neck * 0.55, depth - 10), (neck * 0.8, depth * 0.3), (neck * 0.86, -8))
        .curve((neck + 3, -5), (neck + 6, 2), (neck + 7, 8))
        .bend((neck * 0.66, depth + reach * 0.62), 0.04)
        .to((3, depth - 3))
        .close()
    )
    for part in (leaf, leaf.mirrored()):
        canvas.fill(part.moved(0, 4), BLACK, opacity=0.16)
        canvas.panel(part, cloth, edge=1.4)
    fall = Outline(neck + 3, 9).bend((neck * 0.66, depth + reach * 0.55), 0.04).to((9, depth + 1))
    for part in (fall, fall.mirrored()):
        stitch(canvas, part, cloth)


def placket(canvas: Canvas, torso: Torso, cloth: Cloth, *, bottom: float, count: int = 6) -> None:
    """Lay a button placket down the middle."""
    top = torso.depth - 6
    canvas.panel(rounded(-9, top, 18, bottom - top, 1), cloth, edge=1.1)
    for x in (-6.5, 6.5):
        canvas.line(Outline(x, top).to((x, bottom)), cloth.seam, 0.8, opacity=0.45)
    buttons(canvas, along((0, top + 18), (0, bottom - 26), count), button_colour(cloth), 3.6)


def cuffs(canvas: Canvas, torso: Torso, sleeve: Sleeve, cloth: Cloth, *, width: float = 30) -> None:
    """Draw buttoned cuffs at the ends of long sleeves."""
    outer, inner = sleeve.ends(torso)
    upper_outer, upper_inner = sleeve.ends(torso, back_off=width)
    right = (
        Outline(*upper_outer)
        .to(outer)
        .bend(inner, -0.05)
        .to(upper_inner)
        .bend(upper_outer, 0.05)
        .close()
    )
    for cuff in (right, right.mirrored()):
        canvas.panel(cuff, cloth, turn_deg=0, edge=1.4)
    spot = (inner[0] * 0.7 + upper_outer[0] * 0.3, inner[1] * 0.55 + upper_outer[1] * 0.45)
    buttons(canvas, [spot, (-spot[0], spot[1])], button_colour(cloth), 3)


@shape("shirt", details="short pocket two_pockets flap_pockets band_collar western camp")
def shirt(canvas: Canvas, spec: Spec) -> None:
    """Draw a buttoned shirt: Oxford, overshirt, western, camp collar."""
    torso = torso_of(
        spec,
        length=326,
        chest=114,
        neck=37,
        depth=26,
    )
    torso_hem = torso.hem_dip
    neckline = torso.neckline()
    sleeve = (
        short_sleeve_of(spec, length=106) if spec.has("short") else long_sleeve_of(spec, cuff=48)
    )
    canvas.panel(torso.back(neckline), spec.cloth.toned(0.3), edge=0, rim=0)
    neck_label(canvas, 4, spec.cloth)
    lay_sleeves(canvas, torso, sleeve, spec.cloth)
    lay_body(canvas, spec, torso, neckline, spec.cloth)
    canvas.shade()
    armholes(canvas, torso, spec.cloth)
    placket(canvas, torso, spec.cloth, bottom=torso.hem[1] + torso_hem - 1)
    if spec.has("western"):
        _western_yoke(canvas, torso, spec)
    if not spec.has("short"):
        cuffs(canvas, torso, sleeve, spec.cloth)
    if spec.has("band_collar"):
        _band_collar(canvas, torso, spec.cloth)
    else:
        shirt_collar(canvas, torso, spec.cloth, reach=58 if spec.has("camp") else 46)
    pocket_y = torso.armpit[1] - 30
    if spec.has("two_pockets", "pocket"):
        for x in (26, -72) if spec.has("two_pockets") else (26,):
            patch_pocket(canvas, x, pocket_y, 46, 50, spec.cloth)
    if spec.has("flap_pockets"):
        for x in (24, -74):
            flap_pocket(canvas, x, pocket_y, 50, 56, spec.cloth)


def _western_yoke(canvas: Canvas, torso: Torso, spec: Spec) -> None:
    y = torso.armpit[1] - 40
    yoke = (
        Outline(10, y - 8)
        .bend((torso.shoulder[0] * 0.55, y + 20), -0.12)
        .bend((torso.shoulder[0] - 3, y - 16), -0.12)
    )
    for side in (yoke, yoke.mirrored()):
        seam(canvas, side, spec.cloth, 1.6)
        stitch(canvas, side.moved(0, -4), spec.cloth)


def _band_collar(canvas: Canvas, torso: Torso, cloth: Cloth) -> None:
    half = Outline(0, torso.depth + 3).curve(
        (torso.neck * 0.7, torso.depth), (torso.neck + 2, torso.depth * 0.5), (torso.neck + 3, -4)
    )
    for side in (half, half.mirrored()):
        canvas.line(side, cloth.line, 14, cap="butt")
        canvas.line(side, cloth.base, 12, cap="butt")


@shape("blouse", details="bow ruffle puff v_neck short peter_pan crop wrap tie_neck")
def blouse(canvas: Canvas, spec: Spec) -> None:
    """Draw a soft blouse: bow, ruffles, puffed sleeves, round collar."""
    torso = torso_of(
        spec,
        length=238 if spec.has("crop") else 304,
        chest=108,
        shoulder=86,
        neck=40,
        depth=84 if spec.has("v_neck", "wrap") else 27,
        waist=0.9,
        flare=8,
    )
    neckline = torso.neckline("v" if spec.has("v_neck", "wrap") else "round")
    puff = 18 if spec.has("puff") else 6
    if spec.has("short"):
        sleeve = Sleeve(length=spec.vary("sleeve", 88, 108), angle_deg=27, cuff=62, puff=puff * 1.5)
    else:
        sleeve = Sleeve(length=282, angle_deg=spec.vary("arm", 7, 10), cuff=66, puff=puff)
    canvas.panel(torso.back(neckline), spec.cloth.toned(0.25), edge=0, rim=0)
    lay_sleeves(canvas, torso, sleeve, spec.cloth)
    lay_body(canvas, spec, torso, neckline, spec.cloth)
    gathers(canvas, torso)
    canvas.shade()
    armholes(canvas, torso, spec.cloth)
    _gathered_cuffs(canvas, torso, sleeve, spec.cloth)
    _blouse_front(canvas, spec, torso, neckline)


def gathers(canvas: Canvas, torso: Torso) -> None:
    """Ask for fine creases that fall from a gathered yoke."""
    for i in range(-3, 4):
        x = i * 24.0
        canvas.fold(
            (x, torso.armpit[1] - 30),
            (x * 1.15, torso.armpit[1] + 70),
            width=5,
            bulge=0.03,
            depth=0.7,
        )


def _gathered_cuffs(canvas: Canvas, torso: Torso, sleeve: Sleeve, cloth: Cloth) -> None:
    outer, inner = sleeve.ends(torso, back_off=8)
    band = Outline(*outer).bend(inner, -0.05)
    for side in (band, band.mirrored()):
        rib_band(canvas, side, cloth.toned(0.04), 12)


def _blouse_front(canvas: Canvas, spec: Spec, torso: Torso, neckline: Outline) -> None:
    if spec.has("wrap"):
        cross = Outline(-torso.neck * 0.9, torso.depth * 0.25).bend(
            (torso.waist[0] * 0.7, torso.waist[1]), -0.04
        )
        seam(canvas, cross, spec.cloth, 1.8)
        neck_band(canvas, neckline, spec.cloth.toned(0.05), 5)
        return
    placket(canvas, torso, spec.cloth, bottom=torso.hem[1] + 5, count=7)
    if spec.has("ruffle"):
        _ruffles(canvas, torso, spec.cloth)
    if spec.has("peter_pan"):
        _round_collar(canvas, torso, spec.cloth.toned(-0.12))
    elif spec.has("bow", "tie_neck"):
        _band_collar(canvas, torso, spec.cloth)
        bow(
            canvas,
            0,
            torso.depth + 6,
            spec.trim if spec.trim.base != spec.cloth.base else spec.cloth.toned(0.05),
        )
    elif spec.has("v_neck"):
        neck_band(canvas, neckline, spec.cloth.toned(0.05), 6)
    else:
        _band_collar(canvas, torso, spec.cloth)


def _ruffles(canvas: Canvas, torso: Torso, cloth: Cloth) -> None:
    for side in (-1, 1):
        top, bottom = torso.depth + 4, torso.waist[1] + 20
        strip = (
            Outline(side * 10, top)
            .to((side * 34, top + 6))
            .scallop((side * 26, bottom), 7, 0.32 * side * -1)
            .to((side * 10, bottom))
            .close()
        )
        canvas.fill(strip.moved(side * 3, 4), BLACK, opacity=0.12)
        canvas.panel(strip, cloth.toned(-0.06), edge=1.2)


def _round_collar(canvas: Canvas, torso: Torso, cloth: Cloth) -> None:
    neck, depth = torso.neck, torso.depth
    leaf = (
        Outline(1, depth)
        .curve((neck * 0.6, depth), (neck * 0.95, depth * 0.5), (neck, -4))
        .curve((neck + 26, 8), (neck + 28, 40), (neck * 0.8, depth + 30))
        .curve((neck * 0.4, depth + 44), (6, depth + 34), (1, depth))
        .close()
    )
    for side in (leaf, leaf.mirrored()):
        canvas.fill(side.moved(0, 4), BLACK, opacity=0.14)
        canvas.panel(side, cloth, edge=1.4)
        stitch(
            canvas,
            side.mapped(
                0.9, 0, 0, 0.9, side.box.left * 0.09 if side is leaf else -leaf.box.left * 0.09, 1.5
            ),
            cloth,
        )


def bow(canvas: Canvas, x: float, y: float, cloth: Cloth, *, size: float = 1.0) -> None:
    """Tie a bow with two tails."""
    s = size
    tail = (
        Outline(x + 2, y)
        .bend((x + 20 * s, y + 74 * s), -0.06)
        .to((x + 34 * s, y + 68 * s))
        .bend((x + 6, y), 0.1)
        .close()
    )
    loop = (
        Outline(x, y)
        .curve((x + 22 * s, y - 26 * s), (x + 52 * s, y - 24 * s), (x + 48 * s, y))
        .curve((x + 50 * s, y + 22 * s), (x + 24 * s, y + 18 * s), (x, y))
        .close()
    )
    for part in (tail, loop):
        for piece in (part, part.mirrored()):
            canvas.panel(piece, cloth, edge=1.3)
    for side in (-1, 1):
        canvas.line(
            Outline(x + side * 4, y).bend((x + side * 34 * s, y - 4 * s), 0.1),
            cloth.line,
            1.1,
            opacity=0.6,
        )
    canvas.panel(rounded(x - 8 * s, y - 9 * s, 16 * s, 18 * s, 6 * s), cloth.toned(0.06), edge=1.3)


@shape("polo", details="tipped stripe_chest knit")
def polo(canvas: Canvas, spec: Spec) -> None:
    """Draw a polo shirt with collar, short placket and ribbed cuffs."""
    torso = torso_of(spec, length=314, chest=112, neck=37, depth=28)
    neckline = torso.neckline()
    sleeve = short_sleeve_of(spec)
    ribs = (spec.trim if spec.has("tipped") else spec.cloth).toned(0.05)
    canvas.panel(torso.back(neckline), spec.cloth.toned(0.3), edge=0, rim=0)
    neck_label(canvas, 4, spec.cloth)
    lay_sleeves(canvas, torso, sleeve, spec.cloth)
    body = lay_body(canvas, spec, torso, neckline, spec.cloth)
    canvas.shade()
    if spec.has("stripe_chest"):
        y = torso.armpit[1] + 8
        canvas.clipped(
            body,
            f'<rect x="-200" y="{y}" width="400" height="34" fill="{spec.trim.base}"/>'
            f'<rect x="-200" y="{y + 42}" width="400" height="8" fill="{spec.trim.base}"/>',
        )
    armholes(canvas, torso, spec.cloth)
    rib_cuffs(canvas, torso, sleeve, ribs, 14)
    if spec.has("knit"):
        rib_hem(canvas, torso, ribs, 22)
    top = torso.depth - 4
    canvas.panel(rounded(-11, top, 22, 84, 2), spec.cloth.plain(), edge=1.2)
    buttons(canvas, along((0, top + 20), (0, top + 66), 3), button_colour(spec.cloth), 3.6)
    collar = spec.trim if spec.has("tipped") else spec.cloth.plain("rib")
    shirt_collar(canvas, torso, collar, reach=46)
