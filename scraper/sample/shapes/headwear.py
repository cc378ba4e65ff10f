"""Hats: ball cap, bucket hat, beanie, fedora, beret."""

from __future__ import annotations

from scraper.sample.canvas import Canvas
from scraper.sample.colour import BLACK, WHITE, mix
from scraper.sample.outline import Outline, ellipse, rounded
from scraper.sample.shapes.details import seam, stitch
from scraper.sample.shapes.prints import PRINT_DETAILS, PRINTS
from scraper.sample.shapes.spec import Spec, shape


@shape("hat", details=f"bucket beanie fedora beret pompom {PRINT_DETAILS}")
def hat(canvas: Canvas, spec: Spec) -> None:
    """Draw a hat; its details choose the kind, a ball cap if none does."""
    kinds = {"bucket": _bucket, "beanie": _beanie, "fedora": _fedora, "beret": _beret}
    next((draw for name, draw in kinds.items() if spec.has(name)), _cap)(canvas, spec)


def _print(canvas: Canvas, spec: Spec, x: float, y: float, size: float) -> None:
    for name in sorted(spec.details & PRINTS.keys()):
        PRINTS[name](canvas, (x, y), size, (spec.trim.base, *spec.trim.ink[1:]))


def _cap(canvas: Canvas, spec: Spec) -> None:
    cloth = spec.cloth
    crown = (
        Outline(-124, 0)
        .curve((-132, -90), (-84, -150), (-8, -152))
        .curve((76, -154), (118, -96), (122, -14))
        .curve((60, -34), (-50, -30), (-124, 0))
        .close()
    )
    canvas.panel(crown, cloth)
    canvas.fold((-92, -30), (-60, -128), width=14, bulge=0.08)
    canvas.fold((104, -40), (70, -126), width=12, bulge=-0.08)
    canvas.shade(softness=4.6)
    for path in (
        Outline(-8, -152).curve((-60, -120), (-76, -60), (-74, -16)),
        Outline(-8, -152).curve((22, -120), (30, -70), (28, -30)),
        Outline(-8, -152).curve((66, -132), (90, -80), (92, -24)),
    ):
        seam(canvas, path, cloth, 1.4)
        stitch(canvas, path.moved(4, 0), cloth)
    for x, y in ((-46, -112), (58, -104)):
        canvas.fill(ellipse(x, y, 4.4, 4), mix(cloth.base, BLACK, 0.6))
        canvas.line(ellipse(x, y, 4.8, 4.4), cloth.seam, 1)
    canvas.fill(ellipse(-8, -154, 10, 6), mix(cloth.base, BLACK, 0.25))
    brim = (
        Outline(-62, -20)
        .curve((0, -38), (80, -36), (122, -14))
        .curve((168, 0), (204, 22), (206, 44))
        .curve((150, 20), (20, 6), (-62, -20))
        .close()
    )
    brim_cloth = spec.trim if spec.trim.base != cloth.base else cloth.toned(0.04)
    under = (
        Outline(-62, -20)
        .curve((20, 10), (150, 26), (206, 44))
        .curve((190, 54), (150, 44), (90, 26))
        .curve((20, 10), (-40, -4), (-62, -20))
        .close()
    )
    canvas.panel(under, brim_cloth.toned(0.35), edge=1)
    canvas.panel(brim, brim_cloth)
    canvas.shade(softness=4)
    for lift in (5, 11, 17):
        canvas.line(
            Outline(-40 + lift, -18 - lift * 0.4).curve(
                (30, -10 - lift), (140, 8 - lift), (198 - lift * 0.6, 36 - lift)
            ),
            brim_cloth.seam,
            1,
            opacity=0.6,
        )
    _print(canvas, spec, 50, -82, 25)


def _bucket(canvas: Canvas, spec: Spec) -> None:
    cloth = spec.cloth
    brim_back = ellipse(0, 26, 158, 40)
    canvas.panel(brim_back, cloth.toned(0.35), edge=1, rim=0)
    crown = (
        Outline(0, -112)
        .curve((60, -114), (88, -104), (92, -90))
        .curve((104, -40), (110, -10), (114, 12))
        .settle((0, 30))
        .symmetric()
    )
    canvas.panel(crown, cloth)
    canvas.shade(softness=4.6)
    brim = (
        Outline(0, 26)
        .curve((60, 26), (104, 16), (114, 8))
        .curve((140, 26), (160, 50), (168, 66))
        .curve((120, 96), (60, 100), (0, 100))
        .symmetric()
    )
    canvas.panel(brim, cloth)
    canvas.fold((-110, 30), (-140, 72), width=10)
    canvas.fold((116, 30), (128, 78), width=10)
    canvas.shade(softness=4.2)
    for t in (0.25, 0.45, 0.65, 0.85):
        y = 26 + 74 * t
        wide = 114 + 54 * t
        line = Outline(-wide + 4, 8 + 58 * t).curve(
            (-wide * 0.7, y + 4), (wide * 0.7, y + 4), (wide - 4, 8 + 58 * t)
        )
        stitch(canvas, line, cloth)
    seam(canvas, Outline(-92, -90).bend((92, -90), -0.06), cloth, 1.4)
    seam(canvas, Outline(0, -108).to((0, 24)), cloth, 1.2)
    _print(canvas, spec, 0, -36, 28)


