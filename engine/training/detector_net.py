"""The detector's network: an EfficientNet-Lite backbone under YOLO11's neck and head."""

from __future__ import annotations

from types import SimpleNamespace

import torch
from PIL import Image
from torch import nn

from engine.training import torchvision_shim
from engine.training.imagenet import lite0_pyramid

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
