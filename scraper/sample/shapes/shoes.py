"""Footwear, drawn from the side as a pair: sneakers, dress shoes, heels, boots, sandals.

The toe points right; y = 0 is the ground, the heel is near x = 0 and the toe near x = 300.

A module of more than 400 lines: each kind is one drawing, mostly coordinates, and the kinds share
the parts drawn above them.
"""

from __future__ import annotations

from collections.abc import Callable

from scraper.sample.canvas import Canvas
from scraper.sample.colour import BLACK, WHITE, luminance, mix
from scraper.sample.fabric import Cloth
from scraper.sample.outline import Outline, Point, rounded
from scraper.sample.shapes.details import METAL, seam, stitch
from scraper.sample.shapes.spec import Spec, shape


def _pair(canvas: Canvas, spec: Spec, draw: Callable[[Canvas, Spec], None], apart: Point) -> None:
    with canvas.shifted(*apart):
        draw(canvas, spec)
    draw(canvas, spec)


def _laces(canvas: Canvas, places: list[tuple[Point, Point]], colour: str) -> None:
    for start, end in places:
        lace = Outline(*start).bend(end, 0.12)
        canvas.line(lace.moved(0.6, 1.8), BLACK, 7, opacity=0.25)
        canvas.line(lace, mix(colour, BLACK, 0.25), 7)
        canvas.line(lace, colour, 5)


@shape("sneakers", details="high chunky runner slip_on stripes court")
def sneakers(canvas: Canvas, spec: Spec) -> None:
    """Draw sneakers: court shoe, runner, chunky, high top, slip-on."""
    _pair(canvas, spec, _runner if spec.has("runner", "chunky") else _court, (-34, -44))


def _sole_colour(spec: Spec) -> str:
    return (
        "#f4f2ec"
        if luminance(spec.trim.base) < 0.75 and not spec.has("chunky")
        else mix(spec.trim.base, WHITE, 0.25)
    )


def _court(canvas: Canvas, spec: Spec) -> None:
    high = 60.0 if spec.has("high") else 0.0
    cloth = spec.cloth
    top = -112 - high
    inside = Outline(14, top + 6).bend((108, top - 16), 0.1).to((120, -100)).to((30, -84)).close()
    canvas.panel(inside, cloth.plain().toned(0.45), edge=1, rim=0)
    if not spec.has("slip_on"):
        tongue = (
            Outline(88, top + 10)
            .curve((96, top - 26), (116, top - 34), (126, top - 18))
            .to((168, -88), (120, -70))
            .close()
        )
        canvas.panel(tongue, cloth.plain().toned(0.06), edge=1.3)
    upper = (
        Outline(8, -16)
        .curve((-2, -60), (6, -90), (8, top))
        .curve((24, top + 2), (44, top + 24 + high * 0.2), (74, top + 20 + high * 0.1))
        .curve((92, top + 16), (98, top + 6), (108, top - 4))
        .curve((130, -96 - high * 0.25), (166, -76), (212, -66))
        .curve((264, -60), (296, -50), (298, -16))
        .close()
    )
    canvas.panel(upper, cloth)
    canvas.fold((206, -66), (236, -34), width=7, bulge=0.1)
    canvas.fold((224, -62), (252, -36), width=6, bulge=0.1)
    canvas.fold((60, top + 30), (50, -40), width=12, bulge=0.06)
    canvas.shade(softness=4)
    _court_overlays(canvas, spec, top)
    sole = (
        Outline(2, -26)
        .curve((100, -20), (200, -20), (300, -30))
        .curve((310, -22), (309, -6), (300, 0))
        .to((8, 0))
        .curve((-4, -4), (-2, -20), (2, -26))
        .close()
    )
    colour = Cloth(_sole_colour(spec))
    canvas.panel(sole, colour)
    canvas.shade(softness=3)
    canvas.line(
        Outline(2, -16).curve((100, -10), (200, -10), (305, -17)), colour.seam, 1.3, opacity=0.6
    )
    canvas.line(Outline(6, -3).to((302, -3)), mix(colour.base, BLACK, 0.35), 5, opacity=0.7)


