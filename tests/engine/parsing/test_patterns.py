"""Every pattern of the parsers is linear, and stands where the test of all patterns finds it."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from types import ModuleType

import pytest

import engine.parsing

MODULES = [
    importlib.import_module(f"engine.parsing.{module.name}")
    for module in pkgutil.iter_modules(engine.parsing.__path__)
]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.__name__))
def test_every_pattern_is_compiled_at_module_level(module: ModuleType) -> None:
    """A pattern in a function would escape `tests/test_patterns.py`."""
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
