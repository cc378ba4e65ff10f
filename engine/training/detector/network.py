"""The detector's network: an EfficientNet-Lite backbone under YOLO11's neck and head."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from engine.models.detector import LONG_SIDE_PX, Candidates, decode, letterbox, normalise
from engine.training import torchvision_shim
from engine.training.imagenet import lite0_pyramid
from engine.training.number_type import autocast

torchvision_shim.install()
_open = Image.open

from ultralytics.nn.modules import C2PSA, SPPF, C3k2, Conv, Detect  # noqa: E402
from ultralytics.utils.torch_utils import initialize_weights  # noqa: E402

# ultralytics puts an opener of its own in Pillow's place for the whole process, which raises other
# errors on damaged pictures than the rest of the program expects.
Image.open = _open

STRIDES = (8, 16, 32)
LOSS_GAINS = SimpleNamespace(box=7.5, cls=0.5, dfl=1.5)
"""Weights of the three losses, ultralytics' defaults."""


class DetectorNet(nn.Module):
    """Garment detector.

    Input `(n, 3, h, w)`, sides multiples of 32, values `(x - 127.5) / 127.5`. In training the
    output is the prediction dictionary of ultralytics' `Detect`.
    """

    def __init__(self, classes: int, *, backbone: nn.Module | None = None) -> None:
        super().__init__()
        self.backbone = backbone if backbone is not None else lite0_pyramid()
        c3, c4, c5 = 40, 112, 320
        p3, p4, p5 = 64, 128, 256
        self.context = nn.Sequential(Conv(c5, p5, 1), SPPF(p5, p5, 5), C2PSA(p5, p5, 1))
        self.up = nn.Upsample(scale_factor=2, mode="nearest")
        self.top_down4 = C3k2(p5 + c4, p4, 1, False)
        self.top_down3 = C3k2(p4 + c3, p3, 1, False)
        self.down3 = Conv(p3, p3, 3, 2)
        self.bottom_up4 = C3k2(p3 + p4, p4, 1, False)
        self.down4 = Conv(p4, p4, 3, 2)
        self.bottom_up5 = C3k2(p4 + p5, p5, 1, True)
        head = Detect(nc=classes, ch=(p3, p4, p5))
        head.stride = torch.tensor(STRIDES, dtype=torch.float32)
        # `v8DetectionLoss` looks for the head at the end of `model` and for its gains in `args`.
        self.model = nn.ModuleList([head])
        self.args = LOSS_GAINS
        initialize_weights(self.neck_and_head)
        head.bias_init()

    @property
    def head(self) -> Detect:
        """The detection head."""
        return self.model[0]

    @property
    def neck_and_head(self) -> nn.ModuleList:
        """Everything that starts from random weights."""
        return nn.ModuleList([m for n, m in self.named_children() if n != "backbone"])

    def maps(self, images: torch.Tensor) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
        """Return the backbone's maps and the neck's, each at strides 8, 16 and 32."""
        c3, c4, c5 = self.backbone(images)
        context = self.context(c5)
        n4 = self.top_down4(torch.cat([self.up(context), c4], 1))
        n3 = self.top_down3(torch.cat([self.up(n4), c3], 1))
        n4 = self.bottom_up4(torch.cat([self.down3(n3), n4], 1))
        n5 = self.bottom_up5(torch.cat([self.down4(n4), context], 1))
        return [c3, c4, c5], [n3, n4, n5]

    def forward(self, images: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return raw box distributions `(n, 64, anchors)` and class logits."""
        raw: dict[str, torch.Tensor] = self.head.forward_head(
            self.maps(images)[1], **self.head.one2many
        )
        return raw

    def fold_backbone(self) -> None:
        """Make the backbone's norms, whose statistics stay, part of the convolutions before them.

        The maps are the same afterwards; training is a quarter faster.
        """
        self.backbone.eval()
        for block in list(self.backbone.modules()):
            for conv_name, norm_name in _conv_norm_pairs(block):
                norm = getattr(block, norm_name)
                plain = nn.BatchNorm2d(norm.num_features, eps=norm.eps).eval()
                plain.load_state_dict(norm.state_dict())
                setattr(block, conv_name, fuse_conv_bn_eval(getattr(block, conv_name), plain))
                setattr(block, norm_name, norm.act)

    def unfreeze(self, stages: int) -> list[nn.Parameter]:
        """Let the last `stages` stages of the backbone learn, and nothing before them.

        Depthwise filters stay: their gradients take as long as all the others together.

        Returns:
            The backbone's parameters that learn.
        """
        self.backbone.requires_grad_(False)
        blocks = self.backbone.get_submodule("blocks")
        assert isinstance(blocks, nn.Sequential)
        convs = [m for m in blocks[len(blocks) - stages :].modules() if isinstance(m, nn.Conv2d)]
        learning = [p for conv in convs if conv.groups == 1 for p in conv.parameters()]
        for parameter in learning:
            parameter.requires_grad_(True)
        return learning


def _conv_norm_pairs(block: nn.Module) -> list[tuple[str, str]]:
    """Return the names of a timm block's convolutions, each with its norm's."""
    if hasattr(block, "conv_stem"):
        return [("conv_stem", "bn1")]
    if hasattr(block, "conv_pwl"):
        return [("conv_pw", "bn1"), ("conv_dw", "bn2"), ("conv_pwl", "bn3")]
    if hasattr(block, "conv_dw"):
        return [("conv_dw", "bn1"), ("conv_pw", "bn2")]
    return []


@torch.no_grad()
def candidates_of(
    net: DetectorNet,
    image: NDArray[np.uint8],
    min_score: float,
    long_side_px: int = LONG_SIDE_PX,
) -> Candidates:
    """Run a network in torch the way `Detector` looks at a photo with the exported one.

    Returns:
        What it sees before suppression, in pixels of `image` `(h, w, 3)`.
    """
    padded, scale_x, scale_y = letterbox(image, long_side_px)
    device = next(net.parameters()).device
    with autocast(device):
        raw = net(torch.from_numpy(normalise(padded[None])).to(device))
    box_logits, class_logits = (raw[k][0].float().cpu().numpy() for k in ("boxes", "scores"))
    candidates = decode(box_logits, class_logits, padded.shape[:2], min_score)
    scale = np.array([scale_x, scale_y, scale_x, scale_y], dtype=np.float32)
    return Candidates(candidates.boxes / scale, candidates.slots, candidates.scores)