def _court_overlays(canvas: Canvas, spec: Spec, top: float) -> None:
    cloth, trim = spec.cloth, spec.trim
    counter = (
        Outline(7, -24)
        .curve((2, -50), (6, -80), (8, top))
        .to((22, top + 4))
        .curve((26, -70), (46, -60), (52, -24))
        .close()
    )
    canvas.panel(counter, trim, edge=1.2, rim=0.4)
    if spec.has("slip_on"):
        gore = (
            Outline(92, top + 18)
            .to((112, top + 2))
            .curve((130, -94), (140, -90), (150, -84))
            .to((112, -56))
            .close()
        )
        canvas.panel(gore, trim.plain("rib").toned(0.15), edge=1.2, rim=0.4)
        return
    facing = (
        Outline(96, top + 14)
        .to((110, top - 2))
        .curve((130, -96), (168, -76), (214, -66))
        .curve((206, -52), (190, -48), (178, -48))
        .curve((140, -56), (112, -78), (94, top + 36))
        .close()
    )
    canvas.panel(facing, cloth.plain().toned(0.05), edge=1.3, rim=0.4)
    toe = (
        Outline(216, -65)
        .curve((262, -60), (296, -48), (298, -22))
        .curve((270, -22), (250, -22), (236, -22))
        .curve((242, -40), (236, -54), (216, -65))
        .close()
    )
    canvas.panel(toe, cloth.toned(0.03), edge=1.2, rim=0.3)
    stitch(canvas, Outline(214, -60).curve((234, -50), (238, -36), (232, -22)), cloth)
    if spec.has("stripes"):
        for dx in (0, 24, 48):
            bar = (
                Outline(96 + dx, -24)
                .to(
                    (112 + dx, -24),
                    (140 + dx * 0.86, -62 + dx * 0.1),
                    (126 + dx * 0.86, -66 + dx * 0.1),
                )
                .close()
            )
            canvas.fill(bar, trim.base)
            canvas.line(bar, trim.line, 0.9)
    elif not spec.has("court"):
        wave = (
            Outline(66, -66)
            .curve((100, -30), (150, -34), (204, -54))
            .curve((150, -20), (96, -14), (66, -66))
            .close()
        )
        canvas.fill(wave, trim.base)
        canvas.line(wave, trim.line, 0.9)
    lace = "#f6f4ee" if luminance(cloth.base) > 0.2 or spec.seed % 2 else "#2a2a2d"
    rows = 6 if spec.has("high") else 4
    places: list[tuple[Point, Point]] = []
    for i in range(rows):
        part = i / max(rows - 1, 1)
        x = 196 - part * 82
        y = -64 - (part**1.4) * (abs(top) - 62)
        places.append(((x - 14, y + 16), (x + 8, y - 2)))
    _laces(canvas, places, lace)


