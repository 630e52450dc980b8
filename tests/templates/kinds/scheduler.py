"""Runs keep to their ticks by a fake clock, and a run under way survives SIGTERM."""

import signal
from itertools import pairwise

from project import Mutant, Project

MUTANTS = (
    # Drift: the next tick counted from the end of the run.
    Mutant(
        "scheduler.py",
        "following = tick + job.interval",
        "following = self._clock.monotonic() + job.interval",
    ),
    # Missed ticks are made up for one by one.
    Mutant("scheduler.py", "        if behind <= 0:\n", "        if behind <= 1e9:\n"),
    Mutant("scheduler.py", "timeout=self._shutdown_timeout)", "timeout=0)"),
)


def prove(project: Project) -> None:
    """A real process keeps its ticks; the fake clock is in the project's own tests."""
    logs = project.until("run done", signal.SIGTERM, times=3, APP_INTERVAL="0.06", APP_METRICS_PORT="0")
    assert logs.status == 0, logs.entries
    messages = [entry["message"] for entry in logs.entries]
    assert messages[0] == "ready" and messages[-1] == "stopped", messages
    assert "runs are cut off" not in messages
    planned = [entry["planned"] for entry in logs.entries if entry["message"] == "run done"]
    assert all(first < second for first, second in pairwise(planned)), planned
