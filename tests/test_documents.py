"""Every path, module, command and setting that a document names exists, and every link resolves."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from pydantic import BaseModel

from config.settings import PREFIX, Settings

ROOT: Final = Path(__file__).parents[1]
DOCUMENTS: Final = sorted(
    path for pattern in ("*.md", "docs/**/*.md", "simulator/*.md") for path in ROOT.glob(pattern)
)
OF_TODAY: Final = [path for path in DOCUMENTS if path.name != "CHANGELOG.md"]
"""The changelog also names what is gone."""

PACKAGES: Final = ("bot", "config", "db", "engine", "scraper", "simulator", "tests", "benchmarks")
FOLDERS: Final = (*PACKAGES, ".ci", "deploy", "docs", "requirements")
CODE: Final = re.compile(r"`([^`\n]+)`")
LINK: Final = re.compile(r"\]\(([^)\s#]+)")
PATH: Final = re.compile(r"[\w.*-]+(?:/[\w.*-]+)*/?")
MODULE: Final = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+")
SETTING: Final = re.compile(rf"\b{PREFIX}[A-Z0-9_]*[A-Z0-9]\b")
FREE: Final = f"{PREFIX}WEATHER__OPTIONS__"
COMMAND: Final = re.compile(r"(?:`|\$ |bin/)coordi ([a-z]+)")
TARGET: Final = re.compile(r"(?:`|\$ )make ([a-z]+)")


def name_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


def names_in(document: Path) -> Iterator[str]:
    """Yield what stands in backticks outside of fenced blocks."""
    text = re.sub(r"^```.*?^```", "", document.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for match in CODE.finditer(text):
        yield match[1]


def is_path_there(name: str, folder: Path) -> bool:
    """Return whether a path exists; a bare file name may stand anywhere in the packages."""
    if "/" not in name:
        return (ROOT / name).exists() or any(
            next((ROOT / package).rglob(name), None) for package in FOLDERS
        )
    return any(next(base.glob(name.rstrip("/")), None) for base in (ROOT, folder))


def is_module_there(dotted: str) -> bool:
    """Return whether a module exists, or a module that defines the last parts of the name."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        base = ROOT.joinpath(*parts[:length])
        source = base.with_suffix(".py") if base.with_suffix(".py").exists() else base
        if source.is_dir():
            source /= "__init__.py"
        if source.exists():
            text = source.read_text("utf-8")
            return all(re.search(rf"\b{part}\b", text) for part in parts[length:])
    return False


def setting_names(model: type[BaseModel], prefix: str = PREFIX) -> Iterator[str]:
    """Yield the variables of all settings, and of their groups."""
    for name, field in model.model_fields.items():
        variable = f"{prefix}{name.upper()}"
        yield variable
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from setting_names(field.annotation, f"{variable}__")


@pytest.mark.parametrize("document", OF_TODAY, ids=name_of)
def test_every_path_exists(document: Path) -> None:
    missing = [
        name
        for name in names_in(document)
        if PATH.fullmatch(name)
        and (name.split("/")[0] in FOLDERS if "/" in name else name.endswith((".py", ".sh", ".md")))
        and not is_path_there(name, document.parent)
    ]
    assert missing == []


@pytest.mark.parametrize("document", OF_TODAY, ids=name_of)
def test_every_module_exists(document: Path) -> None:
    named = (name for name in names_in(document) if MODULE.fullmatch(name))
    files = (".py", ".md", ".json", ".toml", ".po", ".txt", ".yaml", ".yml")
    assert [n for n in named if not n.endswith(files) and not is_module_there(n)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_link_resolves(document: Path) -> None:
    links = LINK.findall(document.read_text("utf-8"))
    relative = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in relative if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", OF_TODAY, ids=name_of)
def test_every_setting_exists(document: Path) -> None:
    known = {*setting_names(Settings), PREFIX.rstrip("_")}
    named = SETTING.findall(document.read_text("utf-8"))
    # Below a group of free names, such as the options of weather services, any name is one.
    assert [n for n in named if n not in known and not n.startswith(FREE)] == []


@pytest.mark.parametrize("document", OF_TODAY, ids=name_of)
def test_every_command_exists(document: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    commands = set(project["entry-points"]["coordi.commands"])
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    text = document.read_text("utf-8")
    assert sorted(set(COMMAND.findall(text)) - commands) == []
    assert sorted(set(TARGET.findall(text)) - set(targets)) == []
