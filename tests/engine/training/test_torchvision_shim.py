import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.models.detector import suppress
from engine.training import torchvision_shim

torchvision_shim.install()


@given(seed=st.integers(0, 10_000), count=st.integers(0, 30))
def test_replaced_suppression_agrees_with_the_served_one(seed: int, count: int) -> None:
    import torchvision

    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, 50, (count, 2))
    boxes = np.concatenate([corners, corners + rng.uniform(1, 40, (count, 2))], 1)
    boxes = boxes.astype(np.float32)
    scores = np.sort(rng.random(count).astype(np.float32))[::-1].copy()
    kept = torchvision.ops.nms(torch.from_numpy(boxes), torch.from_numpy(scores), 0.5)
    assert kept.tolist() == suppress(boxes, np.zeros(count, dtype=np.int64), 0.5).tolist()


def test_installing_twice_changes_nothing() -> None:
    assert torchvision_shim.install() is torchvision_shim.install()