def _runner(canvas: Canvas, spec: Spec) -> None:
    cloth, trim = spec.cloth, spec.trim
    chunky = spec.has("chunky")
    lift = -14.0 if chunky else -6.0
    with canvas.shifted(0, lift):
        canvas.panel(
            Outline(12, -108).bend((104, -124), 0.1).to((118, -92), (30, -80)).close(),
            cloth.plain().toned(0.45),
            edge=1,
            rim=0,
        )
        canvas.panel(
            Outline(88, -104)
            .curve((96, -142), (118, -150), (128, -128))
            .to((170, -86), (120, -70))
            .close(),
            trim.plain().toned(0.05),
            edge=1.3,
        )
        upper = (
            Outline(6, -18)
            .curve((-6, -60), (-4, -96), (2, -122))
            .curve((20, -116), (42, -92), (76, -96))
            .curve((92, -98), (98, -110), (110, -118))
            .curve((134, -98), (168, -78), (212, -68))
            .curve((266, -60), (300, -46), (304, -16))
            .close()
        )
        canvas.panel(upper, cloth.plain("mesh"))
        canvas.fold((208, -64), (238, -32), width=7, bulge=0.1)
        canvas.shade(softness=4)
        for part, tone in (
            (
                Outline(4, -22)
                .curve((-4, -60), (-2, -96), (2, -120))
                .to((16, -112))
                .curve((26, -80), (60, -62), (84, -22))
                .close(),
                trim,
            ),
            (
                Outline(232, -20)
                .curve((236, -46), (252, -56), (270, -54))
                .curve((298, -46), (303, -30), (303, -18))
                .close(),
                trim,
            ),
            (
                Outline(100, -108)
                .to((110, -117))
                .curve((134, -97), (170, -77), (216, -66))
                .curve((200, -50), (186, -48), (176, -50))
                .curve((140, -56), (116, -76), (100, -108))
                .close(),
                cloth.plain().toned(0.12),
            ),
            (
                Outline(72, -70)
                .curve((110, -60), (140, -40), (152, -20))
                .to((118, -20))
                .curve((108, -40), (94, -52), (72, -70))
                .close(),
                trim.toned(0.1),
            ),
            (
                Outline(118, -66)
                .curve((150, -54), (176, -38), (188, -20))
                .to((168, -20))
                .curve((156, -38), (140, -52), (118, -66))
                .close(),
                trim.toned(0.1),
            ),
        ):
            canvas.panel(part, tone, edge=1.2, rim=0.4)
        _laces(
            canvas,
            [((182 - i * 22, -52 - i * 13), (206 - i * 24, -66 - i * 15)) for i in range(4)],
            mix(trim.base, WHITE, 0.7),
        )
    thick = -44.0 if chunky else -30.0
    sole = (
        Outline(-6, thick + 4)
        .curve((60, thick + 14), (190, thick + 12), (306, thick + 6))
        .curve((318, thick + 16), (312, -12), (286, -2))
        .to((14, 0))
        .curve((-14, -4), (-14, thick + 12), (-6, thick + 4))
        .close()
    )
    canvas.panel(sole, Cloth("#f3f1ea"))
    canvas.shade(softness=3.4)
    wave = (
        Outline(-4, thick * 0.5)
        .curve((60, thick * 0.2), (100, thick * 0.8), (160, thick * 0.5))
        .curve((220, thick * 0.25), (260, thick * 0.5), (308, thick * 0.6))
    )
    canvas.line(wave, trim.base, 5)
    for i in range(13):
        canvas.line(Outline(14 + i * 22, -1).to((20 + i * 22, -7)), "#8b8880", 4)


@shape("dress_shoes", details="loafer tassel wingtip")
def dress_shoes(canvas: Canvas, spec: Spec) -> None:
    """Draw leather shoes: Oxford, Derby, loafer."""
    _pair(canvas, spec, _loafer if spec.has("loafer", "tassel") else _oxford, (-36, -46))


def _leather_sole(canvas: Canvas) -> None:
    sole = (
        Outline(4, -14)
        .curve((100, -2), (180, -8), (308, -12))
        .curve((314, -8), (312, -3), (306, -2))
        .to((120, 0))
        .bend((84, -2), -0.05)
        .to((82, 4), (6, 4), (4, -14))
        .close()
    )
    canvas.panel(sole, Cloth("#2a211c"))
    canvas.line(Outline(8, -12).curve((100, 0), (180, -6), (308, -10)), "#b08a5a", 1.4, opacity=0.7)


def _low_upper() -> Outline:
    return (
        Outline(6, -12)
        .curve((-2, -44), (6, -72), (10, -92))
        .curve((34, -88), (62, -72), (92, -76))
        .curve((112, -80), (120, -92), (130, -96))
        .curve((160, -84), (196, -66), (232, -54))
        .curve((280, -46), (308, -34), (310, -12))
        .curve((180, -6), (100, -2), (6, -12))
        .close()
    )


