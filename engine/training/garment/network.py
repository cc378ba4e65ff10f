"""The garment network: EfficientNet-Lite0 with one head per attribute of a garment.

The lower half keeps its ImageNet weights: its activations are computed once per altered view and
stored, so that the upper half trains many times faster than the whole would. The depthwise filters
of the upper half stay too; their weight gradient alone costs as much as the rest of a step on a
CPU, and they are a hundredth of the weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from config.taxonomy import CATEGORIES, COLOURS, PATTERNS
from engine.models.garment import COLOUR_DIMS, DETAIL_DIMS, MASK_PX, SEMANTIC_DIMS

FROZEN_BLOCKS: Final = 4
LOWER_SHAPE: Final = (14, 14, 80)
"""Rows, columns and channels of what the frozen lower half gives."""
OUTPUTS: Final = ("category", "pattern", "fit", "colour", "mask", "embedding")

_FEATURES: Final = 1280
_PALETTE_SIDE: Final = 4


@dataclass(frozen=True, slots=True)
class RawOutputs:
    """The network's raw outputs for a batch.

    Attributes:
        category: logits, (n, categories).
        pattern: logits, (n, patterns).
        fit: logits, (n, 3).
        colour: logits, (n, colours).
        mask: logits, (n, 28, 28).
        semantic: unit rows, (n, 96); near for the same kind of garment.
        detail: unit rows, (n, 96); near for the very same garment.
        tint: unit rows, (n, 64); near for the same colours.
    """

    category: Tensor
    pattern: Tensor
    fit: Tensor
    colour: Tensor
    mask: Tensor
    semantic: Tensor
    detail: Tensor
    tint: Tensor


def _blocks(backbone: nn.Module) -> list[nn.Module]:
    return list(backbone.get_submodule("blocks").children())


class Lower(nn.Module):
    """The frozen half: pixels to activations at 14 by 14."""

    def __init__(self, backbone: nn.Module) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            backbone.get_submodule("conv_stem"), backbone.get_submodule("bn1")
        )
        self.blocks = nn.Sequential(*_blocks(backbone)[:FROZEN_BLOCKS])
        self.requires_grad_(False).eval()

    def forward(self, pixels: Tensor) -> Tensor:
        """Map normalised pixels (n, 3, 224, 224) to activations (n, 80, 14, 14)."""
        return cast("Tensor", self.blocks(self.stem(pixels)))

    def train(self, mode: bool = True) -> Lower:
        """Stay in evaluation mode: the stored activations come from there."""
        del mode
        return super().train(False)


class _MaskHead(nn.Module):
    """Foreground at 28 by 28 from three depths."""

    def __init__(self, width: int = 48) -> None:
        super().__init__()
        self.fine = nn.Conv2d(80 + 112, width, 1)
        self.coarse = nn.Conv2d(320, width, 1)
        self.mix = nn.Conv2d(width, width, 3, padding=1, groups=width)
        self.out = nn.Conv2d(width, 4, 1)

    def forward(self, low: Tensor, mid: Tensor, top: Tensor) -> Tensor:
        coarse = functional.interpolate(self.coarse(top), scale_factor=2.0, mode="nearest")
        x = functional.relu(self.fine(torch.cat([low, mid], 1)) + coarse)
        x = functional.relu(self.mix(x) + x)
        return functional.pixel_shuffle(self.out(x), 2).squeeze(1)


@dataclass(frozen=True, slots=True)
class Features:
    """The inputs of the heads, except the mask head's.

    Attributes:
        pooled: the last activations averaged over the crop, (n, 1280).
        weave: the middle activations averaged over the foreground, (n, 112).
        texture: the low activations averaged over the foreground, (n, 80).
        tones: what `ColourHead.tones` gives, (n, 131).
        mask: foreground logits, (n, 28, 28).
    """

    pooled: Tensor
    weave: Tensor
    texture: Tensor
    tones: Tensor
    mask: Tensor


class ColourHead(nn.Module):
    """Colours from a soft histogram of the pixels in the foreground, and of those around it."""

    def __init__(self) -> None:
        super().__init__()
        side = torch.linspace(-0.9, 0.9, _PALETTE_SIDE)
        self.palette = nn.Parameter(torch.cartesian_prod(side, side, side))
        self.sharpness = nn.Parameter(torch.tensor(12.0))
        bins = _PALETTE_SIDE**3
        self.context = nn.Linear(_FEATURES, 64)
        self.hidden = nn.Linear(2 * bins + 80 + 3 + 64, 160)
        self.name = nn.Linear(160, len(COLOURS))
        self.tint = nn.Linear(160 + bins, COLOUR_DIMS)

    def tones(self, light: Tensor, mask: Tensor) -> Tensor:
        """Count the colours of the foreground and of what surrounds it.

        Args:
            light: normalised small pixels, (n, 3, 28, 28).
            mask: foreground logits, (n, 28, 28); colours do not teach it.

        Returns:
            Soft histogram of the foreground (64), of the rest (64), mean of the foreground (3).
        """
        inside = torch.sigmoid(mask.detach())[:, None]
        # Squared distance to each palette colour, without the pixel's own square, which cancels.
        centres = self.palette[:, :, None, None]
        near = 2 * functional.conv2d(light, centres) - (centres**2).sum(1)
        bins = torch.softmax(self.sharpness * near, 1)
        return torch.cat([_mean(bins, inside), _mean(bins, 1 - inside), _mean(light, inside)], 1)

    def forward(self, seen: Features) -> tuple[Tensor, Tensor]:
        """Return logits of the names, (n, 21), and the embedding's unit rows of colour."""
        bins = len(self.palette)
        own, around = seen.tones[:, :bins], seen.tones[:, bins : 2 * bins]
        mean = seen.tones[:, 2 * bins :]
        context = functional.relu(self.context(seen.pooled))
        hidden = functional.relu(
            self.hidden(torch.cat([own, around, seen.texture, mean, context], 1))
        )
        tint = self.tint(torch.cat([hidden, (own + 1e-4).sqrt()], 1))
        return self.name(functional.dropout(hidden, 0.1, self.training)), _unit(tint)


