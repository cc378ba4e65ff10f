"""`python -m simulator serve`."""

from simulator.cli import simulator

simulator(prog_name="python -m simulator")
