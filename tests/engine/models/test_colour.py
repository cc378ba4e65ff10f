"""Colours of a garment: clusters in CIELAB, names, and the blend with the network."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from config.taxonomy import COLOURS
from engine.models.colour import (
    Cluster,
    ColourNames,
    blend,
    cubic_terms,
    default_names,
    foreground_clusters,
    name_colours,
    softmax,
)

FULL = np.ones((28, 28), np.float32)


def evenly(*names: str) -> NDArray[np.float64]:
    """What a network would say that finds these names equally likely."""
    p = np.full(len(COLOURS), 1e-3)
    p[[COLOURS.index(n) for n in names]] = 1
    return p / p.sum()


def striped(*colours: tuple[int, int, int]) -> NDArray[np.uint8]:
    pixels = np.zeros((112, 112, 3), np.uint8)
    for i, colour in enumerate(colours):
        pixels[:, i * 112 // len(colours) : (i + 1) * 112 // len(colours)] = colour
    return pixels


def test_a_plain_garment_is_one_cluster_of_its_very_colour():
    (cluster,) = foreground_clusters(striped((31, 42, 77)), FULL)
    assert cluster.share == pytest.approx(1)
    assert cluster.hex == "#1f2a4d"


def test_stripes_are_two_clusters_by_their_area():
    pixels = striped((200, 20, 30), (250, 250, 250), (250, 250, 250))
    noise = np.random.default_rng(0).integers(-5, 5, pixels.shape)
    found = foreground_clusters(np.clip(pixels + noise, 0, 255).astype(np.uint8), FULL)
    assert len(found) == 2
    assert found[0].share == pytest.approx(2 / 3, abs=0.03)
    assert found[0].lab[0] > 90


def test_the_ground_around_a_garment_does_not_count():
    pixels = striped((255, 255, 255), (20, 90, 40), (255, 255, 255))
    mask = np.zeros((28, 28), np.float32)
    mask[:, 11:17] = 1
    (cluster,) = foreground_clusters(pixels, mask)
    assert cluster.lab[1] < -20


def test_without_any_foreground_the_likeliest_pixels_are_taken():
    found = foreground_clusters(striped((20, 90, 40)), np.full((28, 28), 0.01, np.float32))
    assert len(found) == 1


@given(
    arrays(np.uint8, (16, 12, 3)),
    arrays(np.float32, (28, 28), elements=st.floats(0, 1, width=32)),
)
def test_any_picture_has_colours_that_add_up(pixels, mask):
    clusters = foreground_clusters(pixels, mask)
    assert sum(c.share for c in clusters) == pytest.approx(1)
    network = softmax(np.random.default_rng(int(pixels.sum())).normal(size=len(COLOURS)) * 2)
    found = name_colours(network, clusters)
    assert 1 <= len(found) <= 3
    assert sum(c.share for c in found) == pytest.approx(1)
    assert len({c.name for c in found}) == len(found)
    assert all(len(c.hex) == 7 and c.hex.startswith("#") for c in found)
    assert found[0].name == COLOURS[int(blend(network, clusters, default_names()).argmax())]


def test_the_same_picture_has_the_same_colours_every_time():
    pixels = np.random.default_rng(3).integers(0, 256, (64, 64, 3), np.uint8)
    first, second = (foreground_clusters(pixels, FULL) for _ in range(2))
    assert [c.hex for c in first] == [c.hex for c in second]


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((22, 22, 24), "black"),
        ((246, 246, 244), "white"),
        ((190, 28, 36), "red"),
        ((35, 85, 180), "blue"),
        ((36, 110, 60), "green"),
        ((242, 205, 70), "yellow"),
        ((238, 165, 185), "pink"),
        ((110, 72, 48), "brown"),
    ],
)
def test_the_shipped_classifier_names_clear_colours(rgb, name):
    (cluster,) = foreground_clusters(striped(rgb), FULL)
    p = default_names().probabilities(cluster.lab[None])[0]
    assert COLOURS[int(p.argmax())] == name


def test_pixels_settle_what_the_network_leaves_open():
    clusters = foreground_clusters(striped((190, 28, 36)), FULL)
    names = ColourNames(default_names().weights, 1.0, 0.6, 0.99)
    assert name_colours(evenly("red", "navy"), clusters, names)[0].name == "red"


def test_doubt_about_one_colour_is_said_as_a_second_name():
    clusters = foreground_clusters(striped((28, 30, 48)), FULL)
    names = ColourNames(default_names().weights, 1.0, 0.0, 0.2)
    found = name_colours(evenly("navy", "black"), clusters, names)
    assert {c.name for c in found} == {"navy", "black"}
    sure = ColourNames(default_names().weights, 1.0, 0.0, 0.9)
    assert len(name_colours(evenly("navy", "black"), clusters, sure)) == 1


def test_a_two_coloured_garment_names_both():
    clusters = foreground_clusters(striped((200, 25, 35), (25, 25, 27)), FULL)
    found = name_colours(evenly("red"), clusters)
    assert [c.name for c in found][:2] == ["red", "black"]


def test_the_classifier_survives_its_file(tmp_path):
    names = ColourNames(np.arange(20 * 21, dtype=np.float64).reshape(20, 21), 0.9, 0.3, 0.2)
    names.save(tmp_path / "names.npz")
    read = ColourNames.read(tmp_path / "names.npz")
    assert np.allclose(read.weights, names.weights)
    assert (read.network_weight, read.cluster_weight, read.second_least) == (0.9, 0.3, 0.2)


def test_terms_are_all_products_up_to_the_third_degree():
    terms = cubic_terms(np.array([[50.0, 0.0, 0.0], [100.0, 40.0, -40.0]]))
    assert terms.shape == (2, 20)
    assert terms[0].tolist() == [1.0] + [0.0] * 19
    assert sorted(set(terms[1].tolist())) == [-1.0, 1.0]


def test_a_cluster_out_of_gamut_still_has_a_hex():
    assert Cluster(np.array([60.0, 120.0, -120.0]), 1.0).hex.startswith("#")
