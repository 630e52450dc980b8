"""The service loses nothing when it is told to stop."""

import asyncio

from load import under_load
from project import Mutant, Project, free_port

RUNS = 10

MUTANTS = (
    Mutant("app.py", '        response.headers["Connection"] = "close"\n', ""),
    Mutant("app.py", "            await drain(app[TRAFFIC], site, settings)\n", ""),
    Mutant(
        "app.py",
        "            await drain(app[TRAFFIC], site, settings)\n",
        "            for task in asyncio.all_tasks():\n                task.cancel()\n",
    ),
)


def prove(project: Project, runs: int = RUNS) -> None:
    """Zero lost, before and after the signal, in each run."""
    for number in range(runs):
        port = free_port()
        environment = project.environment(APP_PORT=str(port), APP_DRAIN_DELAY="0.4", APP_LOG_LEVEL="WARNING")
        tally = asyncio.run(under_load(project.command, environment, port))
        assert tally.clean, f"run {number + 1}: {tally}"
