"""Every setting of Coordi, typed, from the environment or a `.env` file.

The prefix is `COORDI_` and two underscores go one group down: `COORDI_ENGINE__WORKERS=2`.
An unknown name is an error. `TELEGRAM_BOT_TOKEN` is accepted as
another name of `COORDI_TELEGRAM__TOKEN`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from config.errors import SettingsError

PREFIX = "COORDI_"
TOKEN_ALIAS = "TELEGRAM_BOT_TOKEN"  # noqa: S105 - the name of a variable

Port = Annotated[int, Field(ge=0, le=65535)]
ExecutionProvider = Literal[
    "cpu", "cuda", "tensorrt", "openvino", "migraphx", "directml", "coreml", "xnnpack"
]


def _split(value: object) -> object:
    """Split the text of a variable at its commas; a JSON list, as it is shown, will do as well."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return json.loads(value)
    return [part.strip() for part in value.split(",")]


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TelegramSettings(_Group):
    """How the bot reaches Telegram."""

    token: SecretStr | None = None
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    webhook_listen: str = "127.0.0.1"
    webhook_port: Port = 8443
    messages_per_s: Annotated[float, Field(gt=0, le=30)] = 28.0
    max_retries: Annotated[int, Field(ge=0)] = 5
    connect_timeout_s: Annotated[float, Field(gt=0)] = 10.0


class DatabaseSettings(_Group):
    """The database; an empty URL is SQLite in the data folder."""

    url: str = ""
    busy_timeout_ms: Annotated[int, Field(ge=0)] = 10_000


class EngineSettings(_Group):
    """Models, what runs them, pools and the limits of what is decoded.

    `providers` names ONNX Runtime's execution providers in the order of preference, separated by
    commas; the CPU does what they cannot. With a `url`, the models of that `coordi engine serve`
    are asked instead of ones in this process.
    """

    url: str = ""
    listen: str = "127.0.0.1"
    port: Port = 8083
    models_dir: Path | None = None
    providers: Annotated[
        tuple[ExecutionProvider, ...], NoDecode, BeforeValidator(_split), Field(min_length=1)
    ] = ("cpu",)
    workers: Annotated[int, Field(ge=1, le=64)] = 2
    threads_per_model: Annotated[int, Field(ge=1, le=64)] = 1
    queue_size: Annotated[int, Field(ge=1)] = 64
    max_file_bytes: Annotated[int, Field(ge=1)] = 20 * 1024 * 1024
    max_pixels: Annotated[int, Field(ge=1)] = 64_000_000
    max_decoded_bytes: Annotated[int, Field(ge=1)] = 260_000_000
    min_side_px: Annotated[int, Field(ge=1)] = 32
    min_score: Annotated[float, Field(ge=0, le=1)] = 0.3


class PhotoSettings(_Group):
    """How long answers to photos are kept, and the limits of albums and queues."""

    retention_hours: Annotated[float, Field(gt=0)] = 72.0
    max_album_photos: Annotated[int, Field(ge=1)] = 30
    max_per_person_queued: Annotated[int, Field(ge=1)] = 30


class CatalogueSettings(_Group):
    """Sources of products, and how the catalogue is refreshed."""

    shops_file: Path | None = None
    contact: str = ""
    recheck_pictures_days: Annotated[float, Field(ge=0)] = 7.0
    max_hidden_share: Annotated[float, Field(ge=0, le=1)] = 0.5
    lease_s: Annotated[float, Field(gt=0)] = 120.0


class CrawlSettings(_Group):
    """Politeness and limits of the crawler."""

    delay_s: Annotated[float, Field(ge=0)] = 1.0
    concurrency: Annotated[int, Field(ge=1, le=8)] = 2
    timeout_s: Annotated[float, Field(gt=0)] = 20.0
    attempts: Annotated[int, Field(ge=1)] = 3
    backoff_s: Annotated[float, Field(ge=0)] = 2.0
    max_page_bytes: Annotated[int, Field(ge=1)] = 3 * 1024 * 1024
    max_sitemap_bytes: Annotated[int, Field(ge=1)] = 50 * 1024 * 1024
    give_up_after: Annotated[int, Field(ge=1)] = 20
    private_hosts: tuple[str, ...] = ()


class NaverSettings(_Group):
    """The Naver Shopping search API."""

    client_id: SecretStr | None = None
    client_secret: SecretStr | None = None
    url: str = "https://openapi.naver.com/v1/search/shop.json"
    calls_a_day: Annotated[int, Field(ge=0)] = 25_000
    calls_per_s: Annotated[float, Field(gt=0)] = 8.0


