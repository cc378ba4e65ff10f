"""Starting, stopping, and what goes wrong there."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from telegram.error import NetworkError

from bot.running import TelegramUnreachableError
from config.errors import SettingsError
from config.settings import Settings
from db.models import Feedback, PhotoAnswer, utc_now
from simulator import LocalTelegram
from tests.support.bot import PHOTO, Bot, FakePipeline, a_running_bot
from tests.support.patience import patient


def changed(settings: Settings, **telegram: object) -> Settings:
    return settings.model_copy(update={"telegram": settings.telegram.model_copy(update=telegram)})


async def start(telegram: LocalTelegram, settings: Settings) -> None:
    async with a_running_bot(telegram, settings, FakePipeline()):
        pass


@pytest.mark.parametrize("token", [None, SecretStr("")])
async def test_without_a_token(
    telegram: LocalTelegram, settings: Settings, token: SecretStr | None
) -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN"):
        await start(telegram, changed(settings, token=token))


async def test_with_a_wrong_token(telegram: LocalTelegram, settings: Settings) -> None:
    wrong = "1:AAwrong-wrong-wrong-wrong-wrong-wrong"
    with pytest.raises(TelegramUnreachableError, match="does not know the token") as caught:
        await start(telegram, changed(settings, token=SecretStr(wrong)))
    assert wrong not in str(caught.value)


async def test_telegram_does_not_answer(
    telegram: LocalTelegram, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.running._START_ATTEMPTS", 2)
    nobody = changed(settings, base_url="http://127.0.0.1:9/bot")
    with pytest.raises(TelegramUnreachableError, match="does not answer"):
        await start(telegram, nobody)


async def test_a_webhook_needs_an_address_and_a_secret(
    telegram: LocalTelegram, settings: Settings
) -> None:
    with pytest.raises(SettingsError, match="WEBHOOK_URL"):
        await start(telegram, changed(settings, mode="webhook"))


async def test_by_webhook(
    telegram: LocalTelegram, settings: Settings, unused_tcp_port: int
) -> None:
    by_webhook = changed(
        settings,
        mode="webhook",
        webhook_url=f"http://127.0.0.1:{unused_tcp_port}/hook",
        webhook_secret=SecretStr("s3cret-path"),
        webhook_port=unused_tcp_port,
    )
    async with a_running_bot(telegram, by_webhook, FakePipeline()):
        minji = telegram.person("민지", language_code="ko")
        await minji.send_photo(PHOTO)
        await minji.wait_for("스트리트 무드예요")


async def test_the_clock_forgets_what_has_expired(bot: Bot) -> None:
    minji = bot.telegram.person("민지", language_code="ko")
    await minji.send_photo(PHOTO)
    answer = await minji.wait_for("스트리트 무드예요")
    await minji.press("👍", answer)
    await minji.wait_for(lambda m: any("✓" in b["text"] for b in m.buttons))
    async with bot.database.session() as session:
        (await session.get_one(PhotoAnswer, 1)).expires_at = utc_now()
    assert bot.application.job_queue is not None
    [job] = bot.application.job_queue.get_jobs_by_name("purging expired answers")
    assert job.job.misfire_grace_time >= 60
    await job.run(bot.application)
    assert await bot.rows(PhotoAnswer) == []
    [liked] = await bot.rows(Feedback)
    assert liked.answer_id is None, "the feedback stays, without the answer"


async def test_a_429_is_waited_out(
    settings: Settings, telegram: LocalTelegram, pipeline: FakePipeline
) -> None:
    """Telegram refuses the second message; the bot says it later, and loses nothing."""
    from simulator import Limits

    async with LocalTelegram(
        limits=Limits(chat_burst=2, chat_messages_per_s=2), patience_s=patient(10)
    ) as strict:
        there = changed(settings, base_url=strict.base_url, base_file_url=strict.base_file_url)
        async with a_running_bot(strict, there, pipeline):
            minji = strict.person("민지", language_code="ko")
            for _ in range(4):
                await minji.say("/help")
            await strict.until(lambda: len(minji.chat.bot_messages) == 4 or None)
        assert any(call.status == 429 for call in strict.calls)


async def test_an_error_in_a_handler_gives_a_number_and_no_details(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from db.queries import people

    async def broken(*_args: object) -> None:
        raise RuntimeError("disk at /secret/place is full")

    monkeypatch.setattr(people, "touch_user", broken)
    minji = bot.telegram.person("민지", language_code="ko")
    await minji.say("/start")
    sorry = await minji.wait_for("문제가 생겼어요")
    assert "secret" not in sorry.text
    assert f"incident {sorry.text.split('번호 ')[1].rstrip(')')}" in caplog.text
    monkeypatch.undo()
    await minji.say("/start")
    await minji.wait_for("안녕하세요")


async def test_a_lost_connection_is_logged_and_nobody_is_written_to(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    from types import SimpleNamespace

    from bot.routing.errors import on_error

    await on_error(None, SimpleNamespace(error=NetworkError("gone"), job=None))  # type: ignore[arg-type]
    assert "while talking to Telegram: gone" in caplog.text
    assert bot.telegram.calls.of("sendMessage") == []


@pytest.mark.slow
async def test_the_program_starts_answers_and_stops(
    telegram: LocalTelegram, settings: Settings, unused_tcp_port: int
) -> None:
    """`coordi run` as a process: ready, healthy, and gone at SIGTERM."""
    environment = {
        **os.environ,
        "COORDI_DATA_DIR": str(settings.data_dir),
        "COORDI_TELEGRAM__TOKEN": telegram.token,
        "COORDI_TELEGRAM__BASE_URL": telegram.base_url,
        "COORDI_TELEGRAM__BASE_FILE_URL": telegram.base_file_url,
        "COORDI_HEALTH__PORT": str(unused_tcp_port),
        "PYTHONUNBUFFERED": "1",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "coordi", "run"),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        first = await process.stdout.readline()
        assert first == b"@coordi_bot is ready\n", (await process.stderr.read()).decode()
        minji = telegram.person("민지", language_code="ko")
        await minji.say("/help")
        await minji.wait_for("이렇게 써 보세요")
    finally:
        process.send_signal(signal.SIGTERM)
        _, log = await process.communicate()
    assert process.returncode == 0
    assert telegram.token.encode() not in log


def test_services_need_no_training_libraries() -> None:
    import subprocess

    code = (
        "import sys, json, bot.application, bot.running, bot.demo, bot.services.photo_search;"
        "print(json.dumps([m for m in ('torch', 'ultralytics', 'timm') if m in sys.modules]))"
    )
    here = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=here)
    assert json.loads(done.stdout) == []


async def test_one_failing_close_does_not_skip_the_others(
    telegram: LocalTelegram,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    from bot.handlers.tips.claims import TipClaims
    from bot.transport.per_user_queue import PerUserQueue

    async def fail(*_args: object) -> None:
        raise RuntimeError("the database is away")

    monkeypatch.setattr(TipClaims, "release", fail)
    monkeypatch.setattr(PerUserQueue, "close", fail)
    async with a_running_bot(telegram, settings, FakePipeline()) as bot:
        application = bot.application
        minji = bot.telegram.person("민지", language_code="ko")
        await minji.say("/help")
        await minji.wait_for("이렇게 써 보세요")
    assert "while sending tips" in caplog.text
    assert "while stopping photos" in caplog.text
    assert caplog.text.count("the database is away") >= 2
    assert application.updater is not None
    assert not application.updater.running
    assert not application.running
    with pytest.raises(RuntimeError, match="not initialized"):
        await application.process_update(None)
