"""Stored activations of altered views: the part of the network that never changes, run once."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from engine.models.garment import MASK_PX
from engine.models.garment_crop import INPUT_PX, Pixels
from engine.training.garment.augmentation import (
    View,
    altered_view,
    home_ground,
    load_picture,
    plain_view,
)
from engine.training.garment.data import Example
from engine.training.garment.network import LOWER_SHAPE, Lower, normalised

STRENGTHS: Final = (0.0, 0.4, 0.8, 1.0, 0.2, 0.6, 0.9, 1.0)
"""How far each view of a picture is altered; the first is the picture as serving sees it."""
UNKNOWN_MASK: Final = 1
"""Stored in the first cell of a mask that is not known (known masks hold 0 or at least 8 there)."""
_CHUNK: Final = 32

Run = Callable[[NDArray[np.uint8]], NDArray[np.float32]]


class ViewCache:
    """Arrays on disk, one row a view; the views of picture `i` are rows `i * views` and on.

    Attributes:
        views: views a picture.
        low: activations, float16, (pictures * views, 14, 14, 80).
        light: small pixels, uint8, (pictures * views, 28, 28, 3).
        mask: foreground 0 to 255, (pictures * views, 28, 28).
        true_colour: whether colours may be learnt from the view, (pictures * views,).
    """

    def __init__(self, folder: Path, pictures: int, views: int) -> None:
        """Open the arrays in `folder`, creating them where they are missing."""
        folder.mkdir(parents=True, exist_ok=True)
        self._state = folder / "ready.json"
        self.views = views
        rows = pictures * views
        self.low = _array(folder / "low.npy", np.float16, (rows, *LOWER_SHAPE))
        self.light = _array(folder / "light.npy", np.uint8, (rows, MASK_PX, MASK_PX, 3))
        self.mask = _array(folder / "mask.npy", np.uint8, (rows, MASK_PX, MASK_PX))
        self.true_colour = _array(folder / "true_colour.npy", np.uint8, (rows,))

    @property
    def ready(self) -> int:
        """How many pictures have all their views stored; a later one may still be missing."""
        if not self._state.is_file():
            return 0
        return int(json.loads(self._state.read_text())["pictures"])

    def fill(
        self,
        examples: Sequence[Example],
        run: Run,
        strengths: Sequence[float],
        grounds: list[Pixels],
        seed: int,
    ) -> None:
        """Store the views of the examples that are not stored yet, in order."""
        for start in tqdm(
            range(self.ready, len(examples), _CHUNK), desc="views", unit="batch", smoothing=0.05
        ):
            views: list[View] = []
            for i in range(start, min(start + _CHUNK, len(examples))):
                rng = np.random.default_rng((seed, i))
                views += _views_of(examples[i], grounds, rng, strengths)
            self._store(start * self.views, views, run)
            self._mark(start + len(views) // self.views)

    def _mark(self, pictures: int) -> None:
        part = self._state.with_suffix(".part")
        part.write_text(json.dumps({"pictures": pictures}))
        part.replace(self._state)

    def _store(self, row: int, views: list[View], run: Run) -> None:
        squares = np.stack([v.square for v in views])
        rows = slice(row, row + len(views))
        self.low[rows] = np.concatenate(
            [run(squares[i : i + _CHUNK]) for i in range(0, len(squares), _CHUNK)]
        ).transpose(0, 2, 3, 1)
        cell = INPUT_PX // MASK_PX
        small = squares.reshape(len(views), MASK_PX, cell, MASK_PX, cell, 3)
        self.light[rows] = np.round(small.mean((2, 4), dtype=np.float32))
        for i, view in enumerate(views, row):
            self.mask[i] = 0 if view.mask is None else view.mask * (view.mask >= 8)
            if view.mask is None:
                self.mask[i, 0, 0] = UNKNOWN_MASK
            self.true_colour[i] = view.true_colour


def _views_of(
    example: Example,
    grounds: list[Pixels],
    rng: np.random.Generator,
    strengths: Sequence[float],
) -> list[View]:
    picture = load_picture(example)
    views = []
    for strength in strengths:
        if strength == 0:
            views.append(plain_view(picture))
            continue
        jittered = picture if example.box is None else load_picture(example, rng)
        views.append(altered_view(jittered, grounds, rng, strength))
    return views


def home_grounds(examples: Sequence[Example], seed: int, count: int = 400) -> list[Pixels]:
    """Cut pieces of background from the home photos among `examples`."""
    rng = np.random.default_rng(seed)
    homes = [e for e in examples if e.source == "closet"]
    chosen = rng.choice(len(homes), min(count, len(homes)), replace=False) if homes else ()
    return [home_ground(load_picture(homes[i]).pixels, rng) for i in chosen]


def lower_runner(lower: Lower, device: torch.device) -> Run:
    """Return a function from uint8 squares to activations (n, 80, 14, 14).

    On a CPU it goes through ONNX Runtime, which folds the normalisations and takes a third of
    PyTorch's time.
    """
    cv2.setNumThreads(1)
    if device.type != "cpu":
        lower = lower.to(device)

        def on_device(squares: NDArray[np.uint8]) -> NDArray[np.float32]:
            with torch.inference_mode():
                low = lower(normalised(torch.from_numpy(squares).to(device)))
            return np.asarray(low.float().cpu().numpy(), np.float32)

        return on_device

    import onnxruntime as ort  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lower.onnx"
        example = torch.zeros(2, 3, INPUT_PX, INPUT_PX)
        torch.onnx.export(
            lower,
            (example,),
            str(path),
            dynamo=False,
            input_names=["pixels"],
            output_names=["low"],
            dynamic_axes={"pixels": {0: "n"}, "low": {0: "n"}},
        )
        options = ort.SessionOptions()
        options.intra_op_num_threads = torch.get_num_threads()
        session = ort.InferenceSession(path.read_bytes(), options)

    def on_cpu(squares: NDArray[np.uint8]) -> NDArray[np.float32]:
        pixels = (squares.astype(np.float32) - 127.5) / 127.5
        low: NDArray[np.float32] = session.run(
            None, {"pixels": np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))}
        )[0]
        return low

    return on_cpu


def _array(path: Path, dtype: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    if path.is_file():
        array = np.lib.format.open_memmap(path, mode="r+")
        if array.shape != shape:
            raise ValueError(f"{path} holds {array.shape}, not {shape}; use another folder")
        return array
    return np.lib.format.open_memmap(path, mode="w+", dtype=dtype, shape=shape)