def _mean(values: Tensor, weight: Tensor) -> Tensor:
    return (values * weight).sum((2, 3)) / (weight.sum((2, 3)) + 1e-3)


def _unit(x: Tensor) -> Tensor:
    return x / (x.square().sum(1, keepdim=True) + 1e-12).sqrt()


class Upper(nn.Module):
    """The trained half: from activations and small pixels to the raw outputs."""

    def __init__(self, backbone: nn.Module) -> None:
        super().__init__()
        self.mid, self.late, self.top = _blocks(backbone)[FROZEN_BLOCKS:]
        self.head = nn.Sequential(
            backbone.get_submodule("conv_head"), backbone.get_submodule("bn2")
        )
        self.dropout = nn.Dropout(0.25)
        self.category = nn.Linear(_FEATURES, len(CATEGORIES))
        self.pattern = nn.Linear(_FEATURES, len(PATTERNS))
        self.fit = nn.Linear(_FEATURES, 3)
        self.semantic = nn.Linear(_FEATURES, SEMANTIC_DIMS)
        self.detail = nn.Linear(_FEATURES + 112, DETAIL_DIMS)
        self.mask = _MaskHead()
        self.colour = ColourHead()
        for parameter in self.parameters():
            if parameter.ndim == 4 and parameter.shape[1] == 1 and parameter.shape[0] > 64:
                parameter.requires_grad_(False)

    def forward(self, low: Tensor, light: Tensor) -> RawOutputs:
        """Compute the outputs of a batch.

        Args:
            low: output of `Lower`, (n, 80, 14, 14).
            light: normalised pixels averaged to (n, 3, 28, 28).
        """
        return self.apply_heads(self.features(low, light))

    def features(self, low: Tensor, light: Tensor) -> Features:
        """Return the inputs of the heads; arguments as of `forward`."""
        mid = self.mid(low)
        top = self.top(self.late(mid))
        mask = self.mask(low, mid, top).float()
        inside = functional.avg_pool2d(torch.sigmoid(mask).detach()[:, None], 2)
        return Features(
            pooled=self.head(top).mean((2, 3)).float(),
            weave=_mean(mid.float(), inside),
            texture=_mean(low.float(), inside),
            tones=self.colour.tones(light.float(), mask).float(),
            mask=mask,
        )

    def apply_heads(self, seen: Features) -> RawOutputs:
        """Run the heads."""
        colour, tint = self.colour(seen)
        shared = self.dropout(seen.pooled)
        return RawOutputs(
            category=self.category(shared),
            pattern=self.pattern(shared),
            fit=self.fit(shared),
            colour=colour,
            mask=seen.mask,
            semantic=self.kind_of(seen),
            detail=self.detail_of(seen),
            tint=tint,
        )

    def kind_of(self, seen: Features) -> Tensor:
        """Return the embedding's rows for the kind of garment, (n, 96)."""
        return _unit(self.semantic(seen.pooled))

    def detail_of(self, seen: Features) -> Tensor:
        """Return the embedding's rows for the very garment, (n, 96)."""
        return _unit(self.detail(torch.cat([seen.pooled, seen.weave], 1)))


class GarmentNet(nn.Module):
    """Both halves, from a batch of squares to the outputs of `garment.onnx`."""

    def __init__(self, lower: Lower, upper: Upper) -> None:
        super().__init__()
        self.lower, self.upper = lower, upper

    def forward(self, crops: Tensor) -> tuple[Tensor, ...]:
        """Map RGB crops (n, 224, 224, 3), uint8, to `OUTPUTS`, in that order."""
        pixels = normalised(crops)
        outputs = self.upper(self.lower(pixels), small_light(pixels))
        embedding = torch.cat([outputs.semantic, outputs.detail, outputs.tint], 1)
        return (
            outputs.category,
            outputs.pattern,
            outputs.fit,
            outputs.colour,
            outputs.mask,
            embedding,
        )


def normalised(crops: Tensor) -> Tensor:
    """Normalise uint8 (n, h, w, 3) for the ImageNet weights: (n, 3, h, w) in [-1, 1]."""
    return (crops.permute(0, 3, 1, 2).float() - 127.5) / 127.5


def small_light(pixels: Tensor) -> Tensor:
    """Average pixels down to the size of the foreground mask."""
    return functional.avg_pool2d(pixels, pixels.shape[-1] // MASK_PX)