def _beanie(canvas: Canvas, spec: Spec) -> None:
    cloth = spec.cloth
    if spec.has("pompom"):
        fur = spec.trim.base
        for radius, colour, dash in (
            (34, mix(fur, BLACK, 0.3), "3 3"),
            (26, fur, "4 1.4"),
            (16, mix(fur, WHITE, 0.35), "3 3"),
            (6, fur, "3 2"),
        ):
            canvas.line(ellipse(0, -168, radius, radius), colour, 15, dash=dash, cap="butt")
        canvas.panel(ellipse(0, -168, 33, 33), spec.trim.plain("boucle"), edge=0)
    crown = Outline(0, -150).curve((70, -150), (112, -96), (116, 0)).settle((0, 10)).symmetric()
    canvas.panel(
        crown,
        cloth.plain("rib") if cloth.pattern == "plain" and cloth.texture == "smooth" else cloth,
    )
    for x in (-60, -24, 20, 58):
        canvas.fold((x * 0.3, -144), (x * 1.1, -60), width=9, bulge=0.05 if x > 0 else -0.05)
    canvas.shade(softness=4.4)
    cuff = (
        Outline(0, -18)
        .curve((50, -18), (90, -22), (118, -30))
        .curve((124, 0), (124, 26), (120, 50))
        .settle((0, 62))
        .symmetric()
    )
    canvas.fill(cuff.moved(0, -6), BLACK, opacity=0.16)
    canvas.panel(
        cuff,
        (spec.trim if spec.has("pompom") and spec.trim.base != cloth.base else cloth)
        .plain("rib")
        .toned(0.05),
    )
    canvas.shade(softness=4)
    canvas.panel(
        rounded(28, 2, 44, 30, 2),
        cloth.of(mix(cloth.base, "#c8ab82", 0.75)).plain(),
        edge=1.2,
        rim=0.3,
    )
    _print(canvas, spec, 50, 17, 10)


def _fedora(canvas: Canvas, spec: Spec) -> None:
    cloth = spec.cloth
    canvas.panel(ellipse(0, 14, 196, 52), cloth)
    canvas.line(ellipse(0, 14, 188, 47), cloth.seam, 1.2, opacity=0.6)
    canvas.shade(softness=5)
    canvas.fill(ellipse(0, 22, 128, 28), BLACK, opacity=0.22)
    crown = (
        Outline(0, -118)
        .curve((30, -136), (70, -134), (88, -108))
        .curve((104, -60), (110, -20), (112, 8))
        .curve((70, 34), (30, 36), (0, 36))
        .symmetric()
    )
    canvas.panel(crown, cloth)
    canvas.fold((0, -116), (6, -50), width=24, bulge=0.04)
    canvas.fold((62, -110), (50, -56), width=16, bulge=0.1)
    canvas.fold((-62, -110), (-50, -56), width=16, bulge=-0.1)
    canvas.shade(softness=5)
    band = (
        Outline(-110, -22)
        .curve((-60, 4), (60, 4), (110, -22))
        .to((112, 8))
        .curve((64, 40), (-64, 40), (-112, 8))
        .close()
    )
    canvas.panel(band, spec.trim.plain(), edge=1.2)
    canvas.panel(
        Outline(92, -8).to((116, -22), (116, 20), (92, 24)).close(),
        spec.trim.plain().toned(0.12),
        edge=1.1,
        rim=0.4,
    )
    canvas.shade(softness=3)


def _beret(canvas: Canvas, spec: Spec) -> None:
    cloth = spec.cloth
    canvas.panel(
        Outline(-86, 18).bend((92, 10), -0.16).to((90, 36)).bend((-84, 44), 0.16).close(),
        cloth.toned(0.25),
        edge=1.2,
    )
    top = (
        Outline(-96, 22)
        .curve((-176, 0), (-160, -84), (-60, -98))
        .curve((40, -112), (166, -76), (160, -20))
        .curve((150, 14), (110, 14), (96, 14))
        .curve((40, 44), (-40, 48), (-96, 22))
        .close()
    )
    canvas.panel(top, cloth)
    canvas.fold((-92, 20), (-120, -46), width=16, bulge=-0.1)
    canvas.fold((60, 20), (96, -40), width=16, bulge=0.08)
    canvas.fold((-10, 34), (-20, -30), width=12, bulge=0.04, depth=0.7)
    canvas.shade(softness=5.4)
    canvas.line(Outline(-30, -100).bend((-24, -124), 0.1), cloth.line, 7)
    canvas.line(Outline(-30, -100).bend((-24, -124), 0.1), cloth.base, 5)
    canvas.reserve(ellipse(-26, -124, 4, 4).box)
