from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.sample.outline import Box, Outline, between, ellipse, polygon

coordinates = st.floats(-500, 500, allow_nan=False)
points = st.tuples(coordinates, coordinates)


@given(st.lists(points, min_size=1, max_size=8), st.floats(-0.5, 0.5))
def test_the_box_holds_every_point_and_the_pen_is_at_the_end(path, bulge):
    outline = Outline(*path[0])
    for point in path[1:]:
        outline.bend(point, bulge)
    assert outline.pen == path[-1]
    for x, y in path:
        assert outline.box.left <= x <= outline.box.right
        assert outline.box.top <= y <= outline.box.bottom


@given(points, points)
def test_mirroring_twice_gives_the_same_path(start, end):
    outline = Outline(*start).bend(end, 0.2)
    assert outline.mirrored().mirrored().box == outline.box


@given(st.floats(1, 200), st.floats(1, 200))
def test_a_symmetric_shape_is_centred(width, height):
    shape = Outline(0, 0).to((width, 0)).bend((0, height), 0.1).symmetric()
    assert shape.box.left == pytest.approx(-shape.box.right)
    assert shape.d.endswith("Z")


@given(points, points, st.floats(0, 1))
def test_between_stays_between(a, b, part):
    x, y = between(a, b, part)
    assert min(a[0], b[0]) - 1e-6 <= x <= max(a[0], b[0]) + 1e-6
    assert min(a[1], b[1]) - 1e-6 <= y <= max(a[1], b[1]) + 1e-6


def test_scallops_end_where_they_should():
    assert Outline(0, 0).scallop((0, 90), 3, 0.1).pen == (0, 90)


def test_moving_moves_the_box():
    square = polygon((0, 0), (2, 0), (2, 2), (0, 2))
    assert square.moved(3, 4).box == Box(3, 4, 5, 6)


def test_an_ellipse_reaches_its_radii():
    box = ellipse(10, 20, 3, 4).box
    assert (box.left, box.top, box.right, box.bottom) == (7, 16, 13, 24)
