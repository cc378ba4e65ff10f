"""Compute a box for each garment of an outfit so that no two overlap.

The main garments take two columns, like a page of a magazine. A few accessories share the free
space of a column, two in a row; where there is too little of it, they stand in a rail at the right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from engine.outfits.pieces import BODY, Role

Box = tuple[int, int, int, int]

_GAP: Final = 20
_RAIL: Final = 196
_IN_A_ROW: Final = 2
_TIGHTEST: Final = 0.88
"""Rows are added to a column as long as its garments keep this share of their preferred height."""

_HEIGHT: Final[Mapping[Role, int]] = MappingProxyType(
    {
        Role.OUTER: 590,
        Role.TOP: 520,
        Role.BOTTOM: 760,
        Role.DRESS: 980,
        Role.SHOES: 270,
        Role.BAG: 265,
        Role.SCARF: 265,
        Role.HAT: 230,
        Role.EYEWEAR: 190,
        Role.BELT: 190,
    }
)
"""Preferred height of a garment with its label, px."""


@dataclass
class _Column:
    """Rows of a column from top to bottom; a row holds places of garments beside each other."""

    rows: list[tuple[list[int], int]] = field(default_factory=list)

    @property
    def wanted(self) -> int:
        """Preferred height of its rows together, gaps included, px."""
        return sum(height for _, height in self.rows) + _GAP * max(len(self.rows) - 1, 0)


def layout(roles: Sequence[Role], area: Box) -> list[Box]:
    """Return a box for each garment, in their order; the boxes are apart and inside the area.

    Args:
        roles: of the garments; a role may occur more than once.
        area: the space for all of them, `(x1, y1, x2, y2)`, px.
    """
    x1, y1, x2, y2 = area
    left, right = _body(roles)
    extras = [place for place, role in enumerate(roles) if role not in BODY]
    rail = _Column()
    if not _fill_up(left, right, roles, extras, y2 - y1):
        rail.rows = [([place], _HEIGHT[roles[place]]) for place in extras]
    end = x2 - (_RAIL + _GAP) * bool(rail.rows)
    columns = [column for column in (left, right) if column.rows]
    boxes: dict[int, Box] = {}
    if columns:
        width = (end - x1 - _GAP * (len(columns) - 1)) // len(columns)
        for number, column in enumerate(columns):
            start = x1 + number * (width + _GAP)
            boxes |= _stacked(column, (start, y1, start + width, y2))
    boxes |= _stacked(rail, (end + _GAP if columns else x1, y1, x2, y2))
    return [boxes[place] for place in range(len(roles))]


def _body(roles: Sequence[Role]) -> tuple[_Column, _Column]:
    """Return the columns with the main garments only."""
    order: tuple[tuple[Role, ...], tuple[Role, ...]]
    if Role.DRESS in roles:
        order = ((Role.DRESS,), (Role.OUTER, Role.TOP, Role.BOTTOM, Role.SHOES))
    elif Role.OUTER in roles:
        order = ((Role.OUTER, Role.SHOES), (Role.TOP, Role.BOTTOM))
    else:
        order = ((Role.TOP, Role.SHOES), (Role.BOTTOM,))
    left, right = (
        _Column(
            [
                ([place], _HEIGHT[role])
                for role in column
                for place, worn in enumerate(roles)
                if worn is role
            ]
        )
        for column in order
    )
    return left, right


def _fill_up(
    left: _Column, right: _Column, roles: Sequence[Role], extras: Sequence[int], height: int
) -> bool:
    """Add accessories to the freer columns; return False and change nothing if none has room."""
    rows = [list(extras[at : at + _IN_A_ROW]) for at in range(0, len(extras), _IN_A_ROW)]
    trial = [list(left.rows), list(right.rows)]
    for row in rows:
        tallest = max(_HEIGHT[roles[place]] for place in row)
        columns = [_Column(rows) for rows in trial]
        freer = min((0, 1), key=lambda number: columns[number].wanted)
        # Above the last garment, which is often the shoes: they belong at the foot.
        at = len(trial[freer]) - 1 if len(trial[freer]) > 1 else len(trial[freer])
        trial[freer].insert(at, (row, tallest))
        if _Column(trial[freer]).wanted * _TIGHTEST > height:
            return False
    left.rows, right.rows = trial
    return True


def _stacked(column: _Column, area: Box) -> dict[int, Box]:
    """Return the boxes of a column: spread over its height, or shrunk where it is too low."""
    if not column.rows:
        return {}
    x1, y1, x2, y2 = area
    gaps = _GAP * (len(column.rows) - 1)
    liked = column.wanted - gaps
    scale = min(1.0, (y2 - y1 - gaps) / liked)
    spare = max(0, y2 - y1 - column.wanted) / (len(column.rows) + 1)
    boxes: dict[int, Box] = {}
    top = y1 + spare
    for places, liked_height in column.rows:
        height = liked_height * scale
        width = (x2 - x1 - _GAP * (len(places) - 1)) // len(places)
        for number, place in enumerate(places):
            start = x1 + number * (width + _GAP)
            boxes[place] = (start, round(top), start + width, int(round(top) + height))
        top += height + _GAP + spare
    return boxes
