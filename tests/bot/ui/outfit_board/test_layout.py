"""Boxes of a board: apart from each other, inside the area, large enough to see."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.outfit_board.layout import Box, layout
from engine.outfits.pieces import BODY, Role
from tests.support.drawings import overlap

AREA: Box = (40, 172, 1040, 1216)
EXTRAS = [role for role in Role if role not in BODY]
BODIES = (
    (Role.TOP, Role.BOTTOM),
    (Role.DRESS,),
    (Role.TOP, Role.BOTTOM, Role.SHOES),
    (Role.DRESS, Role.SHOES),
    (Role.TOP, Role.BOTTOM, Role.OUTER, Role.SHOES),
    (Role.DRESS, Role.OUTER, Role.SHOES),
)


def is_inside(box: Box, area: Box) -> bool:
    return area[0] <= box[0] < box[2] <= area[2] and area[1] <= box[1] < box[3] <= area[3]


@given(st.lists(st.sampled_from(list(Role)), min_size=1, max_size=12))
def test_boxes_do_not_overlap(roles: list[Role]) -> None:
    boxes = layout(roles, AREA)
    assert len(boxes) == len(roles)
    assert all(is_inside(box, AREA) for box in boxes)
    assert not any(overlap(first, second) for first, second in combinations(boxes, 2))


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("count", range(len(EXTRAS) + 1))
def test_boxes_are_large_enough_to_see(body: tuple[Role, ...], count: int) -> None:
    for extras in combinations(EXTRAS, count):
        roles = [*body, *extras]
        for role, (x1, y1, x2, y2) in zip(roles, layout(roles, AREA), strict=True):
            assert x2 - x1 >= (380 if role in BODY else 190), (roles, role)
            assert y2 - y1 >= (225 if role in BODY else 160), (roles, role)


def test_larger_garments_have_larger_boxes() -> None:
    roles = [Role.TOP, Role.BOTTOM, Role.OUTER, Role.SHOES, Role.BAG]
    height = {role: box[3] - box[1] for role, box in zip(roles, layout(roles, AREA), strict=True)}
    assert height[Role.OUTER] > height[Role.SHOES]
    assert height[Role.BOTTOM] > height[Role.TOP] > height[Role.BAG]


def test_shoes_stand_at_the_foot_of_their_column() -> None:
    roles = [Role.TOP, Role.BOTTOM, Role.SHOES, Role.BAG, Role.HAT]
    boxes = dict(zip(roles, layout(roles, AREA), strict=True))
    column = [box for box in boxes.values() if box[0] < boxes[Role.SHOES][2]]
    assert boxes[Role.SHOES][1] == max(box[1] for box in column)