def _oxford(canvas: Canvas, spec: Spec) -> None:
    cloth = spec.cloth
    canvas.panel(
        Outline(14, -88).bend((124, -92), 0.06).to((110, -66), (40, -66)).close(),
        cloth.toned(0.5),
        edge=1,
        rim=0,
    )
    canvas.panel(_low_upper(), cloth)
    canvas.fold((204, -60), (228, -26), width=7, bulge=0.1)
    canvas.shade(softness=4)
    cap = Outline(240, -52).curve((238, -36), (246, -24), (252, -10))
    seam(canvas, cap, cloth, 1.8)
    stitch(canvas, cap.moved(5, 0), cloth)
    facing = (
        Outline(118, -88)
        .curve((150, -80), (180, -64), (200, -56))
        .curve((180, -40), (150, -40), (128, -52))
        .curve((118, -62), (114, -76), (118, -88))
        .close()
    )
    canvas.panel(facing, cloth.toned(0.06), edge=1.4, rim=0.4)
    seam(canvas, Outline(92, -76).curve((100, -50), (112, -24), (120, -6)), cloth, 1.5)
    if spec.has("wingtip"):
        wing = Outline(150, -8).curve((200, -20), (220, -40), (232, -53))
        canvas.line(wing, cloth.seam, 3, dash="0.5 4.6", opacity=0.9)
        canvas.line(cap.moved(-4, 0), cloth.seam, 3, dash="0.5 4.6", opacity=0.9)
    _laces(
        canvas,
        [((138 + i * 15, -56 + i * 3.4), (144 + i * 16, -82 + i * 8)) for i in range(4)],
        mix(cloth.base, BLACK, 0.35),
    )
    canvas.line(Outline(256, -40).bend((292, -28), 0.1), WHITE, 5, opacity=0.2)
    _leather_sole(canvas)


def _loafer(canvas: Canvas, spec: Spec) -> None:
    cloth = spec.cloth
    canvas.panel(
        Outline(14, -84).bend((150, -88), 0.05).to((120, -58), (40, -62)).close(),
        cloth.toned(0.5),
        edge=1,
        rim=0,
    )
    upper = (
        Outline(6, -12)
        .curve((-2, -44), (6, -68), (10, -86))
        .curve((40, -78), (70, -62), (106, -64))
        .curve((130, -66), (142, -84), (156, -92))
        .curve((184, -84), (210, -66), (238, -54))
        .curve((284, -46), (308, -34), (310, -12))
        .curve((180, -6), (100, -2), (6, -12))
        .close()
    )
    canvas.panel(upper, cloth)
    canvas.shade(softness=4)
    apron = (
        Outline(140, -58)
        .curve((180, -46), (240, -34), (284, -36))
        .curve((296, -40), (280, -46), (238, -55))
    )
    seam(canvas, apron, cloth, 2)
    canvas.line(apron.moved(0, 3), cloth.seam, 1.8, dash="2.4 3", opacity=0.8)
    strap = (
        Outline(140, -58)
        .to((156, -92))
        .curve((172, -88), (186, -80), (196, -74))
        .to((182, -40))
        .close()
    )
    canvas.panel(strap, cloth.toned(0.07), edge=1.4, rim=0.5)
    if spec.has("tassel"):
        for dx in (0, 12):
            canvas.line(Outline(176 + dx, -62).bend((190 + dx, -34), 0.1), cloth.toned(0.2).base, 7)
            canvas.line(Outline(176 + dx, -62).bend((190 + dx, -34), 0.1), cloth.seam, 1)
    else:
        canvas.line(
            Outline(152, -68).to((182, -58)),
            spec.trim.base if spec.trim.base != cloth.base else METAL,
            6,
        )
    canvas.line(Outline(254, -42).bend((294, -28), 0.1), WHITE, 5, opacity=0.2)
    _leather_sole(canvas)


@shape("heels", details="strappy block slingback mary_jane")
def heels(canvas: Canvas, spec: Spec) -> None:
    """Draw heeled shoes: pumps, slingbacks, block heels, Mary Janes."""
    _pair(canvas, spec, _heel, (-52, -30))


