"""The runner of dialogs: every answer is stored before anything is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from telegram import ReplyKeyboardRemove
from telegram.error import TimedOut

from bot.conversations.runner import (
    AlreadyAnsweredError,
    DialogOverError,
    DialogRunner,
    Reply,
    resume,
)
from bot.conversations.storage import TableStore
from bot.conversations.turn import Next, Note, Option, Turn
from bot.ui.catalogues import Html
from config.settings import Settings
from db.models import SizeDialog, utc_now
from db.session import Database

PERSON = 7


@dataclass(frozen=True)
class Count:
    """A dialog that asks twice."""

    answers: tuple[str, ...] = ()
    turn: int = 0

    @property
    def step(self) -> int | None:
        return None if len(self.answers) == 2 else len(self.answers)


def count_from_json(stored: dict[str, Any]) -> Count:
    if "answers" not in stored:
        raise ValueError("another version")
    return Count(tuple(stored["answers"]), stored["turn"])


def answer(state: Count, text: str) -> Turn[Count]:
    return Turn(Count((*state.answers, text), state.turn + 1))


class Presenter:
    """Plain questions; notes what is finished."""

    def __init__(self) -> None:
        self.finished: list[Count] = []

    def question(self, dialog_id: int, state: Count, note: Note | None) -> Reply:
        return Reply(Html(f"{note.code + ' ' if note else ''}question {state.step}"))

    def answered(self, before: Count, turn: Turn[Count], option: Option | None) -> Reply | None:
        return None if option is None else Reply(Html(f"→ {option.value}"))

    def cancelled(self) -> Reply:
        return Reply(Html("cancelled"), ReplyKeyboardRemove())

    async def finish(self, state: Count) -> None:
        self.finished.append(state)


class FakeBot:
    """Writes down what it is to do; `dies` makes the next message fail."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.dies = False

    async def send_message(self, chat_id: int, text: str, **_: Any) -> Any:
        if self.dies:
            raise TimedOut
        self.done.append(text)
        return type("Message", (), {"message_id": len(self.done)})

    async def edit_message_text(self, text: str, *_: Any, **__: Any) -> None:
        self.done.append(f"edit: {text}")

    async def edit_message_reply_markup(self, _: int, message_id: int, **__: Any) -> None:
        self.done.append(f"buttons of {message_id}")


@pytest.fixture
async def runner(settings: Settings) -> AsyncIterator[DialogRunner[Count]]:
    async with await Database.open(settings) as database:
        store = TableStore(database, SizeDialog, asdict, count_from_json)
        bot: Any = FakeBot()
        yield DialogRunner(store, Presenter(), bot, PERSON, "ko")


async def test_from_the_first_question_to_the_end(runner: DialogRunner[Count]) -> None:
    await runner.begin(Count())
    for text in ("a", "b"):
        current = await runner.open()
        assert current is not None
        await runner.consume(current, answer(current.state, text))
    assert runner.bot.done == ["question 0", "buttons of 1", "question 1", "buttons of 3"]
    assert runner.presenter.finished == [Count(("a", "b"), 2)]
    assert await runner.open() is None


async def test_an_answer_is_stored_though_the_next_question_cannot_be_sent(
    runner: DialogRunner[Count],
) -> None:
    await runner.begin(Count())
    current = await runner.open()
    assert current is not None
    runner.bot.dies = True
    with pytest.raises(TimedOut):
        await runner.consume(current, answer(current.state, "a"))
    stored = await runner.open()
    assert stored is not None
    assert (stored.state.answers, stored.message_id) == (("a",), None)
    runner.bot.dies = False
    assert await resume(runner.store, lambda *_: runner) == 1
    assert runner.bot.done[-1] == "question 1"
    assert await resume(runner.store, lambda *_: runner) == 0


async def test_a_pressed_option_is_shown_under_its_question(runner: DialogRunner[Count]) -> None:
    await runner.begin(Count())
    current = await runner.open_at(1, 0)
    await runner.consume(current, answer(current.state, "a"), option=Option("pick", "a"))
    assert runner.bot.done[1] == "edit: question 0\n\n→ a"
    with pytest.raises(AlreadyAnsweredError):
        await runner.open_at(1, 0)
    with pytest.raises(DialogOverError):
        await runner.open_at(2, 1)


async def test_a_note_alone_leaves_the_question_open(runner: DialogRunner[Count]) -> None:
    await runner.begin(Count())
    current = await runner.open()
    assert current is not None
    await runner.consume(current, Turn(current.state, Note("what?"), next=Next.STAY))
    assert runner.bot.done[1:] == ["what? question 0"]
    assert await runner.open() == current


async def test_other_options_keep_the_message(runner: DialogRunner[Count]) -> None:
    await runner.begin(Count())
    current = await runner.open()
    assert current is not None
    await runner.consume(current, Turn(replace(current.state, turn=1), next=Next.EDIT))
    assert runner.bot.done[1:] == ["buttons of 1"]
    assert (await runner.open_at(1, 1)).message_id == 1


async def test_repeating_and_cancelling(runner: DialogRunner[Count]) -> None:
    await runner.repeat()
    await runner.begin(Count())
    await runner.repeat()
    assert runner.bot.done == ["question 0", "buttons of 1", "question 0"]
    current = await runner.open()
    assert current is not None
    await runner.cancel(current)
    assert runner.bot.done[3:] == ["buttons of 3", "cancelled"]
    assert await runner.open() is None


async def test_after_a_day_of_silence_nothing_is_repeated(runner: DialogRunner[Count]) -> None:
    await runner.begin(Count())
    async with runner.store.database.session() as session:
        long_ago = utc_now() - timedelta(days=2)
        await session.execute(update(SizeDialog).values(updated_at=long_ago))
    await runner.repeat()
    assert runner.bot.done == ["question 0"]


async def test_what_another_version_stored_is_deleted(runner: DialogRunner[Count]) -> None:
    await runner.begin(Count())
    async with runner.store.database.session() as session:
        await session.execute(update(SizeDialog).values(state={"version": 0}, message_id=None))
    assert await resume(runner.store, lambda *_: runner) == 0
    assert await runner.open() is None
    async with runner.store.database.session() as session:
        assert (await session.scalars(select(SizeDialog))).all() == []