class HealthSettings(_Group):
    """Address of the health and metrics endpoint."""

    listen: str = "127.0.0.1"
    port: Port = 8082


class WeatherSettings(_Group):
    """Weather services, in order; the built-in climate is used when none of them answers.

    `sources` are names of modules of `engine.weather.sources`, checked when they are opened. KMA is
    skipped without a key. Open-Meteo is free for non-commercial use only, so an operator has to
    name it. `options` holds keys and addresses of further sources: the variable
    `COORDI_WEATHER__OPTIONS__ACME_KEY` is `options["acme_key"]`.
    """

    sources: tuple[str, ...] = ("kma",)
    kma_key: SecretStr | None = None
    kma_url: str = "https://apis.data.go.kr/1360000/VilageFcstInfoService_2.0/getVilageFcst"
    open_meteo_url: str = "https://api.open-meteo.com/v1/forecast"
    options: dict[str, SecretStr] = {}
    timeout_s: Annotated[float, Field(gt=0)] = 4.0
    attempts: Annotated[int, Field(ge=1, le=10)] = 2


class TipSettings(_Group):
    """Delivery of daily tips.

    A tip in the hands of a process that has died is taken over after `lease_s`. `send_timeout_s` is
    how long sending one may take; what was being sent when the process died is looked into
    `settle_s` after it began, which has to be longer.
    """

    senders: Annotated[int, Field(ge=1, le=64)] = 16
    late_minutes: Annotated[int, Field(ge=1)] = 120
    lease_s: Annotated[float, Field(gt=0)] = 60.0
    send_timeout_s: Annotated[float, Field(gt=0)] = 60.0
    settle_s: Annotated[float, Field(gt=0)] = 75.0
    prepared_bytes: Annotated[int, Field(ge=0)] = 64 * 1024 * 1024


class LogSettings(_Group):
    """Log level and form."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


class Settings(BaseSettings):
    """All settings; frozen once read."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_file=".env",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    data_dir: Path = Path("var")
    source_url: str = "https://github.com/coordi-bot/coordi"
    telegram: TelegramSettings = TelegramSettings()
    database: DatabaseSettings = DatabaseSettings()
    engine: EngineSettings = EngineSettings()
    photo: PhotoSettings = PhotoSettings()
    catalogue: CatalogueSettings = CatalogueSettings()
    crawl: CrawlSettings = CrawlSettings()
    naver: NaverSettings = NaverSettings()
    health: HealthSettings = HealthSettings()
    weather: WeatherSettings = WeatherSettings()
    tips: TipSettings = TipSettings()
    log: LogSettings = LogSettings()

    @property
    def database_url(self) -> str:
        """SQLAlchemy URL of the database."""
        return self.database.url or f"sqlite+aiosqlite:///{self.data_dir / 'coordi.db'}"

    @property
    def index_dir(self) -> Path:
        """Folder of a large catalogue's search index."""
        return self.data_dir / "index"

    @property
    def pictures_dir(self) -> Path:
        """Folder of the catalogue's product pictures."""
        return self.data_dir / "pictures"

    @property
    def shops_file(self) -> Path:
        """The list of shops that are kept fresh."""
        return self.catalogue.shops_file or self.data_dir / "shops.toml"


def _unknown_names(environ: Mapping[str, str]) -> list[str]:
    """Return variables with our prefix that no setting reads, which pydantic leaves unseen."""
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    unknown = []
    for name in environ:
        upper = name.upper()
        if not upper.startswith(PREFIX) or upper in known:
            continue
        if not any(upper.startswith(f"{parent}__") for parent in known):
            unknown.append(name)
    return sorted(unknown)


def load_settings(environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Read the settings.

    Args:
        environ: variables to check for unknown names; the process environment unless given.
        **overrides: values that win over the environment, as the constructor takes them.

    Raises:
        SettingsError: naming each setting that is unknown or has a bad value.
    """
    environ = os.environ if environ is None else environ
    unknown = _unknown_names(environ)
    if unknown:
        raise SettingsError(f"unknown setting: {', '.join(unknown)}")
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [
            f"{PREFIX}{'__'.join(str(part).upper() for part in item['loc'])}: "
            + ("unknown setting" if item["type"] == "extra_forbidden" else item["msg"])
            for item in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("; ".join(lines)) from None
    token = environ.get(TOKEN_ALIAS)
    if token and settings.telegram.token is None:
        telegram = settings.telegram.model_copy(update={"token": SecretStr(token)})
        settings = settings.model_copy(update={"telegram": telegram})
    return settings


@cache
def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    return load_settings()