def _heel(canvas: Canvas, spec: Spec) -> None:
    cloth = spec.cloth
    block = spec.has("block", "mary_jane")
    height = 70 if block else spec.vary("heel", 84, 98)
    seat, top = -height, -height - 58.0
    foot = 44.0 if block else 20.0
    heel = (
        Outline(6, seat + 2)
        .to((66, seat + 22))
        .curve((foot + 20, seat * 0.6), (foot + 14, -20), (foot + 8, 0))
        .to((14, 0))
        .curve((14, -30), (2, seat * 0.6), (6, seat + 2))
        .close()
    )
    canvas.panel(heel, cloth.toned(0.1))
    sole = (
        Outline(6, seat)
        .curve((80, seat + 22), (120, -14), (196, -5))
        .to((296, -6))
        .curve((304, -3), (300, 2), (290, 2))
        .to((194, 2))
        .curve((120, -6), (80, seat + 34), (20, seat + 12))
        .close()
    )
    canvas.panel(sole, cloth.of("#2a211c"), edge=1)
    inside = (
        Outline(14, top + 8)
        .curve((50, top + 6), (120, -94), (196, -62))
        .curve((200, -40), (120, -30), (30, seat))
        .close()
    )
    canvas.panel(inside, Cloth("#dcc6a6"), edge=1, rim=0.5)
    if spec.has("slingback", "strappy"):
        _sling(canvas, cloth, top)
    canvas.panel(_heel_upper(seat, top, open_back=spec.has("slingback", "strappy")), cloth)
    canvas.fold((222, -50), (244, -14), width=8, bulge=0.1)
    canvas.shade(softness=3.6)
    canvas.line(Outline(232, -42).bend((284, -16), 0.12), WHITE, 5, opacity=0.24)
    if spec.has("mary_jane"):
        strap = Outline(116, -52).curve((128, -96), (164, -110), (190, -54))
        canvas.line(strap, cloth.line, 13)
        canvas.line(strap, cloth.base, 11)
        canvas.line(rounded(140, -100, 12, 14, 2), "#c9a24b", 2.6)


def _heel_upper(seat: float, top: float, *, open_back: bool) -> Outline:
    """Return the upper of a court shoe, or only its front half."""
    throat: Point = (198, -60)
    if open_back:
        upper = Outline(120, -24).curve((128, -66), (160, -78), throat)
    else:
        upper = (
            Outline(6, seat)
            .curve((-4, seat - 22), (2, top + 14), (10, top))
            .curve((26, top + 14), (54, seat - 16), (96, -56))
            .curve((128, -34), (166, -40), throat)
        )
    upper.curve((232, -54), (282, -34), (304, -10)).curve((304, -4), (298, -4), (290, -4))
    upper.to((196, -4))
    if open_back:
        return upper.curve((160, -6), (136, -14), (120, -24)).close()
    return upper.curve((130, -10), (90, seat + 18), (6, seat)).close()


def _sling(canvas: Canvas, cloth: Cloth, top: float) -> None:
    strap = (
        Outline(150, -62)
        .curve((110, -84), (50, top + 2), (10, top + 10))
        .curve((2, top + 20), (8, top + 40), (16, top + 56))
    )
    canvas.line(strap, cloth.line, 10)
    canvas.line(strap, cloth.base, 8)
    canvas.line(rounded(92, -96, 11, 13, 2), "#c9a24b", 2.4)


@shape("boots", details="chelsea combat knee western heeled")
def boots(canvas: Canvas, spec: Spec) -> None:
    """Draw boots: Chelsea, combat, knee-high, western."""
    _pair(canvas, spec, _boot, (-44, -40) if not spec.has("knee") else (-74, -34))


