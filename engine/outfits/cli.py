"""`coordi outfit`: how well garments go together, from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click


@click.group()
def outfit() -> None:
    """Score outfits."""


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


def _answers(lines: Iterable[str]) -> list[dict[str, Any]]:
    from config.settings import get_settings
    from engine.models.garment import GarmentModel
    from engine.models.outfit import OutfitModel
    from engine.outfits.requests import answer_lines
    from engine.pipeline import WEIGHTS_DIR
    from engine.sessions.onnx import OnnxSession

    settings = get_settings().engine
    folder = settings.models_dir or WEIGHTS_DIR
    session = OnnxSession(folder / "garment.onnx", settings.threads_per_model)
    garments = GarmentModel.open(session, folder)
    return answer_lines(lines, garments, OutfitModel.load(folder / "outfit.npz"), settings)
