"""Large outputs arrive whole; on a timeout and on cancellation the program and its children are gone."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable
from pathlib import Path

import bad
import pattern
from proving import raises, run, until

PRINT = "import sys; print('x' * 300_000); print('y' * 300_000, file=sys.stderr); sys.exit(3)"
GRANDCHILD = 'sleep 60 > "$0" & sleep 60 > "$0"'
# The shell ends at once; its child keeps the inherited pipes, and holds the fifo as its own.
ORPHAN = 'sleep 60 3> "$0" &'

made: list[asyncio.subprocess.Process] = []
create = asyncio.create_subprocess_exec


async def remember(*command, **options):
    made.append(await create(*command, **options))
    return made[-1]


asyncio.create_subprocess_exec = remember


class Fifo:
    """Tells whether any process holds the writing end."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.name = str(path)
        self._reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def has_writers(self) -> bool:
        try:
            return os.read(self._reader, 1) != b""
        except BlockingIOError:
            return True

    def close(self) -> None:
        os.close(self._reader)


async def main(folder: Path) -> None:
    code, out, err = await pattern.run(sys.executable, "-c", PRINT)
    assert (code, len(out), len(err)) == (3, 300_001, 300_001)

    fifo = Fifo(folder / "fifo")
    await raises(asyncio.TimeoutError, pattern.run("/bin/sh", "-c", GRANDCHILD, fifo.name, timeout=0.5))
    await until(lambda: not fifo.has_writers())

    await raises(asyncio.TimeoutError, pattern.run("/bin/sh", "-c", ORPHAN, fifo.name, timeout=0.5))
    assert made[-1].returncode == 0
    await until(lambda: not fifo.has_writers())

    made.clear()
    task = asyncio.create_task(pattern.run("/bin/sh", "-c", GRANDCHILD, fifo.name))
    await until(lambda: made and fifo.has_writers())
    task.cancel()
    await raises(asyncio.CancelledError, task)
    await until(lambda: not fifo.has_writers())
    fifo.close()

    assert len(await bad.run(sys.executable, "-c", "print('short')")) == 6
    assert not await ends(bad.run(sys.executable, "-c", "print('x' * 300_000)"))


async def ends(work: Awaitable[object]) -> bool:
    """Whether it ends; a program that hangs is killed."""
    made.clear()
    task = asyncio.ensure_future(work)
    await until(lambda: made)
    done, _ = await asyncio.wait([task], timeout=0.5)
    task.cancel()
    await asyncio.wait([task])
    if made[0].returncode is None:
        made[0].kill()
    await made[0].communicate()
    return bool(done)


with tempfile.TemporaryDirectory() as name:
    run(main(Path(name)))
