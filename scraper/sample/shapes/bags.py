"""Bags: tote, shoulder, crossbody, backpack, bucket, clutch, duffel."""

from __future__ import annotations

from scraper.sample.canvas import Canvas
from scraper.sample.colour import BLACK, WHITE, mix
from scraper.sample.outline import Outline, rounded
from scraper.sample.shapes.details import METAL, patch_pocket, seam, stitch, zipper
from scraper.sample.shapes.prints import PRINT_DETAILS, PRINTS
from scraper.sample.shapes.spec import Spec, shape

_GOLD = "#c9a24b"


@shape(
    "bag",
    details=f"shoulder crossbody backpack bucket clutch duffel top_handle {PRINT_DETAILS}",
)
def bag(canvas: Canvas, spec: Spec) -> None:
    """Draw a bag; its details choose the kind, a tote if none does."""
    kinds = {
        "backpack": _backpack,
        "shoulder": _shoulder,
        "crossbody": _crossbody,
        "bucket": _bucket,
        "clutch": _clutch,
        "duffel": _duffel,
        "top_handle": _top_handle,
    }
    next((draw for name, draw in kinds.items() if spec.has(name)), _tote)(canvas, spec)


def _strap(canvas: Canvas, line: Outline, spec: Spec, width: float, *, trim: bool = False) -> None:
    cloth = (spec.trim if trim else spec.cloth).plain()
    canvas.line(line.moved(1.5, 2), BLACK, width + 1, opacity=0.15, cap="butt")
    canvas.line(line, cloth.line, width + 1.8, cap="butt")
    canvas.line(line, cloth.toned(0.05).base, width, cap="butt")
    canvas.line(line, WHITE, width * 0.25, cap="butt", opacity=0.15)
    canvas.reserve(line.box)


def _tote(canvas: Canvas, spec: Spec) -> None:
    tall = spec.vary("tall", 250, 290)
    for lift, dy in ((0.92, -4), (1.0, 6)):
        handle = Outline(-62, 10 + dy).curve((-62, -150 * lift), (62, -150 * lift), (62, 10 + dy))
        _strap(canvas, handle, spec, 15, trim=True)
        if dy < 0:
            canvas.panel(
                Outline(0, -6).to((136, 0), (128, 18), (0, 18)).symmetric(),
                spec.cloth.toned(0.35),
                edge=1,
                rim=0,
            )
    body = (
        Outline(0, 4)
        .to((138, 0))
        .curve((146, tall * 0.4), (142, tall * 0.8), (132, tall))
        .settle((0, tall + 6))
        .symmetric()
    )
    canvas.panel(body, spec.cloth)
    for side in (-1, 1):
        canvas.fold((side * 120, tall - 14), (side * 96, tall * 0.4), width=14, bulge=0.05 * side)
        canvas.fold((side * 62, 20), (side * 74, tall * 0.5), width=9, bulge=0.04 * side, depth=0.7)
    canvas.shade(softness=4.6)
    stitch(canvas, Outline(-136, 14).bend((136, 14), -0.015), spec.cloth)
    for x in (-62, 62):
        tab = rounded(x - 9, 4, 18, 34, 1)
        canvas.panel(tab, spec.trim.plain(), edge=1.3, rim=0.4)
        canvas.line(Outline(x - 6, 10).to((x + 6, 32)), spec.trim.seam, 1)
        canvas.line(Outline(x + 6, 10).to((x - 6, 32)), spec.trim.seam, 1)
    for name in sorted(spec.details & PRINTS.keys()):
        PRINTS[name](canvas, (0, tall * 0.52), 56, (spec.trim.base, *spec.trim.ink[1:]))


