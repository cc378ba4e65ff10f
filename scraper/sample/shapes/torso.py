"""The upper body of a garment: its measures, body panel, sleeves, necklines and folds.

One drawing unit is about 0.22 cm of a garment laid flat; the origin is where the neckline meets the
shoulder seam's height, on the centre line.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scraper.sample.canvas import Canvas
from scraper.sample.fabric import Cloth
from scraper.sample.outline import Outline, Point
from scraper.sample.shapes.details import rib_band, seam
from scraper.sample.shapes.spec import Spec

_EASE = {"slim": -14.0, "regular": 0.0, "over": 17.0}


@dataclass(frozen=True, slots=True)
class Torso:
    """Measures of the right half, from the centre line.

    Attributes:
        neck: half the neck opening.
        depth: of the front neckline.
        shoulder: where the shoulder seam ends.
        armpit: where the armhole ends.
        waist: narrowest point of the side.
        hem: lower end of the side.
        hem_dip: how much lower the hem is at the centre.
    """

    neck: float
    depth: float
    shoulder: Point
    armpit: Point
    waist: Point
    hem: Point
    hem_dip: float = 6.0

    def neckline(self, shape: str = "round") -> Outline:
        """Return the right half of the front neckline, from the centre up to the shoulder."""
        half = Outline(0, self.depth)
        if shape == "v":
            return half.curve(
                (self.neck * 0.4, self.depth * 0.62),
                (self.neck * 0.86, self.depth * 0.3),
                (self.neck, 0),
            )
        if shape == "square":
            return half.to((self.neck * 0.92, self.depth)).to((self.neck, 0))
        return half.curve(
            (self.neck * 0.62, self.depth), (self.neck * 0.95, self.depth * 0.5), (self.neck, 0)
        )

    def body(self, neckline: Outline) -> Outline:
        """Return the whole body panel under a right half neckline."""
        return self.side(neckline.moved(0, 0)).symmetric()

    def side(self, start: Outline) -> Outline:
        """Continue from the neck over the shoulder and down to the centre of the hem."""
        (sx, sy), (ax, ay), (wx, wy), (hx, hy) = self.shoulder, self.armpit, self.waist, self.hem
        return (
            start.to((sx, sy))
            .curve((sx - 9, sy + (ay - sy) * 0.42), (ax - 13, ay - 22), (ax, ay))
            .curve((ax, ay + 25), (wx, wy - 40), (wx, wy))
            .curve((wx, wy + 40), (hx, hy - 30), (hx, hy))
            .curve(
                (hx * 0.6, hy + self.hem_dip), (hx * 0.3, hy + self.hem_dip), (0, hy + self.hem_dip)
            )
        )

    def back(self, neckline: Outline) -> Outline:
        """Return the inside of the back that shows through the neck."""
        half = Outline(0, -5).curve((self.neck * 0.5, -5), (self.neck * 0.9, -2), (self.neck, 0))
        reversed_front = neckline.box
        return half.to(
            (self.neck, 2),
            (self.neck * 0.9, reversed_front.bottom + 8),
            (0, reversed_front.bottom + 8),
        ).symmetric()


@dataclass(frozen=True, slots=True)
class Sleeve:
    """A hanging sleeve: `length` from the shoulder, `angle_deg` from the vertical, `cuff` wide."""

    length: float
    angle_deg: float
    cuff: float
    puff: float = 0.0

    def axis(self) -> Point:
        """Return the unit vector down the sleeve on the right side."""
        angle = math.radians(self.angle_deg)
        return (math.sin(angle), math.cos(angle))

    def ends(self, torso: Torso, back_off: float = 0.0) -> tuple[Point, Point]:
        """Return the outer and inner end of the cuff, `back_off` before the sleeve's end."""
        (dx, dy), (sx, sy) = self.axis(), torso.shoulder
        x = sx - 6 + dx * (self.length - back_off)
        y = sy + 14 + dy * (self.length - back_off)
        half = self.cuff / 2
        return (x + dy * half, y - dx * half), (x - dy * half, y + dx * half)

    def outline(self, torso: Torso) -> Outline:
        """Return the right sleeve, which ends at the body's armhole."""
        (dx, dy), (sx, sy), (ax, ay) = self.axis(), torso.shoulder, torso.armpit
        outer, inner = self.ends(torso)
        reach, puff = self.length, self.puff
        return (
            Outline(sx, sy)
            .curve(
                (sx + 18 + puff, sy + 8 - puff * 0.5),
                (outer[0] - dx * reach * 0.55 + puff * 1.1, outer[1] - dy * reach * 0.55),
                outer,
            )
            .bend(inner, -0.05)
            .curve(
                (inner[0] - dx * reach * 0.3 - puff * 0.2, inner[1] - dy * reach * 0.3),
                (ax + dx * 22, ay + dy * 14),
                (ax, ay),
            )
            .curve((ax - 15, ay - 22), (sx - 11, sy + (ay - sy) * 0.42), (sx, sy))
            .close()
        )


