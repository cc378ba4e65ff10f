"""Every regular expression takes linear time, whatever text it meets.

They run on the event loop over text of strangers: one that backtracks stops the bot for everyone.
"""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import bot
import config
import db
import engine
import scraper
from config.vocabulary import kind_lexicon, material_lexicon
from tests.support.pattern_growth import GROWTH, AnyPattern, growth, patterns_in, slow_units

NOT_SERVING = (".training", ".migrations")


def patterns() -> dict[AnyPattern, str]:
    """Return the patterns of all modules that serve, and where each stands."""
    named: dict[AnyPattern, str] = {}
    for package in (bot, config, db, engine, scraper):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if any(part in info.name for part in NOT_SERVING):
                continue
            for name, value in vars(importlib.import_module(info.name)).items():
                for pattern in patterns_in(value):
                    named.setdefault(pattern, f"{info.name}.{name}")
    for lexicon in (kind_lexicon(), material_lexicon()):
        named |= dict.fromkeys(patterns_in(vars(lexicon)), "config.vocabulary")
    return named


PATTERNS = patterns()


@pytest.mark.parametrize("pattern", list(PATTERNS), ids=list(PATTERNS.values()))
def test_a_pattern_is_linear(pattern: AnyPattern) -> None:
    assert not slow_units(pattern), pattern.pattern


@pytest.mark.parametrize(
    ("pattern", "unit"),
    [
        (re.compile(r"\s*\d+\s*만"), "9"),
        (re.compile(r"(?:-)?\s*\d"), " "),
        (re.compile(rb"<[^>]+>"), "<"),
    ],
)
def test_a_quadratic_pattern_is_noticed(pattern: AnyPattern, unit: str) -> None:
    # A delay of the shorter text makes one measurement look linear.
    assert max(growth(pattern, unit) for _ in range(8)) >= GROWTH
