"""Lets torchvision import beside a torch build that its compiled operators do not fit.

timm and ultralytics import torchvision. The wheel of it that comes from PyPI is compiled for CUDA,
and beside a CPU build of torch its import fails on the operator `torchvision::nms`. Nothing that
is trained here calls the compiled operators, except non-maximum suppression. With a matching
torchvision `install` does nothing.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import torch


def _nms(boxes: torch.Tensor, scores: torch.Tensor, iou_threshold: float) -> torch.Tensor:
    """Return the indices kept by greedy non-maximum suppression, best score first.

    Args:
        boxes: `(n, 4)`, x1 y1 x2 y2.
        scores: `(n,)`.
        iou_threshold: a box that overlaps a better one by more than this is dropped.
    """
    areas = (boxes[:, 2:] - boxes[:, :2]).clamp(min=0).prod(1)
    order = scores.argsort(descending=True)
    kept = []
    while order.numel():
        best, rest = order[0], order[1:]
        kept.append(best)
        top_left = torch.maximum(boxes[best, :2], boxes[rest, :2])
        bottom_right = torch.minimum(boxes[best, 2:], boxes[rest, 2:])
        overlap = (bottom_right - top_left).clamp(min=0).prod(1)
        iou = overlap / (areas[best] + areas[rest] - overlap).clamp(min=1e-9)
        order = rest[iou <= iou_threshold]
    return torch.stack(kept) if kept else order


def _compiled_operators_load() -> bool:
    spec = importlib.util.find_spec("torchvision")
    if spec is None or spec.origin is None:
        return True  # absent: the import error that follows says so better than we could
    for library in Path(spec.origin).parent.glob("_C.*"):
        try:
            torch.ops.load_library(str(library))  # type: ignore[no-untyped-call]
        except OSError:
            continue
        return True
    return False


@cache
def install() -> bool:
    """Make `import torchvision` work; call it before the first import of timm or ultralytics.

    Returns:
        Whether the operators had to be replaced.
    """
    if _compiled_operators_load():
        return False
    operators = torch.library.Library("torchvision", "FRAGMENT")  # type: ignore[no-untyped-call]
    for name in ("nms", "qnms"):
        schema = f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
        operators.define(schema)  # type: ignore[no-untyped-call]
    operators.impl("nms", _nms, "CompositeExplicitAutograd")  # type: ignore[no-untyped-call]

    import torchvision  # noqa: PLC0415

    # `torchvision.ops.nms` refuses to run without the compiled library, ours or not.
    torchvision.ops.boxes._assert_has_ops = lambda: None
    globals()["_operators"] = operators  # a Library takes its operators back when collected
    return True
