"""Every pattern of the parsers takes linear time."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any

import pytest

import engine.parsing

LENGTH = 4096
"""A Telegram message has no more characters."""
UNITS = (
    *("9", " ", "a", "가", "만", "일", "십", "-", ",", ".", "$", "~", "남", "키"),
    *("9 ", "1,", "1.", "1,234", "9만 ", "1만1천", "9k", "jan", "mar1", "mon ", "1:", "월", "월~"),
    *("3'", "1m", "키 1", "-5", "허리 ", "under ", "what ", "x", "size ", "xxs", "영하 ", "열 한"),
)
GROWTH = 3.0
"""Twice the text takes a linear pattern twice the time, a quadratic one four times."""
ATTEMPTS = 5

MODULES = [
    importlib.import_module(f"engine.parsing.{module.name}")
    for module in pkgutil.iter_modules(engine.parsing.__path__)
]


def patterns_in(value: Any) -> Iterator[re.Pattern[str]]:
    """Yield the compiled patterns of a value, however deep in tuples and mappings."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from patterns_in(list(value.values()))
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from patterns_in(one)


PATTERNS = {
    pattern: f"{module.__name__}.{name}"
    for module in MODULES
    for name, value in vars(module).items()
    for pattern in patterns_in(value)
}


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of the fastest of some runs."""
    fastest = float("inf")
    for _ in range(5):
        start = time.thread_time()
        work()
        fastest = min(fastest, time.thread_time() - start)
    return fastest


def growth(pattern: re.Pattern[str], unit: str) -> float:
    """Return how many times as long a pattern runs over a text of twice the length."""

    def over(length: int) -> Callable[[], object]:
        text = (unit * length)[:length]
        return lambda: (sum(1 for _ in pattern.finditer(text)), pattern.fullmatch(text))

    half, whole = over(LENGTH // 2), over(LENGTH)
    least = float("inf")
    for _ in range(ATTEMPTS):
        least = min(least, seconds(whole) / max(seconds(half), 1e-6))
        if least < GROWTH:
            break
    return least


@pytest.mark.parametrize("pattern", list(PATTERNS), ids=list(PATTERNS.values()))
def test_a_pattern_is_linear(pattern: re.Pattern[str]) -> None:
    slow = {unit: rate for unit in UNITS if (rate := growth(pattern, unit)) >= GROWTH}
    assert not slow, pattern.pattern


def test_a_quadratic_pattern_would_be_noticed() -> None:
    assert growth(re.compile(r"\s*\d+\s*만"), "9") >= GROWTH
    assert growth(re.compile(r"(?:-)?\s*\d"), " ") >= GROWTH


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.__name__))
def test_every_pattern_is_compiled_at_module_level(module: ModuleType) -> None:
    """A pattern in a function would escape the test above."""
    tree = ast.parse(inspect.getsource(module))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    uses = [
        node.lineno
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
    ]
    assert not uses
