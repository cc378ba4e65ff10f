"""Daily tips that are all due at once, sent through the local Telegram by a bot that is killed.

The bot is the real one, a process of its own. It dies of SIGKILL at the very moment in which
Telegram has accepted a tip, or is about to accept one and then does not: both questions that a
crash leaves open are asked, run after run.
"""

from tests.support.killed_bot.process import StuckError
from tests.support.killed_bot.run import KilledRun, killed_run
from tests.support.killed_bot.subscribers import settings_in

__all__ = ["KilledRun", "StuckError", "killed_run", "settings_in"]
