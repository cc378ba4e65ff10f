"""The vocabulary's data files, their schemas, and how words are found."""

from __future__ import annotations

import copy
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from pydantic import ValidationError

from config.taxonomy import CATEGORIES, COLOURS
from config.vocabulary import (
    Vocabulary,
    category_lexicon,
    colour_lexicon,
    kind_lexicon,
    normalise,
    vocabulary,
)


def stored() -> dict[str, Any]:
    return tomllib.loads(files("config.vocabulary").joinpath("words.toml").read_text("utf-8"))


def test_every_category_and_colour_has_words() -> None:
    known = vocabulary()
    assert list(known.categories) == list(CATEGORIES)
    assert list(known.colours) == list(COLOURS)
    assert vocabulary() is known


def test_words_are_stored_as_they_are_matched() -> None:
    for table in stored().values():
        for words in table.values():
            assert [normalise(word) for word in words] == words


def test_a_broken_data_file_is_refused() -> None:
    def broken(table: str, **changes: Any) -> dict[str, Any]:
        data = copy.deepcopy(stored())
        data[table] |= changes
        return data

    Vocabulary.model_validate(stored())
    for data in (
        broken("colours", teal=["teal"]),
        broken("colours", black=[]),
        broken("colours", black=[""]),
        broken("colours", black=["black", "white"]),
        broken("colours", black="black"),
        {**stored(), "sizes": {}},
        {name: table for name, table in stored().items() if name != "fits"},
    ):
        with pytest.raises(ValidationError):
            Vocabulary.model_validate(data)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("반팔 티셔츠", [("t_shirt", "반팔 티셔츠")]),
        ("sweatshirt", [("sweatshirt", "sweatshirt")]),
        ("a black-ish shirts", []),
        ("티는", [("t_shirt", "티는")]),
        ("스티커", []),
        ("블랙후드", [("hoodie", "후드")]),
    ],
)
def test_longer_words_win_and_latin_words_stand_alone(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert category_lexicon().find(text) == found


def test_particles_do_not_hide_a_word() -> None:
    assert [name for name, _ in colour_lexicon().find("검정색으로 흰 옷")] == ["black", "white"]


def test_a_word_of_a_kind_goes_before_the_category() -> None:
    assert kind_lexicon().find("바지") == [("pants", "바지")]
    assert category_lexicon().find("바지") == [("trousers", "바지")]