def torso_of(
    spec: Spec,
    *,
    length: float,
    chest: float = 112,
    shoulder: float = 94,
    neck: float = 36,
    depth: float = 30,
    waist: float = 0.96,
    flare: float = 0.0,
) -> Torso:
    """Return the measures of a spec's fit, slightly varied by its seed."""
    ease = _EASE[spec.fit]
    half = (chest + ease) * spec.vary("chest", 0.98, 1.03)
    drop = {"slim": -7.0, "regular": 0.0, "over": 19.0}[spec.fit]
    tip = (shoulder + drop, 23 + max(drop, 0) * 0.35)
    armpit_y = tip[1] + 88 + max(ease, -6) * 0.55
    long = length * spec.vary("length", 1.02, 1.09)
    taper = waist - (0.05 if spec.fit == "slim" else -0.03 if spec.fit == "over" else 0)
    return Torso(
        neck=neck,
        depth=depth,
        shoulder=tip,
        armpit=(half, armpit_y),
        waist=(half * taper, armpit_y + min((long - armpit_y) * 0.5, 110)),
        hem=(half * (0.99 if taper > 0.9 else 0.96) + flare, long),
    )


def long_sleeve_of(spec: Spec, *, cuff: float = 46, length: float = 286) -> Sleeve:
    """Return a long sleeve for a spec's fit."""
    wide = {"slim": 0.86, "regular": 1.0, "over": 1.2}[spec.fit]
    return Sleeve(
        length=length * spec.vary("sleeve", 1.04, 1.1),
        angle_deg=spec.vary("arm", 6.5, 9.5),
        cuff=cuff * wide,
    )


def short_sleeve_of(spec: Spec, *, length: float = 96) -> Sleeve:
    """Return a short sleeve for a spec's fit."""
    wide, more = {"slim": (80, 0), "regular": (92, 4), "over": (106, 26)}[spec.fit]
    return Sleeve(
        length=(length + more) * spec.vary("sleeve", 0.94, 1.06),
        angle_deg=spec.vary("arm", 25, 29) - more * 0.2,
        cuff=wide,
    )


def lay_sleeves(canvas: Canvas, torso: Torso, sleeve: Sleeve, cloth: Cloth) -> None:
    """Lay both sleeves with their folds."""
    right = sleeve.outline(torso)
    (dx, dy), (ax, ay) = sleeve.axis(), torso.armpit
    outer, inner = sleeve.ends(torso)
    for side in (-1, 1):
        canvas.panel(
            right if side > 0 else right.mirrored(),
            cloth,
            turn_deg=-side * sleeve.angle_deg,
            rim=0.6,
        )
        if sleeve.length > 180:
            mid = (ax + dx * sleeve.length * 0.32 + 16, ay + dy * sleeve.length * 0.30)
            canvas.fold(
                (side * (mid[0] - 20), mid[1] - 12),
                (side * (mid[0] + 26), mid[1] + 14),
                width=8,
                bulge=0.1 * side,
            )
            canvas.fold(
                (side * (mid[0] - 18), mid[1] + 22),
                (side * (mid[0] + 20), mid[1] + 6),
                width=7,
                bulge=0.1 * side,
            )
            low = (inner[0] - dx * 30, inner[1] - dy * 30)
            canvas.fold(
                (side * low[0], low[1]),
                (side * (outer[0] - 6), outer[1] - 34),
                width=7,
                bulge=0.12 * side,
            )
            canvas.fold(
                (side * (ax + 12), ay + 26),
                (side * (torso.shoulder[0] + 22), torso.shoulder[1] + 44),
                width=9,
                bulge=0.1 * side,
            )
        else:
            canvas.fold(
                (side * (ax + 8), ay + 4),
                (side * (torso.shoulder[0] + 24), torso.shoulder[1] + 34),
                width=9,
                bulge=0.1 * side,
            )


