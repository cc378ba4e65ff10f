"""`coordi outfit`: score and compose outfits from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from engine.models.garment import GarmentModel
    from engine.models.outfit import OutfitModel


@click.group()
def outfit() -> None:
    """Score outfits and put them together."""


@outfit.command()
@click.option("--json", "as_json", is_flag=True, help="Read outfits as JSON lines from stdin.")
@click.argument("photos", nargs=-1, type=click.Path(path_type=Path))
def score(*, as_json: bool, photos: Sequence[Path]) -> None:
    """Say how likely a stylist would put garments together.

    PHOTOS show one garment each and are one outfit. With --json, every line of standard input is
    an outfit, {"items": [{"image": PATH}, ...]}, and is answered by a line {"score": 0..1}.
    """
    if as_json == bool(photos):
        raise click.UsageError("name the photos of one outfit, or pipe outfits in with --json")
    if as_json:
        answers = _answers(line.decode("utf-8", "replace") for line in sys.stdin.buffer)
        for answer in answers:
            click.echo(json.dumps(answer, ensure_ascii=False))
        sys.exit(1 if any("error" in answer for answer in answers) else 0)
    answer = _answers([json.dumps({"items": [{"image": str(path)} for path in photos]})])[0]
    if "error" in answer:
        from config.errors import CoordiError

        raise CoordiError(answer["error"]["message"], code=answer["error"]["code"])
    click.echo(f"{answer['score']:.2f}")


@outfit.command()
@click.argument("closet", type=click.Path(path_type=Path, exists=True))
@click.option("--occasion", help="daily, work, date, guest, trip or sport.")
@click.option("--style", help="One of the nine styles.")
@click.option("--weather", help='Of the day, such as "18 degrees rain" or "영하 3도 눈".')
@click.option("--count", default=2, show_default=True, type=click.IntRange(1, 20))
def suggest(
    *, closet: Path, occasion: str | None, style: str | None, weather: str | None, count: int
) -> None:
    """Put outfits together out of a closet.

    CLOSET is a folder of photos of one garment each, or a JSON list of {"image": PATH, ...} in
    which a garment may say its own category, colours, pattern, fit, warmth, formality and
    worn_days_ago. Every outfit is one JSON line with score, items and reasons, best first.
    """
    from datetime import UTC, datetime

    from config.settings import get_settings
    from config.taxonomy import STYLES
    from engine.outfits import suggest as suggesting
    from engine.outfits.occasions import OCCASIONS
    from engine.outfits.scoring import Wish
    from engine.parsing.weather import parse_weather
    from engine.weather.typed import day_weather

    if occasion is not None and occasion not in OCCASIONS:
        raise click.UsageError(f"there is no occasion {occasion!r}: {', '.join(OCCASIONS)}")
    if style is not None and style not in STYLES:
        raise click.UsageError(f"there is no style {style!r}: {', '.join(STYLES)}")
    typed = None if weather is None else parse_weather(weather)
    if weather is not None and typed is None:
        raise click.UsageError(f"no temperature in {weather!r}")
    day = None if typed is None else day_weather(typed, datetime.now(UTC).date())
    rows = suggesting.read_closet(closet)
    garments, model = _models()
    pieces = suggesting.pieces_of(rows, garments, get_settings().engine)
    wish = Wish(occasion=occasion, style=style, weather=day)
    for answer in suggesting.suggest(pieces, wish, model, count=count):
        click.echo(json.dumps(answer, ensure_ascii=False))


def _models() -> tuple[GarmentModel, OutfitModel]:
    from config.settings import get_settings
    from engine.models.garment import GarmentModel
    from engine.models.outfit import OutfitModel
    from engine.pipeline import WEIGHTS_DIR
    from engine.sessions.onnx import OnnxSession

    settings = get_settings().engine
    folder = settings.models_dir or WEIGHTS_DIR
    session = OnnxSession(folder / "garment.onnx", settings.threads_per_model)
    return GarmentModel.open(session, folder), OutfitModel.load(folder / "outfit.npz")


def _answers(lines: Iterable[str]) -> list[dict[str, Any]]:
    from config.settings import get_settings
    from engine.outfits.json_lines import answer_lines

    garments, model = _models()
    return answer_lines(lines, garments, model, get_settings().engine)
