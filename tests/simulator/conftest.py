"""A local Telegram with a clock to turn by hand, raw calls to it, and a real echo bot."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from PIL import Image
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Update
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from simulator import Limits, LocalTelegram
from tests.support.patience import patient
from tests.support.photos import packaged_photo

START_S = 1_760_000_000.0


class Clock:
    """Seconds since 1970 that pass only when a test says so."""

    def __init__(self) -> None:
        self.now_s = START_S

    def __call__(self) -> float:
        return self.now_s

    def advance(self, seconds: float) -> None:
        self.now_s += seconds


@dataclass(frozen=True)
class Reply:
    """What a call of the Bot API came back with."""

    status: int
    body: dict[str, Any]

    @property
    def result(self) -> Any:
        assert self.body["ok"], self.body
        return self.body["result"]

    @property
    def error(self) -> str:
        assert not self.body["ok"], self.body
        assert self.body["error_code"] == self.status
        return str(self.body["description"])


Call = Callable[..., Awaitable[Reply]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def tg(clock: Clock) -> AsyncIterator[LocalTelegram]:
    async with LocalTelegram(
        clock=clock, limits=Limits(webhook_retry_s=(0.0,)), patience_s=patient(10)
    ) as telegram:
        yield telegram


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
def call(tg: LocalTelegram, session: aiohttp.ClientSession) -> Call:
    """Call a method with JSON, or as a form when there are files."""

    async def run(method: str, *, files: dict[str, bytes] | None = None, **params: Any) -> Reply:
        url = f"{tg.base_url}{tg.token}/{method}"
        if files is None:
            request = session.post(url, json=params)
        else:
            form = aiohttp.FormData()
            for name, value in params.items():
                form.add_field(name, value if isinstance(value, str) else str(value))
            for name, content in files.items():
                form.add_field(name, io.BytesIO(content), filename=f"{name}.jpg")
            request = session.post(url, data=form)
        async with request as response:
            return Reply(response.status, await response.json())

    return run


@pytest.fixture(scope="session")
def photo_path() -> Path:
    """A street photo that comes with ultralytics; found without importing it."""
    return packaged_photo("bus.jpg")


@pytest.fixture(scope="session")
def photo(photo_path: Path) -> bytes:
    return photo_path.read_bytes()


@pytest.fixture(scope="session")
def picture() -> Callable[..., bytes]:
    """Make a plain picture of any size, mode and format."""

    def make(
        width: int = 40,
        height: int = 60,
        *,
        mode: str = "RGB",
        colour: Any = "navy",
        kind: str = "JPEG",
        **options: Any,
    ) -> bytes:
        out = io.BytesIO()
        Image.new(mode, (width, height), colour).save(out, kind, **options)
        return out.getvalue()

    return make


async def _start(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message is not None
    keyboard = [
        [InlineKeyboardButton("❤️ like", callback_data="like")],
        [InlineKeyboardButton("site", url="https://shop.example.com/a")],
    ]
    await update.effective_message.reply_html(
        "<b>안녕하세요</b> &amp; hello", reply_markup=InlineKeyboardMarkup(keyboard)
    )


async def _echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message is not None
    await update.effective_message.reply_text(update.effective_message.text or "")


async def _photo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    assert message is not None
    await message.reply_chat_action("upload_photo")
    file = await message.photo[-1].get_file()
    content = bytes(await file.download_as_bytearray())
    await message.reply_media_group(
        [InputMediaPhoto(content, caption="album"), InputMediaPhoto(message.photo[-1].file_id)]
    )


async def _document(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    assert message is not None
    assert message.document is not None
    await message.reply_document(message.document.file_id, caption=message.document.file_name)


async def _press(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("고마워요!", show_alert=query.data == "alert")
    await query.edit_message_text("pressed", reply_markup=None)


@pytest.fixture
def echo_bot() -> Callable[[LocalTelegram], AbstractAsyncContextManager[Any]]:
    """A python-telegram-bot application that polls, answers and edits."""

    @asynccontextmanager
    async def run(telegram: LocalTelegram) -> AsyncIterator[Any]:
        builder = ApplicationBuilder().token(telegram.token)
        builder = builder.base_url(telegram.base_url).base_file_url(telegram.base_file_url)
        application = builder.build()
        application.add_handler(CommandHandler("start", _start))
        application.add_handler(MessageHandler(filters.PHOTO, _photo))
        application.add_handler(MessageHandler(filters.Document.ALL, _document))
        application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, _echo))
        application.add_handler(CallbackQueryHandler(_press))
        async with application:
            assert application.updater is not None
            await application.start()
            await application.updater.start_polling(allowed_updates=Update.ALL_TYPES)
            try:
                yield application
            finally:
                await application.updater.stop()
                await application.stop()

    return run
