"""A running bot for every test that wants one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.settings import Settings, load_settings
from simulator import Limits, LocalTelegram
from tests.support.bot import Bot, FakePipeline, a_running_bot, fill_catalogue
from tests.support.bot_api import check_calls
from tests.support.patience import patient


@pytest.fixture
async def telegram() -> AsyncIterator[LocalTelegram]:
    """A local Telegram; at the end every call the bot made is checked against the Bot API."""
    async with LocalTelegram(limits=Limits(chat_burst=1000), patience_s=patient(10)) as local:
        yield local
        check_calls(local.calls)


@pytest.fixture
def settings(tmp_path: Path, telegram: LocalTelegram) -> Settings:
    """Settings of a bot that speaks to the local Telegram."""
    return load_settings(
        {},
        _env_file=None,
        data_dir=tmp_path,
        telegram={
            "token": telegram.token,
            "base_url": telegram.base_url,
            "base_file_url": telegram.base_file_url,
        },
    )


@pytest.fixture
def pipeline() -> FakePipeline:
    """What the engine sees; a test changes it."""
    return FakePipeline()


@pytest.fixture
async def bot(
    telegram: LocalTelegram, settings: Settings, pipeline: FakePipeline
) -> AsyncIterator[Bot]:
    """A running bot with an empty catalogue."""
    async with a_running_bot(telegram, settings, pipeline) as it:
        yield it


@pytest.fixture
async def shop_bot(bot: Bot) -> Bot:
    """A running bot with four shops in its catalogue."""
    await fill_catalogue(bot.database, bot.settings.pictures_dir)
    return bot
