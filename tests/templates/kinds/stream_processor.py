"""In = out: to the end of the stream, and when SIGTERM comes in the middle."""

import signal

from project import Mutant, Project

MUTANTS = (
    # Unbounded queues: a slow sink fills the memory.
    Mutant("pipeline.py", "raw: Items = asyncio.Queue(self._settings.queue)", "raw: Items = asyncio.Queue()"),
    # The stop cuts off what is under way.
    Mutant("pipeline.py", "loop.time() + self._settings.shutdown_timeout", "loop.time()"),
    # The end overtakes what is still being transformed.
    Mutant("pipeline.py", "                await transforming\n", ""),
)


def prove(project: Project) -> None:
    """Once to the end, once into a signal."""
    done = project.until("stopped", signal.SIGTERM, APP_ITEMS="3000", APP_METRICS_PORT="0")
    counts = done.entries[-1]
    assert (counts["read"], counts["written"], counts["failed"]) == (3000, 3000, 0), counts
    cut = project.until("ready", signal.SIGTERM, pause=0.3, APP_METRICS_PORT="0")
    counts = cut.entries[-1]
    assert cut.status == 0 and counts["message"] == "stopped", cut
    assert counts["read"] == counts["written"] and not counts["failed"], counts
