"""A feature is added by a folder alone: no other file knows of it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot import handlers
from bot.handlers import discover_features
from bot.ui import callback_data, catalogues
from config.settings import Settings
from simulator import LocalTelegram
from tests.support import features
from tests.support.bot import Bot, FakePipeline, a_running_bot

FOLDER = Path(features.__file__).parent


@pytest.fixture
def umbrella(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put the folder with the feature `umbrella` on the path of the features."""
    known = set(sys.modules)
    monkeypatch.setattr(handlers, "__path__", [*handlers.__path__, str(FOLDER)])
    monkeypatch.setattr(callback_data, "_TYPE_OF_PREFIX", dict(callback_data._TYPE_OF_PREFIX))
    monkeypatch.setattr(catalogues, "_roots", list(catalogues._roots))
    yield
    for name in set(sys.modules) - known:
        if name.startswith(f"{handlers.__name__}.umbrella"):
            del sys.modules[name]
    del handlers.umbrella  # type: ignore[attr-defined] - set by the import
    catalogues.texts.cache_clear()


@pytest.fixture
async def umbrella_bot(
    umbrella: None, telegram: LocalTelegram, settings: Settings, pipeline: FakePipeline
) -> AsyncIterator[Bot]:
    """A running bot with the feature `umbrella`."""
    async with a_running_bot(telegram, settings, pipeline) as bot:
        yield bot


@pytest.mark.parametrize(
    ("language", "question", "label", "toast", "reminder"),
    [
        ("ko", "알려 드릴까요?", "☂️ 알려 주세요", "곧 알려 드릴게요.", "비가 와요."),
        ("en", "Shall I remind you", "☂️ Remind me", "I will.", "It rains."),
    ],
)
async def test_a_folder_adds_a_command_a_button_sentences_and_a_job(
    umbrella_bot: Bot, language: str, question: str, label: str, toast: str, reminder: str
) -> None:
    person = umbrella_bot.telegram.person("sam", language_code=language)
    await person.say("/umbrella")
    shown = await person.wait_for(question)
    query = await person.press(label, shown)
    answer = await query.answered()
    assert answer is not None
    assert answer.text == toast
    await person.wait_for(reminder)


async def test_the_command_is_in_the_menu(umbrella_bot: Bot) -> None:
    menu = await umbrella_bot.application.bot.get_my_commands(language_code="ko")
    names = [command.command for command in menu]
    assert names.index("umbrella") == names.index("size") + 1
    assert {c.command: c.description for c in menu}["umbrella"] == "우산 챙기기"


def test_every_folder_is_a_feature() -> None:
    folders = {path.parent.name for path in Path(handlers.__path__[0]).glob("*/__init__.py")}
    assert {feature.name for feature in discover_features()} == folders


def test_a_folder_without_a_feature_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hollow").mkdir()
    (tmp_path / "hollow" / "__init__.py").touch()
    (tmp_path / "hollow" / "feature.py").touch()
    monkeypatch.setattr(handlers, "__path__", [str(tmp_path)])
    monkeypatch.setattr(catalogues, "_roots", list(catalogues._roots))
    with pytest.raises(TypeError, match="no FEATURE named 'hollow'"):
        discover_features()


def test_a_key_of_another_catalogue_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "ko.po").write_text('msgid "help"\nmsgstr "도움말"\n', "utf-8")
    monkeypatch.setattr(catalogues, "_roots", list(catalogues._roots))
    catalogues.add_catalogues(tmp_path)
    with pytest.raises(catalogues.DuplicateSentenceError, match="help"):
        catalogues.texts("ko")
    catalogues.texts.cache_clear()
