"""`coordi analyze`, `coordi embed` and `coordi engine`: the engine from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from config.settings import EngineSettings
    from engine.pipeline import Pipeline

EMBED_BATCH = 16
JSON_MIN_SCORE = 0.01

_LIST = click.option(
    "--list",
    "list_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file with one path a line.",
)
_PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


def _photos(list_file: Path | None, paths: Sequence[Path]) -> list[Path]:
    photos = list(paths)
    if list_file is not None:
        lines = list_file.read_text(encoding="utf-8").splitlines()
        photos += [Path(line) for line in lines if line.strip()]
    if not photos:
        raise click.UsageError("name at least one photo, or --list FILE")
    return photos


@click.command()
@click.option(
    "--kind",
    type=click.Choice(["outfit", "garment"]),
    default="outfit",
    show_default=True,
    help="What the photos show: an outfit that someone wears, or one garment.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line a photo, in order.")
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    help="Doubtful boxes down to this score follow the sure ones.  [default: 0.01 with --json, for"
    " precision and recall at every score; otherwise the engine's min_score]",
)
@_LIST
@_PATHS
def analyze(
    kind: str, as_json: bool, min_score: float | None, list_file: Path | None, paths: Sequence[Path]
) -> None:
    """Name every garment in photos, with colours, pattern, fit and style."""
    from config.settings import get_settings
    from engine.pipeline import Pipeline
    from engine.schemas import PhotoKind

    photos = _photos(list_file, paths)
    settings = get_settings().engine
    pipeline = Pipeline.open(settings)
    failed = False
    if min_score is None and as_json:
        min_score = JSON_MIN_SCORE

    def analyze_file(path: Path) -> dict[str, Any]:
        return _analyze_one(pipeline, settings, path, PhotoKind(kind), min_score)

    with ThreadPoolExecutor(settings.workers) as pool:
        for answer in _in_order(pool, analyze_file, photos, 4 * settings.workers):
            failed |= "error" in answer
            click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _text(answer))
    sys.exit(1 if failed else 0)


def _in_order(
    pool: ThreadPoolExecutor, function: Any, photos: Sequence[Path], ahead: int
) -> Iterator[dict[str, Any]]:
    """Map with at most `ahead` photos in progress, so that memory is bounded for any list."""
    rest = iter(photos)
    pending = [pool.submit(function, path) for path in islice(rest, ahead)]
    while pending:
        yield pending.pop(0).result()
        pending += [pool.submit(function, path) for path in islice(rest, 1)]


def _analyze_one(
    pipeline: Pipeline, settings: EngineSettings, path: Path, kind: Any, min_score: float | None
) -> dict[str, Any]:
    from engine.pipeline import Stopwatch
    from engine.schemas import PhotoError
    from engine.vision.decode import decode_file

    watch = Stopwatch()
    try:
        with watch.step("decode"):
            photo = decode_file(path, settings)
        analysis = pipeline.analyze(photo.picture, kind, min_score)
    except PhotoError as error:
        return {"path": str(path), "error": {"code": error.code, "message": str(error)}}
    answer = analysis.resized(photo.width, photo.height).as_json()
    answer["timing_ms"] = {
        name: round(spent, 1) for name, spent in (watch.timing_ms | answer["timing_ms"]).items()
    }
    return {"path": str(path), **answer}


def _text(answer: dict[str, Any]) -> str:
    """Format a result for a terminal."""
    if "error" in answer:
        return f"{answer['path']}: {answer['error']['message']}"
    lines = [f"{answer['path']}: {answer['width']}x{answer['height']}"]
    for garment in answer["garments"]:
        colours = ", ".join(colour["name"] for colour in garment["colours"])
        lines.append(
            f"  {garment['score']:.2f}  {garment['category']} ({garment['category_score']:.2f})"
            f"  {colours}  {garment['pattern']}  {garment['fit'] or ''}".rstrip()
        )
    lines += [f"  {style['name']} {style['score']:.2f}" for style in answer["style"][:2]]
    return "\n".join(lines)


@click.command()
@_LIST
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="NumPy file to write: float32, one unit row a photo.",
)
@_PATHS
def embed(list_file: Path | None, out: Path, paths: Sequence[Path]) -> None:
    """Write the embeddings of photos of one garment each, in the order of the arguments."""
    import numpy as np
    from tqdm import tqdm

    from config.errors import CoordiError
    from config.settings import get_settings
    from engine.pipeline import Pipeline
    from engine.schemas import PhotoError
    from engine.vision.decode import decode_file

    photos = _photos(list_file, paths)
    settings = get_settings().engine
    pipeline = Pipeline.open(settings)

    def rows(batch: Sequence[Path]) -> list[Any]:
        try:
            pictures = [decode_file(path, settings).picture for path in batch]
        except PhotoError as error:
            raise CoordiError(f"no embedding written: {error}", code=error.code) from error
        return [analysis.garments[0].embedding for analysis in pipeline.describe(pictures)]

    batches = [photos[i : i + EMBED_BATCH] for i in range(0, len(photos), EMBED_BATCH)]
    with ThreadPoolExecutor(settings.workers) as pool:
        done = tqdm(pool.map(rows, batches), total=len(batches), unit="batch", disable=None)
        matrix = np.concatenate([np.stack(part) for part in done])
    with out.open("wb") as file:
        np.save(file, matrix.astype(np.float32))


@click.group()
def engine() -> None:
    """Run the models as a server of their own."""


@engine.command()
@click.option("--listen", help="Instead of COORDI_ENGINE__LISTEN.")
@click.option("--port", type=click.IntRange(0, 65535), help="Instead of COORDI_ENGINE__PORT.")
def serve(listen: str | None, port: int | None) -> None:
    """Answer pictures over HTTP until interrupted; bots use it by COORDI_ENGINE__URL."""
    from aiohttp import web

    from config.logging import configure_logging
    from config.settings import get_settings
    from engine.serving.server import EngineServer

    settings = get_settings()
    configure_logging(settings)
    server = EngineServer(settings.engine)
    host, at = listen or settings.engine.listen, settings.engine.port if port is None else port
    click.echo(f"the engine listens on http://{host}:{at}")
    web.run_app(server.application(), host=host, port=at, access_log=None, print=None)