def _shoulder(canvas: Canvas, spec: Spec) -> None:
    strap = Outline(-104, 20).curve((-96, -170), (96, -170), (104, 20))
    _strap(canvas, strap, spec, 13)
    body = (
        Outline(0, 0)
        .to((112, 0))
        .curve((134, 30), (140, 96), (118, 128))
        .curve((80, 140), (40, 142), (0, 142))
        .symmetric()
    )
    canvas.panel(body, spec.cloth)
    canvas.shade(softness=4.4)
    flap = (
        Outline(0, -6)
        .to((114, -4))
        .curve((130, 26), (124, 66), (88, 84))
        .curve((50, 94), (24, 96), (0, 96))
        .symmetric()
    )
    canvas.fill(flap.moved(0, 6), BLACK, opacity=0.2)
    canvas.panel(flap, spec.cloth)
    canvas.shade(softness=4)
    stitch(
        canvas,
        Outline(0, 90).curve((24, 90), (50, 88), (84, 78)).curve((118, 62), (122, 26), (110, 2)),
        spec.cloth,
    )
    stitch(
        canvas,
        Outline(0, 90)
        .curve((24, 90), (50, 88), (84, 78))
        .curve((118, 62), (122, 26), (110, 2))
        .mirrored(),
        spec.cloth,
    )
    canvas.fill(rounded(-15, 80, 30, 24, 5), mix(_GOLD, BLACK, 0.3))
    canvas.fill(rounded(-13, 82, 26, 20, 4), _GOLD)
    canvas.line(Outline(-8, 86).to((8, 86)), WHITE, 2, opacity=0.6)
    for x in (-104, 104):
        canvas.line(rounded(x - 8, 8, 16, 18, 5), _GOLD, 3.4)


def _crossbody(canvas: Canvas, spec: Spec) -> None:
    strap = (
        Outline(-108, 20)
        .curve((-150, -130), (-60, -230), (0, -230))
        .curve((60, -230), (150, -130), (108, 20))
    )
    _strap(canvas, strap, spec, 10, trim=True)
    body = rounded(-118, 0, 236, 152, 30)
    canvas.panel(body, spec.cloth)
    canvas.shade(softness=4.4)
    zipper(canvas, (-96, 24), (96, 24), spec.cloth.base)
    pocket = rounded(-94, 58, 188, 78, 18)
    canvas.panel(pocket, spec.cloth.toned(0.04), edge=1.4)
    canvas.shade(softness=3.6)
    canvas.line(Outline(-80, 74).to((80, 74)), METAL, 3, dash="1.4 1.4", cap="butt")
    canvas.fill(rounded(-16, 96, 32, 18, 3), spec.trim.base, opacity=0.9)
    for x in (-110, 110):
        canvas.line(rounded(x - 7, 10, 14, 16, 5), METAL, 3.2)


def _backpack(canvas: Canvas, spec: Spec) -> None:
    handle = Outline(-30, 8).curve((-28, -36), (28, -36), (30, 8))
    _strap(canvas, handle, spec, 11, trim=True)
    for side in (-1, 1):
        strap = Outline(side * 96, 40).curve((side * 168, 90), (side * 166, 220), (side * 118, 278))
        _strap(canvas, strap, spec, 19)
    body = (
        Outline(0, 0)
        .curve((80, 0), (120, 30), (126, 100))
        .to((132, 270))
        .curve((132, 296), (110, 304), (0, 304))
        .symmetric()
    )
    canvas.panel(body, spec.cloth)
    canvas.fold((-104, 80), (-112, 250), width=16, bulge=0.02)
    canvas.shade(softness=5)
    arch = (
        Outline(-112, 150)
        .curve((-108, 60), (-84, 22), (0, 22))
        .curve((84, 22), (108, 60), (112, 150))
    )
    canvas.line(arch, spec.cloth.line, 7, cap="butt")
    canvas.line(arch, METAL, 2.8, dash="1.4 1.6", cap="butt")
    pocket = (
        Outline(0, 156)
        .curve((60, 156), (96, 160), (98, 190))
        .to((102, 264))
        .curve((102, 284), (90, 288), (0, 288))
        .symmetric()
    )
    canvas.panel(pocket, spec.cloth.toned(0.05), edge=1.6)
    canvas.shade(softness=4)
    canvas.line(Outline(-88, 184).bend((88, 184), 0.05), spec.cloth.line, 6, cap="butt")
    canvas.line(Outline(-88, 184).bend((88, 184), 0.05), METAL, 2.6, dash="1.4 1.6", cap="butt")
    canvas.panel(rounded(-24, 98, 48, 30, 3), spec.trim, edge=1.2, rim=0.4)


