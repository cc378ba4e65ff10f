"""Merge the declarations of all features, and refuse those that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from types import MappingProxyType
from typing import Final, Protocol, TypeVar

from bot.context import BotContext
from bot.routing.callback_press import Route
from bot.routing.feature import Feature, IntentAnswer, Phase, UpdateHandler
from bot.ui.callback_data import CallbackData
from config.errors import CoordiError
from engine.parsing.intents import Intent

FEATURES: Final = "features"
"""Where `bot_data` has the feature set of the application."""


class FeatureConflictError(CoordiError):
    """Two features declare the same name, command, button, priority, intent or job."""

    code = "feature_conflict"


class _Prioritised(Protocol):
    @property
    def priority(self) -> int: ...


T = TypeVar("T")
P = TypeVar("P", bound=_Prioritised)


class FeatureSet:
    """What all features together add to the bot.

    Raises:
        FeatureConflictError: two of them declare the same thing.
    """

    def __init__(self, features: Iterable[Feature]) -> None:
        self._features = tuple(features)
        self._unique("name", lambda f: [f.name], str)
        self.commands: Final = self._unique("command", lambda f: f.commands, lambda c: c.name)
        listed = self._unique(
            "position in the command menu",
            lambda f: [(c.menu_position, c) for c in f.commands if c.menu_position is not None],
            lambda entry: entry[0],
        )
        self.menu: Final = tuple(c for _, c in sorted(listed, key=lambda entry: entry[0]))
        """The commands of Telegram's command menu, in its order."""
        self.text_consumers: Final = self._by_priority(lambda f: f.text_consumers)
        self.picture_consumers: Final = self._by_priority(lambda f: f.picture_consumers)
        self.unsupported_consumers: Final = self._by_priority(lambda f: f.unsupported_consumers)
        self.cancellations: Final = self._by_priority(lambda f: f.cancellations)
        self.pending_questions: Final = self._all(lambda f: f.pending_questions)
        self.start_hooks: Final = self._all(lambda f: f.start_hooks)
        self.resumptions: Final = self._all(lambda f: f.resumptions)
        self.periodic_jobs: Final = self._unique("job", lambda f: f.periodic_jobs, lambda j: j.name)
        self.background_tasks: Final = self._unique(
            "background task", lambda f: f.background_tasks, lambda t: t.name
        )
        routes = self._unique(
            "callback prefix", lambda f: f.callback_routes.items(), lambda r: r[0].prefix
        )
        self.callback_routes: Final[Mapping[type[CallbackData], Route]] = MappingProxyType(
            dict(routes)
        )
        intents = self._unique("intent", lambda f: f.intents, lambda i: i.intent)
        self.intents: Final[Mapping[Intent, IntentAnswer]] = MappingProxyType(
            {answer.intent: answer for answer in intents}
        )

    def update_handlers(self, phase: Phase) -> tuple[UpdateHandler, ...]:
        """Return the update handlers of a phase."""
        return self._all(lambda f: [h for h in f.update_handlers if h.phase is phase])

    def _all(self, declared: Callable[[Feature], Iterable[T]]) -> tuple[T, ...]:
        return tuple(item for feature in self._features for item in declared(feature))

    def _by_priority(self, declared: Callable[[Feature], Iterable[P]]) -> tuple[P, ...]:
        consumers = self._unique("priority", declared, lambda c: c.priority)
        return tuple(sorted(consumers, key=lambda c: c.priority))

    def _unique(
        self,
        kind: str,
        declared: Callable[[Feature], Iterable[T]],
        key: Callable[[T], Hashable],
    ) -> tuple[T, ...]:
        """Return what the features declare of a kind, and refuse a key that occurs twice."""
        owners: dict[Hashable, str] = {}
        for feature in self._features:
            for item in declared(feature):
                if key(item) in owners:
                    owner = owners[key(item)]
                    raise FeatureConflictError(
                        f"the features {owner!r} and {feature.name!r} both declare the {kind} "
                        f"{key(item)!s}"
                    )
                owners[key(item)] = feature.name
        return self._all(declared)


def features_of(context: BotContext) -> FeatureSet:
    """Return what the features of the application declare."""
    features = context.bot_data[FEATURES]
    assert isinstance(features, FeatureSet)
    return features
