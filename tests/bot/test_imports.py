"""What importing the bot loads: nothing that only a rare picture needs."""

from __future__ import annotations

import subprocess
import sys


def test_matplotlib_is_not_imported_before_a_chart_is_drawn() -> None:
    program = "import bot.running, sys; print('matplotlib' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
