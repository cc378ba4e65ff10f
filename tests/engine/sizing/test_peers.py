from __future__ import annotations

import json
from importlib.resources import files

from engine.sizing.peers import MIN_COUNT, PeerGrid, band, load_peer_grid


def test_no_count_below_five_is_shipped():
    text = files("engine.sizing").joinpath("weights/peers.json").read_text(encoding="utf-8")
    cells = [cell for cells in json.loads(text)["garments"].values() for cell in cells]
    assert cells
    for cell in cells:
        counts = [*cell["sizes"].values()]
        counts += [n for said in cell["feedback"].values() for n in said.values()]
        assert min(counts) >= MIN_COUNT


def test_bands():
    assert band(173.9, 68.0) == (170, 65)


def test_people_of_a_common_body_are_found():
    peers = load_peer_grid().near("male", "slacks", 173, 68)
    assert peers is not None
    assert peers.people >= 30
    assert peers.height_cm[0] <= 173 < peers.height_cm[1]
    assert peers.weight_kg[0] <= 68 < peers.weight_kg[1]


def test_an_extreme_body_has_no_peers():
    assert load_peer_grid().near("male", "tee", 220, 200) is None
    assert load_peer_grid().near("male", "tuxedo", 173, 68) is None


def test_neighbouring_bands_are_added_when_a_band_is_thin():
    cell = {"sizes": {"M": 6}, "feedback": {"M": {"fit": 5}}}
    grid = PeerGrid(
        {"garments": {"male/tee": [{"h": 170, "w": 65, **cell}, {"h": 175, "w": 65, **cell}]}}
    )
    peers = grid.near("male", "tee", 172, 67)
    assert peers is not None
    assert peers.sizes == {"M": 12}
    assert peers.feedback == {"M": {"fit": 10}}
    assert peers.height_cm == (165, 180)
