"""Writes a trained detector as the ONNX model that is served."""

from __future__ import annotations

import copy
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxslim import slim
from torch import nn

from engine.training.detector.network import DetectorNet

# isort: split
from timm.layers import Conv2dSame

INPUT = "images"
OUTPUTS = ("box_logits", "class_logits", "features")
OPSET = 17
SMALL_TENSOR = 256
"""Weights of fewer numbers than this stay in single precision."""


class EvenSidedConv(nn.Module):
    """TensorFlow's "same" convolution with stride 2, for inputs whose sides are even.

    For those the padding is a constant, so that it becomes part of the exported convolution;
    timm's own works it out from the input each time, in twenty small operations.
    """

    def __init__(self, conv: nn.Conv2d) -> None:
        """Take the weights of `conv`."""
        super().__init__()
        self.conv = nn.Conv2d(
            conv.in_channels,
            conv.out_channels,
            conv.kernel_size,  # type: ignore[arg-type]
            conv.stride,  # type: ignore[arg-type]
            groups=conv.groups,
            bias=conv.bias is not None,
        )
        self.conv.load_state_dict(conv.state_dict())
        total = conv.kernel_size[0] - conv.stride[0]
        before = total // 2
        self.pad = nn.ZeroPad2d((before, total - before, before, total - before))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return the maps, half as wide and high."""
        maps: torch.Tensor = self.conv(self.pad(images))
        return maps


def with_constant_padding(module: nn.Module) -> nn.Module:
    """Replace the convolutions of `module` that pad by the size of their input; in place."""
    for name, child in module.named_children():
        if isinstance(child, Conv2dSame):
            setattr(module, name, EvenSidedConv(child))
        else:
            with_constant_padding(child)
    return module


class ServedNet(nn.Module):
    """The network with the outputs that serving reads.

    `features` describes the whole photo: the means of the backbone's maps at strides 16 and 32,
    once over the picture and once weighted by how likely each cell is part of a garment.
    """

    def __init__(self, net: DetectorNet) -> None:
        super().__init__()
        self.net = net
        with_constant_padding(net.backbone)

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return box logits, class logits and features of `(n, 3, h, w)`."""
        (_, c4, c5), neck = self.net.maps(images)
        raw = self.net.head.forward_head(neck, **self.net.head.one2many)
        garment4, garment5 = (
            self.net.head.cv3[level](neck[level]).amax(1, keepdim=True).sigmoid()
            for level in (1, 2)
        )
        features = [c4.mean((2, 3)), c5.mean((2, 3))]
        for values, weight in ((c4, garment4), (c5, garment5)):
            total = weight.sum((2, 3)) + 1e-4
            features.append((values * weight).sum((2, 3)) / total)
        return raw["boxes"], raw["scores"], torch.cat(features, 1)


def export(net: DetectorNet, path: Path) -> None:
    """Write `net` to `path`, with dynamic batch and sides and half-precision weights."""
    served = ServedNet(copy.deepcopy(net).cpu().float().eval())
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        # The tracing exporter is deprecated, but leaves both sides free without a shape proof of
        # every layer; and it warns of sizes that are constants here.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            served,
            (torch.zeros(1, 3, 448, 320),),
            str(path),
            input_names=[INPUT],
            output_names=list(OUTPUTS),
            dynamic_axes={
                INPUT: {0: "batch", 2: "height", 3: "width"},
                OUTPUTS[0]: {0: "batch", 2: "cells"},
                OUTPUTS[1]: {0: "batch", 2: "cells"},
                OUTPUTS[2]: {0: "batch"},
            },
            opset_version=OPSET,
            dynamo=False,
        )
    onnx.save(store_in_half_precision(slim(onnx.load(path))), path)


def store_in_half_precision(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the model with its large weights as float16, cast to float32 when it is loaded.

    ONNX Runtime folds the casts away while loading, so that only the file gets smaller.
    """
    graph = model.graph
    casts = []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < SMALL_TENSOR:
            continue
        name = tensor.name
        half = numpy_helper.from_array(values.astype(np.float16), f"{name}.half")
        tensor.CopyFrom(half)
        casts.append(helper.make_node("Cast", [half.name], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    return model
