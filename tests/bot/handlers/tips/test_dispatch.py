"""Tips are sent once each: late ones skipped, crashes looked into, who shuts us out left alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut
from telegram.ext import ExtBot

from bot.handlers.tips.dispatch import TipDispatcher, build_dispatcher
from bot.handlers.tips.sending import Tip
from bot.transport.defaults import DEFAULTS
from bot.transport.message_ids import MessageIds
from bot.transport.rate_limiter import ChatRateLimiter
from bot.ui.catalogues import Html
from config.settings import Settings, TipSettings
from db.models import SizeDialog, TipDelivery, TipSubscription, User
from db.queries import people, tip_subscriptions
from db.session import Database
from simulator import LocalTelegram, Person

NOON = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
"""Noon in Seoul."""
SETTINGS = TipSettings(lease_s=60, settle_s=75)


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def go_on(self, **amount: float) -> None:
        self.at += timedelta(**amount)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    async with await Database.open(settings) as it:
        yield it


class Office:
    """Processes of the bot that send tips from one database."""

    def __init__(self, telegram: LocalTelegram, database: Database, clock: Clock) -> None:
        self.telegram = telegram
        self.database = database
        self.clock = clock
        self.stopped: list[int] = []
        self.bots: list[Bot] = []

    async def process(self, bot: Bot | None = None) -> TipDispatcher:
        """Return the dispatcher of a process that has just started."""
        message_ids = MessageIds(self.clock)
        if bot is None:
            limiter = ChatRateLimiter(messages_per_s=1000, max_retries=0, message_ids=message_ids)
            bot = ExtBot(
                self.telegram.token,
                base_url=self.telegram.base_url,
                defaults=DEFAULTS,
                rate_limiter=limiter,
            )
            await bot.initialize()
            self.bots.append(bot)
        return build_dispatcher(
            SETTINGS,
            self.database,
            bot,
            message_ids,
            compose=self._compose,
            on_shut_out=self._on_shut_out,
            wake_event=asyncio.Event(),
            now=self.clock,
        )

    async def _compose(self, subscription: TipSubscription, delivery: TipDelivery) -> Tip:
        key = InlineKeyboardButton("👍", callback_data=f"tip{delivery.id}")
        return Tip(Html(f"tip {delivery.due_at:%d}"), InlineKeyboardMarkup([[key]]), content={})

    async def _on_shut_out(self, subscription: TipSubscription) -> None:
        self.stopped.append(subscription.chat_id)

    async def subscribe(self, person: Person, *, chat_id: int | None = None) -> int:
        """Let a person get a tip at noon every day, from today on."""
        await person.say("/start")
        async with self.database.session() as session:
            await people.touch_user(session, person.id)
            made = await tip_subscriptions.save_subscription(
                session,
                person.id,
                chat_id or person.id,
                minute_of_day=12 * 60,
                days=0b111_1111,
                zone="Asia/Seoul",
                city="seoul",
                occasion="daily",
                own_only=True,
                language="ko",
                next_due_at=NOON,
            )
        return made.id

    async def deliveries(self) -> list[TipDelivery]:
        async with self.database.session() as session:
            rows = await session.scalars(select(TipDelivery).order_by(TipDelivery.id))
            return list(rows)

    async def states(self) -> list[str]:
        return [delivery.state for delivery in await self.deliveries()]

    async def next_due(self) -> list[datetime | None]:
        async with self.database.session() as session:
            rows = await session.scalars(select(TipSubscription).order_by(TipSubscription.id))
            return [row.next_due_at for row in rows]


@pytest.fixture
async def office(
    telegram: LocalTelegram, database: Database, clock: Clock
) -> AsyncIterator[Office]:
    it = Office(telegram, database, clock)
    yield it
    for bot in it.bots:
        await bot.shutdown()


def got(person: Person) -> list[str]:
    return [message.text for message in person.chat.bot_messages]


async def test_a_tip_is_sent_once_a_day(office: Office, telegram: LocalTelegram) -> None:
    minji = telegram.person("민지")
    await office.subscribe(minji)
    dispatcher = await office.process()
    assert await dispatcher.send_due() == 1
    assert await dispatcher.send_due() == 0
    assert got(minji) == ["tip 21"]
    assert await office.next_due() == [NOON + timedelta(days=1)]
    office.clock.go_on(days=1)
    assert await dispatcher.send_due() == 1
    assert got(minji) == ["tip 21", "tip 22"]
    assert await office.states() == ["sent", "sent"]
    assert all(delivery.message_id for delivery in await office.deliveries())


async def test_two_processes_share_the_work(office: Office, telegram: LocalTelegram) -> None:
    crowd = [telegram.person(f"손님 {n}") for n in range(24)]
    for person in crowd:
        await office.subscribe(person)
    dispatchers = [await office.process(), await office.process()]
    counts = await asyncio.gather(*(dispatcher.send_due() for dispatcher in dispatchers))
    assert sum(counts) == 24
    assert [got(person) for person in crowd] == [["tip 21"]] * 24


async def test_a_clock_set_back_brings_nothing_twice(
    office: Office, telegram: LocalTelegram
) -> None:
    minji = telegram.person("민지")
    number = await office.subscribe(minji)
    dispatcher = await office.process()
    await dispatcher.send_due()
    office.clock.go_on(hours=-2)
    assert await dispatcher.send_due() == 0
    async with office.database.session() as session:  # a subscription restored from a backup
        await session.execute(
            update(TipSubscription).where(TipSubscription.id == number).values(next_due_at=NOON)
        )
    office.clock.go_on(hours=2)
    assert await dispatcher.send_due() == 0
    assert got(minji) == ["tip 21"]


async def test_late_tips_are_skipped_and_logged(
    office: Office, telegram: LocalTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    minji = telegram.person("민지")
    await office.subscribe(minji)
    office.clock.go_on(hours=2, seconds=1)
    assert await (await office.process()).send_due() == 0
    assert await office.states() == ["skipped"]
    assert "is 120 minutes late" in caplog.text
    assert await office.next_due() == [NOON + timedelta(days=1)]


async def test_after_a_long_outage_only_what_is_in_time_comes(
    office: Office, telegram: LocalTelegram
) -> None:
    minji = telegram.person("민지")
    await office.subscribe(minji)
    office.clock.go_on(days=3, minutes=30)
    assert await (await office.process()).send_due() == 1
    assert got(minji) == ["tip 24"]
    assert await office.states() == ["skipped", "sent"]


async def test_who_blocked_the_bot_is_paused_and_comes_back(
    office: Office, telegram: LocalTelegram
) -> None:
    minji = telegram.person("민지")
    await office.subscribe(minji)
    await minji.block()
    dispatcher = await office.process()
    assert await dispatcher.send_due() == 0
    async with office.database.session() as session:
        assert (await session.get_one(User, minji.id)).blocked_at is not None
    office.clock.go_on(days=1)
    telegram.calls.clear()
    assert await dispatcher.send_due() == 0
    assert len(telegram.calls) == 0, "nobody writes to them"
    await minji.unblock()
    async with office.database.session() as session:
        await people.touch_user(session, minji.id)
    office.clock.go_on(days=1)
    assert await dispatcher.send_due() == 1
    assert await office.states() == ["skipped", "skipped", "sent"]


async def test_a_channel_that_threw_the_bot_out_is_stopped(
    office: Office, telegram: LocalTelegram
) -> None:
    minji = telegram.person("민지")
    channel = telegram.channel("데일리 코디", minji)
    await office.subscribe(minji, chat_id=channel.id)
    dispatcher = await office.process()
    assert await dispatcher.send_due() == 1
    channel.remove_bot()
    office.clock.go_on(days=1)
    assert await dispatcher.send_due() == 0
    assert office.stopped == [channel.id]
    assert await office.next_due() == [None]


# -- crashes ----------------------------------------------------------------------------------


class Dying(BaseException):
    """The process is killed."""


async def dies_while_sending(office: Office, *, before: bool) -> None:
    """Let a process die right before, or right after, Telegram got its tip."""
    dispatcher = await office.process()
    write = dispatcher.sender.write

    async def dying(*args: Any) -> Any:
        if not before:
            await write(*args)
        raise Dying

    dispatcher.sender.write = dying
    with pytest.raises(Dying):
        await dispatcher.send_due()


async def test_one_tip_that_breaks_down_holds_up_no_other(
    office: Office, telegram: LocalTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    crowd = [telegram.person(f"손님 {n}") for n in range(5)]
    for person in crowd:
        await office.subscribe(person)
    dispatcher = await office.process()
    write = dispatcher.sender.write

    async def broken(chat_id: int, tip: Tip) -> Any:
        if chat_id == crowd[0].id:
            raise RuntimeError("the database is away")
        return await write(chat_id, tip)

    dispatcher.sender.write = broken
    assert await dispatcher.send_due() == 4
    assert "the database is away" in caplog.text
    assert sorted(await office.states()) == ["sending", *["sent"] * 4]


@pytest.mark.parametrize("before", [True, False])
async def test_the_first_tip_of_all_is_looked_for(
    office: Office, telegram: LocalTelegram, before: bool
) -> None:
    minji, other = telegram.person("민지"), telegram.person("준호")
    await office.subscribe(minji)
    await dies_while_sending(office, before=before)
    [doubtful] = await office.deliveries()
    assert doubtful.after_message_id is None
    second = await office.process()
    office.clock.go_on(seconds=80)
    await office.subscribe(other)
    assert await second.send_due() == (2 if before else 1)
    assert got(minji) == got(other) == ["tip 21"]
    assert await office.states() == ["sent", "sent"]


async def test_changing_an_old_message_proves_nothing(
    office: Office, telegram: LocalTelegram
) -> None:
    minji, other = telegram.person("민지"), telegram.person("준호")
    first = await office.process()
    await office.subscribe(other)
    await first.send_due()
    await office.subscribe(minji)
    await dies_while_sending(office, before=False)
    second = await office.process()
    office.clock.go_on(seconds=80)
    [old] = other.chat.bot_messages
    await office.bots[-1].edit_message_text("tip", other.id, old.id)
    office.clock.go_on(seconds=1)
    assert await second.send_due() == 0
    assert await office.states() == ["sent", "sending"]
    assert got(minji) == ["tip 21"]


async def test_another_message_is_not_taken_for_the_tip(
    office: Office, telegram: LocalTelegram
) -> None:
    """A message in the gap keeps the bot from repeating the tip, and does not get its buttons."""
    minji = telegram.person("민지")
    first = await office.process()
    await office.subscribe(telegram.person("준호"))
    await first.send_due()
    await office.subscribe(minji)
    await dies_while_sending(office, before=True)
    await office.bots[0].send_message(minji.id, "an answer to a photo")
    second = await office.process()
    office.clock.go_on(seconds=80)
    await office.subscribe(telegram.person("수아"))
    await second.send_due()
    [answer] = minji.chat.bot_messages
    assert answer.buttons == []
    assert await office.states() == ["sent", "unknown", "sent"]


async def test_stored_messages_are_not_probed(office: Office, telegram: LocalTelegram) -> None:
    minji = telegram.person("민지")
    first = await office.process()
    await office.subscribe(telegram.person("준호"))
    await first.send_due()
    await office.subscribe(minji)
    await dies_while_sending(office, before=True)
    key = InlineKeyboardMarkup([[InlineKeyboardButton("키", callback_data="other")]])
    asked = await office.bots[0].send_message(minji.id, "How tall are you?", reply_markup=key)
    async with office.database.session() as session:
        session.add(
            SizeDialog(user_id=minji.id, language="ko", state={}, message_id=asked.message_id)
        )
    second = await office.process()
    office.clock.go_on(seconds=80)
    await office.subscribe(telegram.person("수아"))
    assert await second.send_due() == 2, "the tip has certainly not arrived"
    question, tip = minji.chat.bot_messages
    assert [button["text"] for button in question.buttons] == ["키"]
    assert tip.text == "tip 21"
    assert await office.states() == ["sent", "sent", "sent"]


@pytest.mark.parametrize("before", [True, False])
async def test_a_tip_that_was_being_sent_is_looked_for(
    office: Office, telegram: LocalTelegram, before: bool
) -> None:
    minji, other = telegram.person("민지"), telegram.person("준호")
    first = await office.process()
    await office.subscribe(other)
    await first.send_due()
    await office.subscribe(minji)
    await dies_while_sending(office, before=before)
    assert await office.states() == ["sent", "sending"]

    second = await office.process()
    office.clock.go_on(seconds=80)
    assert await second.send_due() == 0, "nothing tells yet up to where to look"
    third = telegram.person("수아")
    await office.subscribe(third)
    expected = 2 if before else 1
    office.clock.go_on(seconds=1)
    assert await second.send_due() == expected
    assert got(minji) == ["tip 21"]
    assert await office.states() == ["sent", "sent", "sent"]
    assert telegram.calls.of("editMessageReplyMarkup")


async def test_a_claim_of_a_dead_process_is_taken_over(
    office: Office, telegram: LocalTelegram
) -> None:
    minji = telegram.person("민지")
    await office.subscribe(minji)
    dead = await office.process()
    await dead.claims.claim(10)
    alive = await office.process()
    assert await alive.send_due() == 0
    office.clock.go_on(seconds=61)
    assert await alive.send_due() == 1
    assert got(minji) == ["tip 21"]


async def test_a_process_that_stops_gives_its_claims_back(
    office: Office, telegram: LocalTelegram
) -> None:
    minji = telegram.person("민지")
    await office.subscribe(minji)
    stopping = await office.process()
    await stopping.claims.claim(10)
    await stopping.close()
    assert await (await office.process()).send_due() == 1
    assert got(minji) == ["tip 21"]


async def test_expired_claim_is_not_sent(office: Office, telegram: LocalTelegram) -> None:
    minji = telegram.person("민지")
    await office.subscribe(minji)
    slow = await office.process()
    [(delivery, subscription)] = await slow.claims.claim(10)
    office.clock.go_on(seconds=61)
    assert await (await office.process()).send_due() == 1
    assert await slow.deliver(delivery, subscription) is False
    assert got(minji) == ["tip 21"]


async def test_a_tip_of_which_nothing_is_known_is_not_repeated(
    office: Office, telegram: LocalTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    minji = telegram.person("민지")
    await office.subscribe(minji)
    await dies_while_sending(office, before=False)
    assert await office.states() == ["sending"]
    office.clock.go_on(hours=3)
    await (await office.process()).send_due()
    assert got(minji) == ["tip 21"]
    assert await office.states() == ["unknown"]
    assert "it is not repeated" in caplog.text


# -- what Telegram says -----------------------------------------------------------------------


class Moody:
    """A bot whose messages fail as they are told to."""

    def __init__(self, bot: Bot, *errors: Exception) -> None:
        self._bot = bot
        self._errors = list(errors)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bot, name)

    async def send_message(self, *args: Any, **kwargs: Any) -> Any:
        if self._errors:
            raise self._errors.pop(0)
        return await self._bot.send_message(*args, **kwargs)


def unreachable() -> NetworkError:
    error = NetworkError("httpx.ConnectError")
    error.__cause__ = httpx.ConnectError("refused")
    return error


@pytest.mark.parametrize("error", [RetryAfter(3), unreachable()])
async def test_what_was_not_received_is_sent_again(
    office: Office, telegram: LocalTelegram, error: Exception
) -> None:
    minji = telegram.person("민지")
    await office.subscribe(minji)
    await office.process()
    dispatcher = await office.process(Moody(office.bots[0], error))  # type: ignore[arg-type]
    assert await dispatcher.send_due() == 0
    office.clock.go_on(seconds=6)
    assert await dispatcher.send_due() == 1
    assert got(minji) == ["tip 21"]


async def test_what_may_have_been_received_is_not_sent_at_once(
    office: Office, telegram: LocalTelegram
) -> None:
    minji = telegram.person("민지")
    await office.subscribe(minji)
    await office.process()
    dispatcher = await office.process(Moody(office.bots[0], TimedOut()))  # type: ignore[arg-type]
    assert await dispatcher.send_due() == 0
    office.clock.go_on(seconds=10)
    assert await dispatcher.send_due() == 0
    assert await office.states() == ["sending"]


@pytest.mark.parametrize(
    ("error", "state"),
    [(BadRequest("can't parse entities"), "failed"), (Forbidden("x"), "skipped")],
)
async def test_what_is_refused_is_over(
    office: Office, telegram: LocalTelegram, error: Exception, state: str
) -> None:
    minji = telegram.person("민지")
    await office.subscribe(minji)
    await office.process()
    dispatcher = await office.process(Moody(office.bots[0], error))  # type: ignore[arg-type]
    assert await dispatcher.send_due() == 0
    assert await office.states() == [state]
    office.clock.go_on(minutes=10)
    assert await dispatcher.send_due() == 0
