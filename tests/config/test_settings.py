"""Settings: where they come from, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from config.cli import config, setting_lines
from config.errors import SettingsError
from config.secrets import MASK
from config.settings import Settings, get_settings, load_settings

TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_12345"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in list(os.environ):
        if name.upper().startswith("COORDI_") or name == "TELEGRAM_BOT_TOKEN":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    get_settings.cache_clear()


def test_defaults_keep_everything_in_one_folder() -> None:
    settings = load_settings()
    assert settings.database_url == "sqlite+aiosqlite:///var/coordi.db"
    assert settings.pictures_dir == Path("var/pictures")


def test_nested_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COORDI_ENGINE__WORKERS", "3")
    monkeypatch.setenv("COORDI_DATABASE__URL", "postgresql+asyncpg://localhost/coordi")
    settings = load_settings()
    assert settings.engine.workers == 3
    assert settings.engine.queue_size == 64
    assert settings.database_url == "postgresql+asyncpg://localhost/coordi"


def test_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("COORDI_LOG__LEVEL=DEBUG\n")
    assert load_settings().log.level == "DEBUG"


@pytest.mark.parametrize("name", ["COORDI_ENGIN__WORKERS", "COORDI_TYPO", "coordi_typo"])
def test_unknown_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_unknown_setting_in_a_group_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COORDI_ENGINE__WORKER", "1")
    with pytest.raises(SettingsError, match="COORDI_ENGINE__WORKER: unknown setting"):
        load_settings()


def test_unknown_setting_in_the_env_file_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("COORDI_TYPO=1\n")
    with pytest.raises(SettingsError, match="TYPO"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COORDI_ENGINE__WORKERS", "0"),
        ("COORDI_ENGINE__WORKERS", "many"),
        ("COORDI_TELEGRAM__MODE", "carrier pigeon"),
        ("COORDI_TELEGRAM__WEBHOOK_PORT", "70000"),
    ],
)
def test_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_a_bad_secret_is_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COORDI_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("COORDI_TELEGRAM__MODE", "x")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert TOKEN not in str(caught.value)


def test_token_by_its_usual_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    assert load_settings().telegram.token == SecretStr(TOKEN)


def test_our_name_of_the_token_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:other")
    monkeypatch.setenv("COORDI_TELEGRAM__TOKEN", TOKEN)
    assert load_settings().telegram.token == SecretStr(TOKEN)


def test_show_masks_every_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("COORDI_TELEGRAM__WEBHOOK_SECRET", "hunter2-secret")
    monkeypatch.setenv("COORDI_DATABASE__URL", "postgresql+asyncpg://coordi:pa55w0rd@db/coordi")
    result = CliRunner().invoke(config, ["show"])
    assert result.exit_code == 0
    assert TOKEN not in result.output
    assert "hunter2" not in result.output
    assert "pa55w0rd" not in result.output
    assert f"COORDI_TELEGRAM__TOKEN={MASK}\n" in result.output
    assert "COORDI_ENGINE__WORKERS=2\n" in result.output


def test_the_shown_settings_can_be_loaded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COORDI_ENGINE__WORKERS", "7")
    shown = load_settings()
    monkeypatch.delenv("COORDI_ENGINE__WORKERS")
    (tmp_path / ".env").write_text("\n".join(setting_lines(shown)))
    assert load_settings() == shown


def test_settings_cannot_be_changed_afterwards() -> None:
    settings: Settings = load_settings()
    with pytest.raises(ValueError, match="frozen"):
        setattr(settings, "data_dir", Path("elsewhere"))  # noqa: B010 - mypy knows it is frozen