def _bucket(canvas: Canvas, spec: Spec) -> None:
    strap = Outline(-92, 14).curve((-90, -180), (90, -180), (92, 14))
    _strap(canvas, strap, spec, 12, trim=True)
    canvas.panel(
        Outline(0, -14).curve((60, -14), (98, -8), (100, 4)).to((96, 26), (0, 34)).symmetric(),
        spec.cloth.toned(0.4),
        edge=1.2,
        rim=0.5,
    )
    body = (
        Outline(0, 14)
        .curve((60, 14), (96, 10), (100, 2))
        .curve((104, 80), (116, 150), (118, 206))
        .curve((90, 226), (40, 228), (0, 228))
        .symmetric()
    )
    canvas.panel(body, spec.cloth)
    for i in range(-3, 4):
        canvas.fold((i * 27, 36), (i * 31, 120), width=8, bulge=0.03)
    canvas.shade(softness=4.4)
    cord = Outline(-102, 38).bend((102, 38), -0.08)
    canvas.line(cord, spec.trim.line, 7)
    canvas.line(cord, spec.trim.base, 5)
    for side in (-1, 1):
        tail = Outline(side * 4, 54).bend((side * 18, 132), 0.1 * side)
        canvas.line(tail, spec.trim.line, 6.5)
        canvas.line(tail, spec.trim.base, 4.6)
        canvas.line(Outline(side * 18, 132).to((side * 20, 152)), spec.trim.toned(0.2).base, 10)
    canvas.line(Outline(-117, 198).bend((117, 198), -0.07), spec.trim.line, 2, opacity=0.6)


def _clutch(canvas: Canvas, spec: Spec) -> None:
    body = rounded(-140, 0, 280, 160, 12)
    canvas.panel(body, spec.cloth)
    canvas.shade(softness=4)
    flap = Outline(0, -3).to((141, 0)).to((136, 20), (16, 104)).settle((0, 108)).symmetric()
    canvas.fill(flap.moved(0, 6), BLACK, opacity=0.2)
    canvas.panel(flap, spec.cloth)
    canvas.shade(softness=4)
    canvas.fill(rounded(-9, 92, 18, 18, 9), _GOLD)
    chain = (
        Outline(-138, 8)
        .curve((-180, 130), (-150, 220), (-40, 210))
        .curve((60, 200), (150, 240), (180, 150))
        .curve((184, 80), (160, 40), (138, 8))
    )
    canvas.line(chain, mix(_GOLD, BLACK, 0.2), 5, dash="6 3.4")
    canvas.reserve(chain.box)


def _duffel(canvas: Canvas, spec: Spec) -> None:
    for lift in (-118, -96):
        handle = Outline(-66, 40).curve((-60, lift), (60, lift), (66, 40))
        _strap(canvas, handle, spec, 12, trim=True)
    body = (
        Outline(0, 0)
        .to((130, 0))
        .curve((176, 8), (180, 60), (176, 150))
        .curve((170, 164), (120, 166), (0, 166))
        .symmetric()
    )
    canvas.panel(body, spec.cloth)
    for side in (-1, 1):
        canvas.fold((side * 160, 20), (side * 120, 110), width=14, bulge=0.06 * side)
    canvas.shade(softness=5)
    zipper(canvas, (-136, 8), (136, 8), spec.cloth.base)
    for x in (-66, 66):
        canvas.panel(rounded(x - 8, 30, 16, 134, 1), spec.trim.plain(), edge=1.3, rim=0.4)
    patch_pocket(canvas, -48, 66, 96, 84, spec.cloth)


def _top_handle(canvas: Canvas, spec: Spec) -> None:
    handle = Outline(-52, 6).curve((-50, -92), (50, -92), (52, 6))
    _strap(canvas, handle, spec, 12)
    body = Outline(0, 0).to((96, 0), (128, 176)).bend((120, 184), 0.2).to((0, 186)).symmetric()
    canvas.panel(body, spec.cloth)
    canvas.shade(softness=4.4)
    flap = Outline(0, -4).to((97, -2), (106, 58)).settle((0, 74)).symmetric()
    canvas.fill(flap.moved(0, 5), BLACK, opacity=0.2)
    canvas.panel(flap, spec.cloth)
    canvas.shade(softness=3.6)
    seam(canvas, Outline(-120, 150).to((120, 150)), spec.cloth)
    canvas.panel(rounded(-12, 50, 24, 44, 4), spec.cloth.toned(0.1), edge=1.3, rim=0.3)
    canvas.line(rounded(-10, 74, 20, 15, 3), _GOLD, 3.6)
    for x in (-52, 52):
        canvas.line(rounded(x - 7, -4, 14, 16, 5), _GOLD, 3.4)
