"""Outfits as JSON lines: `{"items": [{"image": PATH}, …]}` in, `{"score": 0..1}` out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
from tqdm import tqdm

from config.errors import CoordiError
from config.settings import EngineSettings
from engine.models.garment import GarmentModel
from engine.models.outfit import OutfitModel
from engine.models.outfit_towers import ItemFeatures
from engine.schemas import PhotoError
from engine.vision.background import read_backdrop
from engine.vision.decode import decode_file

MAX_ITEMS: Final = 32
_BATCH: Final = 16


class OutfitRequestError(CoordiError):
    """The line is not a valid request."""

    code = "bad_request"


def parse(line: str) -> tuple[Path, ...]:
    """Parse a line into the picture paths of an outfit.

    Raises:
        OutfitRequestError: the line is invalid; the message says why.
    """
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise OutfitRequestError(f"this line is not JSON: {error}") from None
    items = request.get("items") if isinstance(request, dict) else None
    if not isinstance(items, list) or not items:
        raise OutfitRequestError('a line needs {"items": [{"image": PATH}, …]}')
    if len(items) > MAX_ITEMS:
        raise OutfitRequestError(f"{len(items)} items, an outfit has at most {MAX_ITEMS}")
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("image"), str):
            raise OutfitRequestError('an item needs {"image": PATH}')
        if not item["image"]:
            raise OutfitRequestError("an item's image is an empty path")
    return tuple(Path(item["image"]) for item in items)


def describe_files(
    paths: Sequence[Path], garments: GarmentModel, settings: EngineSettings
) -> dict[Path, ItemFeatures | PhotoError]:
    """Describe pictures of one garment each, several at a time, with a progress bar.

    Returns:
        The description or the error of each path.
    """

    def describe_batch(batch: Sequence[Path]) -> list[ItemFeatures | PhotoError]:
        answers: list[ItemFeatures | PhotoError | None] = []
        pictures = []
        for path in batch:
            try:
                pictures.append(np.asarray(decode_file(path, settings).picture))
                answers.append(None)
            except PhotoError as error:
                answers.append(error)
        descriptions = garments.describe(pictures, [None] * len(pictures))
        items = (
            ItemFeatures.of(description, read_backdrop(picture))
            for description, picture in zip(descriptions, pictures, strict=True)
        )
        return [next(items) if answer is None else answer for answer in answers]

    features: dict[Path, ItemFeatures | PhotoError] = {}
    batches = [paths[i : i + _BATCH] for i in range(0, len(paths), _BATCH)]
    with (
        ThreadPoolExecutor(settings.workers) as pool,
        tqdm(total=len(paths), unit="picture", disable=None) as bar,
    ):
        for batch, answers in zip(batches, pool.map(describe_batch, batches), strict=True):
            features.update(zip(batch, answers, strict=True))
            bar.update(len(batch))
    return features


def score_outfits(
    outfits: Sequence[Sequence[Path]],
    features: Mapping[Path, ItemFeatures | PhotoError],
    model: OutfitModel,
) -> list[float | PhotoError]:
    """Score outfits of described pictures, each item projected once.

    Returns:
        The probability of each outfit, or the error of one of its pictures.
    """
    usable = {p: f for p, f in features.items() if isinstance(f, ItemFeatures)}
    place = {path: i for i, path in enumerate(usable)}
    items = model.project(list(usable.values()))
    answers: list[float | PhotoError] = []
    for outfit in outfits:
        broken = (f for f in (features[path] for path in outfit) if isinstance(f, PhotoError))
        problem = next(broken, None)
        if problem is not None:
            answers.append(problem)
            continue
        table = model.pair_table(items[np.array([place[path] for path in outfit])])
        answers.append(float(table.scores(np.arange(len(outfit))[None])[0]))
    return answers


def answer_lines(
    lines: Iterable[str], garments: GarmentModel, model: OutfitModel, settings: EngineSettings
) -> list[dict[str, Any]]:
    """Score the outfit of every non-blank line, in order.

    Each distinct picture is read once.

    Returns:
        `{"score": 0..1}` or `{"error": {"code", "message"}}` per line.
    """
    requests: list[tuple[Path, ...] | CoordiError] = []
    for line in lines:
        if not line.strip():
            continue
        try:
            requests.append(parse(line))
        except OutfitRequestError as error:
            requests.append(error)
    outfits = [outfit for outfit in requests if isinstance(outfit, tuple)]
    paths = list(dict.fromkeys(path for outfit in outfits for path in outfit))
    features = describe_files(paths, garments, settings)
    scores = iter(score_outfits(outfits, features, model))
    return [
        _as_json(next(scores) if isinstance(request, tuple) else request) for request in requests
    ]


def _as_json(answer: float | CoordiError) -> dict[str, Any]:
    if isinstance(answer, CoordiError):
        return {"error": {"code": answer.code, "message": str(answer)}}
    return {"score": round(answer, 6)}
