"""The service loses nothing when it is told to stop."""

import asyncio

from load import under_load
from project import Mutant, Project, free_port

RUNS = 10

# The delay is what clients get to notice that the service drains: they run on the same busy machine.
SETTINGS = {
    "APP_DRAIN_DELAY": "1",
    "APP_SHUTDOWN_TIMEOUT": "60",
    "APP_REQUEST_TIMEOUT": "60",
    "APP_LOG_LEVEL": "WARNING",
}

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
        environment = project.environment(APP_PORT=str(port), **SETTINGS)
        tally = asyncio.run(under_load(project.command, environment, port))
        assert tally.clean, f"run {number + 1}: {tally}"
