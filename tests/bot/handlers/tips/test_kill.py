"""Tips while the process of the bot is killed: none lost, none doubled, no 429."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.killed_bot import killed_run
from tests.support.patience import patient

pytestmark = pytest.mark.slow

NO_MODELS = "http://127.0.0.1:9"
"""Nobody answers there, and the bot need not read the models, which tips do not need."""


async def test_killed_twice_on_the_way(tmp_path: Path) -> None:
    run = await killed_run(
        tmp_path,
        tips=40,
        kills=2,
        dressed=10,
        environment={
            "COORDI_ENGINE__URL": NO_MODELS,
            "COORDI_TIPS__LEASE_S": "3",
            "COORDI_TIPS__SEND_TIMEOUT_S": "2",
            "COORDI_TIPS__SETTLE_S": "4",
        },
        patience_s=patient(60),
    )
    assert (run.lost, run.doubled, run.refused) == (0, 0, 0)
    assert sum(run.received) == 40
    assert run.boards == 4
