import pytest
import torch

from engine.training.number_type import autocast, compute_type

CPU = torch.device("cpu")


@pytest.mark.parametrize(
    ("avx512_bf16", "amx", "expected"),
    [
        (False, False, torch.float32),
        (True, False, torch.bfloat16),
        (False, True, torch.bfloat16),
    ],
)
def test_a_cpu_computes_in_what_it_has_instructions_for(
    avx512_bf16: bool, amx: bool, expected: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: avx512_bf16)
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: amx)
    assert compute_type(CPU) is expected
    layer, rows = torch.nn.Linear(4, 4), torch.rand(2, 4)
    with autocast(CPU):
        assert layer(rows).dtype is expected


def test_a_gpu_computes_in_bfloat16() -> None:
    assert compute_type(torch.device("cuda")) is torch.bfloat16