def _boot(canvas: Canvas, spec: Spec) -> None:
    cloth = spec.cloth
    top = -350.0 if spec.has("knee") else -236 if spec.has("combat", "western") else -188
    wide = 118 if spec.has("knee") else 110
    lift = -30.0 if spec.has("heeled", "western", "knee") else -8
    shaft_back = 2.0
    canvas.panel(
        Outline(shaft_back + 4, top + 4)
        .bend((wide, top), 0.08)
        .to((wide - 4, top + 22), (shaft_back + 6, top + 22))
        .close(),
        cloth.toned(0.5),
        edge=1,
        rim=0,
    )
    upper = (
        Outline(4, lift - 8)
        .curve((-6, -60), (10, -110), (6, top * 0.7))
        .to((shaft_back, top + 4))
        .curve((40, top + 14), (90, top + 12), (wide, top))
        .to((wide - 8, -150))
        .curve((wide - 10, -112), (170, -90), (220, -72))
        .curve((274, -60), (300, -44), (302, -10))
        .to((180, -8), (90, lift))
        .close()
    )
    canvas.panel(upper, cloth)
    canvas.fold((118, -112), (56, -86), width=10, bulge=0.12)
    canvas.fold((130, -98), (74, -62), width=9, bulge=0.12)
    if spec.has("knee"):
        canvas.fold((96, -190), (30, -170), width=10, bulge=0.1)
        canvas.fold((24, -150), (90, -128), width=9, bulge=-0.1)
    canvas.shade(softness=4.2)
    canvas.line(Outline(232, -58).bend((288, -30), 0.12), WHITE, 6, opacity=0.2)
    _boot_details(canvas, spec, top, wide)
    thick = 26 if spec.has("combat") else 14
    if lift < -20:
        block = (
            Outline(2, -32)
            .curve((40, -22), (70, -18), (92, -14))
            .to((78, thick - 10), (10, thick - 10))
            .close()
        )
        canvas.panel(block, Cloth("#2a211c"))
    sole = (
        Outline(0 if lift > -20 else 84, -12)
        .curve((130, -8), (200, -10), (306, -14))
        .curve((314, -6), (310, thick - 10), (300, thick - 10))
        .to((120, thick - 10))
    )
    sole = sole.to((2, thick - 10)).close() if lift > -20 else sole.to((96, -4)).close()
    canvas.panel(sole, Cloth("#26231f" if luminance(cloth.base) < 0.7 else "#cbbba0"))
    if spec.has("combat"):
        stitch(
            canvas, Outline(2, -8).curve((130, -4), (200, -6), (306, -10)), cloth, colour="#d8b64e"
        )
        for i in range(14):
            canvas.line(
                Outline(8 + i * 21, thick - 10).to((8 + i * 21, thick - 17)), BLACK, 5, opacity=0.5
            )


def _boot_details(canvas: Canvas, spec: Spec, top: float, wide: float) -> None:
    cloth = spec.cloth
    if spec.has("chelsea"):
        gore = (
            Outline(44, top + 14)
            .to((96, top + 11))
            .curve((92, top + 60), (88, -104), (74, -92))
            .curve((56, -104), (50, top + 60), (44, top + 14))
            .close()
        )
        canvas.panel(gore, cloth.plain("rib").toned(0.25), edge=1.3, rim=0.4)
        canvas.line(
            Outline(6, top + 6).to((4, top - 14), (14, top - 12), (16, top + 8)), cloth.line, 5
        )
    if spec.has("combat"):
        for i in range(7):
            y = top + 20 + i * 22
            shift = max(y + 120, 0) * 0.9
            _laces(
                canvas,
                [((wide - 36 + shift * 0.8, y + 8), (wide - 6 + shift, y - 4))],
                "#2b2a2c" if luminance(cloth.base) > 0.2 else "#4c4b50",
            )
        seam(
            canvas,
            Outline(92, top + 10).to((88, -120)).curve((96, -80), (150, -60), (170, -10)),
            cloth,
            1.8,
        )
        canvas.line(
            Outline(4, top + 6).to((0, top - 20), (12, top - 18), (14, top + 6)), cloth.line, 5
        )
    if spec.has("western"):
        for dx in (0.0, 10.0):
            flame = (
                Outline(20 + dx, -120)
                .curve((30, top + 40), (64, -130), (66, top + 34))
                .curve((72, -130), (100, top + 50), (108 - dx, -120))
            )
            canvas.line(flame, cloth.seam, 1.8, opacity=0.9)
    if spec.has("heeled", "knee"):
        canvas.line(Outline(70, top + 14).to((64, -40)), cloth.line, 3.4, opacity=0.6)
        canvas.line(Outline(70, top + 14).to((64, -40)), METAL, 1.6, dash="1.4 1.4", cap="butt")


