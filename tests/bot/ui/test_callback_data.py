"""Callback data: whatever goes in comes out, whatever else comes in is refused."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.application import load_features
from bot.handlers.photo.callback_data import Correct, Rate
from bot.handlers.products.callback_data import Dismiss
from bot.ui.callback_data import (
    MAX_BYTES,
    CallbackData,
    InvalidCallbackDataError,
    pack,
    registered_callback_data,
    unpack,
)
from config.taxonomy import CATEGORIES, NO_GARMENT


def values(kind: type[CallbackData]) -> st.SearchStrategy[CallbackData]:
    hints = get_type_hints(kind)
    made: dict[str, st.SearchStrategy[Any]] = {}
    for field in fields(kind):
        hint = hints[field.name]
        if hint is bool:
            made[field.name] = st.booleans()
        elif hint is int:
            largest = 2**63 - 1 if field.name.endswith("_id") else 999
            made[field.name] = st.integers(0, largest)
        elif hint is str:
            made[field.name] = st.sampled_from((*CATEGORIES, NO_GARMENT))
        else:
            made[field.name] = st.sampled_from(get_args(hint))
    return st.builds(kind, **made)


@given(st.one_of(*(values(kind) for kind in registered_callback_data())))
def test_comes_back_as_it_was_in_64_bytes(action: CallbackData) -> None:
    data = pack(action)
    assert len(data.encode()) <= MAX_BYTES
    assert unpack(data) == action


@given(st.text(max_size=70))
def test_any_text_is_read_or_refused(data: str) -> None:
    try:
        action = unpack(data)
    except InvalidCallbackDataError:
        return
    assert pack(action) == data


@given(st.one_of(*(values(kind) for kind in registered_callback_data())), st.data())
def test_damaged_data_is_read_or_refused(action: CallbackData, data: st.DataObject) -> None:
    packed = pack(action)
    place = data.draw(st.integers(0, len(packed) - 1))
    damaged = packed[:place] + data.draw(st.characters()) + packed[place + 1 :]
    try:
        assert isinstance(unpack(damaged), CallbackData)
    except InvalidCallbackDataError:
        assert damaged != packed


@pytest.mark.parametrize(
    "data",
    [
        "",
        "1",
        "1.",
        "0.r.1.1",
        "1.r.1.2",
        "1.r.1",
        "1.r.1.1.1",
        "1.r.-1.1",
        "1.r. 1.1",
        "1.r.1_0.1",
        "1.r.٣.1",
        "1.r.99999999999999999999.1",
        "1.k.1.0.not_a_category",
        "1.o.1.sideways",
        "1.l.xx",
        "1.p.1.1000",
    ],
)
def test_made_up_data_is_refused(data: str) -> None:
    with pytest.raises(InvalidCallbackDataError):
        unpack(data)


def test_every_type_has_a_route() -> None:
    assert set(load_features().callback_routes) == set(registered_callback_data())


def test_a_prefix_stands_for_one_type() -> None:
    with pytest.raises(TypeError, match="'k'"):
        type("Another", (CallbackData,), {"prefix": "k"})


def test_what_does_not_fit_is_a_bug_of_ours() -> None:
    with pytest.raises(ValueError, match="bytes"):
        pack(Correct(10**40, 10**20, "shirt"))


def test_the_longest_ones_fit() -> None:
    largest = 2**63 - 1
    for action in (Dismiss(largest, largest), Correct(largest, 999, "training_bottom")):
        assert len(pack(action)) <= MAX_BYTES
    assert pack(Rate(7, liked=True)) == "1.r.7.1"
