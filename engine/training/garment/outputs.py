"""Run the exported garment network over pictures and keep its outputs for calibration."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import cast

import numpy as np
import onnx
import onnxslim
import torch
from numpy.typing import NDArray
from PIL import Image, ImageEnhance, ImageFilter
from tqdm import tqdm

from engine.models.colour import Cluster
from engine.models.garment import (
    GarmentDescription,
    GarmentModel,
    Session,
    foreground_colours,
    run_squares,
)
from engine.models.garment_crop import INPUT_PX, Pixels, crop_box, to_square
from engine.sessions.onnx import OnnxSession
from engine.training.garment.data import Example
from engine.training.garment.network import OUTPUTS, GarmentNet

Floats = NDArray[np.float32]
_BATCH = 32


@dataclass(frozen=True, slots=True)
class Outputs:
    """The network's raw outputs, one row a picture, and the clusters of its colours."""

    category: Floats
    pattern: Floats
    fit: Floats
    colour: Floats
    mask: Floats
    embedding: Floats
    clusters: list[list[Cluster]]


def export(net: GarmentNet, path: Path) -> OnnxSession:
    """Write `net` as a slimmed ONNX file with a free batch size, and open it."""
    net = net.cpu().eval()
    with torch.no_grad():
        torch.onnx.export(
            net,
            (torch.zeros(2, INPUT_PX, INPUT_PX, 3, dtype=torch.uint8),),
            str(path),
            dynamo=False,
            opset_version=17,
            input_names=["crops"],
            output_names=list(OUTPUTS),
            dynamic_axes={name: {0: "n"} for name in ("crops", *OUTPUTS)},
        )
    onnx.save(onnxslim.slim(str(path)), str(path))
    return OnnxSession(path, threads=torch.get_num_threads())


def load_crop(example: Example) -> Pixels:
    """Decode an example as serving would cut it."""
    with Image.open(example.path) as image:
        pixels = np.asarray(image.convert("RGB"))
    if example.box is None:
        return pixels
    x1, y1, x2, y2 = crop_box(example.box, pixels.shape[1], pixels.shape[0])
    return pixels[y1:y2, x1:x2]


def altered_photo(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Alter a photo as the evaluation's `views` does: crop, turn, light, colour, blur, JPEG."""
    image = Image.fromarray(pixels)
    w, h = image.size
    part = rng.uniform(0.72, 0.95)
    cw, ch = int(w * part), int(h * part)
    x, y = int(rng.integers(w - cw + 1)), int(rng.integers(h - ch + 1))
    fill = tuple(int(v) for v in rng.integers(60, 221, 3))
    image = image.crop((x, y, x + cw, y + ch)).rotate(
        rng.uniform(-20, 20), fillcolor=cast("tuple[int, int, int]", fill), expand=True
    )
    image = ImageEnhance.Brightness(image).enhance(rng.uniform(0.6, 1.4))
    image = ImageEnhance.Color(image).enhance(rng.uniform(0.7, 1.3))
    if rng.random() < 0.5:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.2)))
    packed = io.BytesIO()
    image.save(packed, "JPEG", quality=int(rng.integers(35, 81)))
    with Image.open(packed) as unpacked:
        return np.asarray(unpacked.convert("RGB"))


def run_network(
    session: Session,
    examples: Sequence[Example],
    title: str,
    load: Callable[[Example], Pixels] = load_crop,
) -> Outputs:
    """Run the network over pictures, as serving does, and cluster their colours."""
    parts: list[list[Floats]] = [[] for _ in OUTPUTS]
    clusters: list[list[Cluster]] = []
    for batch in _batches(examples, title):
        crops = [load(e) for e in batch]
        squares = np.stack([to_square(c) for c in crops])
        given = run_squares(session, squares, mirrored=batch[0].box is None)
        for part, output in zip(parts, given, strict=True):
            part.append(np.asarray(output))
        clusters += [
            foreground_colours(square, crop.shape[1], crop.shape[0], mask)
            for square, crop, mask in zip(squares, crops, given[4], strict=True)
        ]
    category, pattern, fit, colour, mask, embedding = (np.concatenate(p) for p in parts)
    return Outputs(category, pattern, fit, colour, mask, embedding, clusters)


def describe_all(
    model: GarmentModel, examples: Sequence[Example], title: str, *, with_slots: bool = False
) -> list[GarmentDescription]:
    """Describe pictures through the very class that serves; street boxes may bring their slot."""
    descriptions: list[GarmentDescription] = []
    for batch in _batches(examples, title):
        slots = [e.slot if with_slots else None for e in batch]
        descriptions += model.describe(
            [load_crop(e) for e in batch], slots, mirrored=batch[0].box is None
        )
    return descriptions


def _batches(examples: Sequence[Example], title: str) -> Iterator[Sequence[Example]]:
    """Yield the examples in order, whole pictures and street garments in batches of their own."""
    with tqdm(total=len(examples), desc=title, unit="picture") as bar:
        for _, group in groupby(examples, key=lambda e: e.box is None):
            for batch in _chunks(group, _BATCH):
                yield batch
                bar.update(len(batch))


def _chunks(examples: Iterable[Example], size: int) -> Iterator[Sequence[Example]]:
    """Yield tuples of up to `size` examples."""
    rest = iter(examples)
    while batch := tuple(islice(rest, size)):
        yield batch
