from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from engine.sizing.cli import answer_line, size

TEE = {
    "gender": "male",
    "height_cm": 173,
    "weight_kg": 68,
    "category": "t_shirt",
    "brand": "Musinsa Standard",
    "market": "kr",
}


def test_one_answer_a_line_in_order():
    lines = [json.dumps(TEE | {"weight_kg": weight_kg}) for weight_kg in (55, 100)]
    result = CliRunner().invoke(size, ["--json"], input="\n".join(lines) + "\n\n")
    assert result.exit_code == 0
    light, heavy = (json.loads(line) for line in result.output.splitlines())
    assert set(light["probabilities"]) == {"S", "M", "L", "XL", "2XL", "3XL"}
    order = list(light["probabilities"])
    assert order.index(light["size"]) < order.index(heavy["size"])
    assert {"chest_cm", "waist_cm", "hip_cm"} <= set(light["body"])
    assert all({"code", "text"} <= set(why) for why in light["reasons"])


def test_a_bad_line_is_an_error_and_the_others_are_answered():
    lines = ["not json", json.dumps(TEE | {"height_cm": 17}), json.dumps(TEE)]
    result = CliRunner().invoke(size, ["--json"], input="\n".join(lines))
    assert result.exit_code == 1
    bad, short, good = (json.loads(line) for line in result.output.splitlines())
    assert bad["error"]["code"] == "bad_json"
    assert short["error"]["code"] == "height_out_of_range"
    assert good["size"]


def test_without_json_the_answer_is_a_sentence():
    result = CliRunner().invoke(size, input=json.dumps(TEE))
    assert result.exit_code == 0
    assert "your chest is estimated at" in result.output


@pytest.mark.parametrize("line", ["[" * 5000, "x" * 30_000, "5", "null", "[]", '"L"'])
def test_an_invalid_line_is_an_error(line):
    assert "error" in answer_line(line)


@given(st.text(max_size=200))
def test_any_line_is_answered(line):
    assert "error" in answer_line(line)
