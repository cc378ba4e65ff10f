from pathlib import Path

import pytest
from click.testing import CliRunner

from config.errors import CoordiError
from engine.training.cli import train


@pytest.mark.parametrize("model", ["detector", "style"])
def test_says_which_data_is_missing(model: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        train, [model, "--data", str(tmp_path), "--out", str(tmp_path / "out")]
    )
    assert isinstance(result.exception, CoordiError)
    assert str(tmp_path / "street") in str(result.exception)


@pytest.mark.parametrize("model", ["detector", "style"])
def test_refuses_to_train_on_nothing(model: str, data_dir: Path, tmp_path: Path) -> None:
    arguments = [model, "--data", str(data_dir), "--out", str(tmp_path), "--exclude", "street"]
    result = CliRunner().invoke(train, arguments)
    assert isinstance(result.exception, CoordiError)
    assert "street" in str(result.exception)