def lay_body(canvas: Canvas, spec: Spec, torso: Torso, neckline: Outline, cloth: Cloth) -> Outline:
    """Lay the body with its folds; return its outline."""
    body = torso.body(neckline)
    canvas.panel(body, cloth)
    body_folds(canvas, spec, torso)
    return body


def body_folds(canvas: Canvas, spec: Spec, torso: Torso) -> None:
    """Ask for the creases of a hanging body: from the armpits, at the waist, above the hem."""
    (ax, ay), (wx, wy), (hx, hy) = torso.armpit, torso.waist, torso.hem
    for side in (-1, 1):
        reach = spec.vary(f"pull{side}", 0.5, 0.66)
        canvas.fold(
            (side * (ax - 4), ay + 2), (side * ax * reach, ay + 58), width=12, bulge=-0.08 * side
        )
        canvas.fold(
            (side * (ax - 8), ay - 14),
            (side * ax * (reach - 0.06), ay + 16),
            width=8,
            bulge=-0.06 * side,
            depth=0.7,
        )
        low = spec.vary(f"drape{side}", 0.3, 0.75)
        canvas.fold(
            (side * (wx - 2), wy + 12),
            (side * wx * 0.55, wy + 40 + 14 * low),
            width=10,
            bulge=0.08 * side,
            depth=0.8,
        )
        canvas.fold(
            (side * hx * low, hy - 8),
            (side * hx * (low - 0.12), hy - 84),
            width=11,
            bulge=0.05 * side,
            depth=0.65,
        )


def rib_cuffs(
    canvas: Canvas, torso: Torso, sleeve: Sleeve, cloth: Cloth, width: float = 20
) -> None:
    """Draw ribbed cuffs at the ends of both sleeves."""
    outer, inner = sleeve.ends(torso, back_off=width / 2)
    right = Outline(*outer).bend(inner, -0.05)
    for band in (right, right.mirrored()):
        rib_band(canvas, band, cloth, width)


def rib_hem(canvas: Canvas, torso: Torso, cloth: Cloth, width: float = 24) -> None:
    """Draw a ribbed band above the hem."""
    (hx, hy), dip = torso.hem, torso.hem_dip
    y = hy - width / 2
    band = Outline(-hx + 1, y).curve(
        (-hx * 0.4, y + dip * 1.3), (hx * 0.4, y + dip * 1.3), (hx - 1, y)
    )
    rib_band(canvas, band, cloth, width)


def neck_band(canvas: Canvas, neckline: Outline, cloth: Cloth, width: float = 10) -> None:
    """Draw a ribbed band along a front neckline, given as its right half."""
    for half in (neckline, neckline.mirrored()):
        rib_band(canvas, half, cloth, width)


def armhole(torso: Torso) -> Outline:
    """Return the line where the right sleeve is set in."""
    (sx, sy), (ax, ay) = torso.shoulder, torso.armpit
    return Outline(sx, sy).curve((sx - 9, sy + (ay - sy) * 0.42), (ax - 13, ay - 22), (ax, ay))


def armholes(canvas: Canvas, torso: Torso, cloth: Cloth) -> None:
    """Draw the seams where the sleeves are set in."""
    for half in (armhole(torso), armhole(torso).mirrored()):
        seam(canvas, half, cloth, 1.4)
