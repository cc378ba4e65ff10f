"""Tips while the real bot process is killed: none lost, none doubled, no 429."""

from __future__ import annotations

from pathlib import Path

from benchmarks.tips import killed_run


async def test_killed_twice_on_the_way(tmp_path: Path) -> None:
    run = await killed_run(
        tmp_path,
        tips=60,
        kills=2,
        environment={
            "COORDI_TIPS__LEASE_S": "2",
            "COORDI_TIPS__SEND_TIMEOUT_S": "1",
            "COORDI_TIPS__SETTLE_S": "2",
        },
    )
    assert run.kills == 2
    assert (run.lost, run.doubled, run.refused) == (0, 0, 0)
    assert sum(run.received) == 60