@shape("sandals", details="slide strap gladiator platform sport")
def sandals(canvas: Canvas, spec: Spec) -> None:
    """Draw sandals: slides, two straps, sport."""
    _pair(canvas, spec, _sandal, (-40, -44))


def _sandal(canvas: Canvas, spec: Spec) -> None:
    thick = 40.0 if spec.has("platform") else 26
    bed = (
        Outline(-2, -thick)
        .curve((60, -thick - 10), (200, -thick + 8), (300, -thick + 2))
        .curve((312, -thick + 10), (310, -6), (298, 0))
        .to((8, 0))
        .curve((-10, -6), (-12, -thick + 6), (-2, -thick))
        .close()
    )
    colour = "#3a332d" if luminance(spec.cloth.base) < 0.35 else "#c8ab82"
    canvas.panel(bed, Cloth(colour))
    canvas.panel(
        Outline(0, -thick + 1)
        .curve((60, -thick - 10), (200, -thick + 8), (304, -thick + 3))
        .curve((260, -thick - 12), (60, -thick - 30), (0, -thick + 1))
        .close(),
        Cloth(mix(colour, WHITE, 0.3)),
        edge=1,
        rim=0.4,
    )
    canvas.shade(softness=3.6)
    canvas.line(Outline(-4, -thick * 0.42).to((306, -thick * 0.42)), BLACK, 2, opacity=0.3)
    spans = ((138, 262, 92, 70),) if spec.has("slide") else ((112, 172, 94, 84), (206, 266, 74, 62))
    for left, right, back_height, front_height in spans:
        strap = (
            Outline(left - 14, -thick * 0.55)
            .curve(
                (left - 10, -back_height * 0.8),
                (left + 2, -back_height),
                (left + 22, -back_height - 4),
            )
            .curve(
                (right - 20, -back_height),
                (right - 4, -front_height - 2),
                (right + 6, -front_height + 4),
            )
            .curve(
                (right + 16, -front_height + 18),
                (right + 18, -thick - 4),
                (right + 16, -thick * 0.55),
            )
            .close()
        )
        canvas.panel(strap, spec.cloth)
        canvas.fold(
            (left, -back_height + 16),
            (right + 8, -front_height + 16),
            width=8,
            bulge=0.1,
            depth=-0.8,
        )
    canvas.shade(softness=3.4)
    if spec.has("strap", "sport", "gladiator"):
        ankle = (
            Outline(150, -76)
            .curve((100, -110), (40, -140), (14, -120))
            .curve((0, -90), (8, -60), (12, -thick - 2))
        )
        canvas.line(ankle, spec.cloth.line, 18)
        canvas.line(ankle, spec.cloth.base, 16)
        canvas.line(rounded(74, -127, 16, 20, 3), METAL, 3)
        canvas.reserve(Outline(0, -150).to((300, -150)).box)
    if spec.has("gladiator"):
        upright = Outline(170, -82).curve((140, -120), (110, -130), (96, -118))
        canvas.line(upright, spec.cloth.line, 13)
        canvas.line(upright, spec.cloth.base, 11)
    if not spec.has("slide", "sport"):
        for x, y in ((134, -72), (230, -56)):
            canvas.line(rounded(x, y, 15, 18, 3), "#c9a24b" if spec.has("gladiator") else METAL, 3)
