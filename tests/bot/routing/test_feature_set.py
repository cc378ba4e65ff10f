"""Declarations of features are merged in their order; what contradicts another is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.handlers.account.callback_data import SetLanguage
from bot.routing.feature import (
    BackgroundTask,
    Command,
    Feature,
    IntentAnswer,
    PeriodicJob,
    Priority,
    TextConsumer,
    UpdateConsumer,
)
from bot.routing.feature_set import FeatureConflictError, FeatureSet
from engine.parsing.intents import Intent


async def do_nothing(*_args: Any) -> Any:
    """Stand in for every callback."""


@pytest.mark.parametrize(
    ("declared", "conflict"),
    [
        ({"commands": (Command("hello", do_nothing),)}, "command hello"),
        ({"callback_routes": {SetLanguage: do_nothing}}, "callback prefix l"),
        (
            {"text_consumers": (TextConsumer(Priority.DIALOG + 1, do_nothing),)},
            "priority 301",
        ),
        ({"unsupported_consumers": (UpdateConsumer(7, do_nothing),)}, "priority 7"),
        ({"cancellations": (UpdateConsumer(7, do_nothing),)}, "priority 7"),
        ({"intents": (IntentAnswer(Intent.HELP, do_nothing),)}, "intent help"),
        ({"periodic_jobs": (PeriodicJob("tidy", timedelta(1), do_nothing),)}, "job tidy"),
        ({"background_tasks": (BackgroundTask("watch", do_nothing),)}, "background task watch"),
    ],
)
def test_what_two_features_declare_is_refused(declared: dict[str, Any], conflict: str) -> None:
    first, second = Feature(name="first", **declared), Feature(name="second", **declared)
    with pytest.raises(FeatureConflictError, match=rf"'first' and 'second'.* {conflict}$"):
        FeatureSet([first, second])


def test_a_position_in_the_menu_belongs_to_one_command() -> None:
    commands = (Command("one", do_nothing, 10), Command("two", do_nothing, 10))
    with pytest.raises(FeatureConflictError, match="position in the command menu 10"):
        FeatureSet([Feature(name="numbers", commands=commands)])


def test_a_name_belongs_to_one_feature() -> None:
    with pytest.raises(FeatureConflictError, match="name same"):
        FeatureSet([Feature(name="same"), Feature(name="same")])


def test_the_menu_lists_commands_by_position() -> None:
    late, hidden = Command("late", do_nothing, 20), Command("hidden", do_nothing)
    features = FeatureSet(
        [
            Feature(name="a", commands=(late, hidden)),
            Feature(name="b", commands=(Command("early", do_nothing, 10),)),
        ]
    )
    assert [command.name for command in features.menu] == ["early", "late"]
    assert {command.name for command in features.commands} == {"early", "late", "hidden"}


def test_consumers_are_asked_by_priority() -> None:
    last, first = TextConsumer(Priority.FALLBACK, do_nothing), TextConsumer(5, do_nothing)
    features = FeatureSet(
        [Feature(name="a", text_consumers=(last,)), Feature(name="b", text_consumers=(first,))]
    )
    assert features.text_consumers == (first, last)
