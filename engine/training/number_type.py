"""Which number type a training computes in."""

from __future__ import annotations

import torch


def compute_type(device: torch.device) -> torch.dtype:
    """Return bfloat16 where `device` has instructions for it, otherwise float32.

    A CPU without them emulates bfloat16: a step of the detector's training took thirty times as
    long on one with AVX2 alone as it does there in float32, while AVX-512 BF16 makes it a third
    shorter and AMX shorter still.
    """
    if device.type != "cpu":
        return torch.bfloat16
    natively = (
        torch.cpu._is_avx512_bf16_supported(),
        torch.cpu._is_amx_tile_supported(),
    )
    return torch.bfloat16 if any(natively) else torch.float32


def autocast(device: torch.device) -> torch.autocast:
    """Return a context in which a network runs in `compute_type`."""
    dtype = compute_type(device)
    return torch.autocast(device.type, dtype, enabled=dtype is not torch.float32)
