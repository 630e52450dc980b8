"""Large outputs arrive whole; on a timeout and on cancellation the program and its children are gone."""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

import bad
import pattern
from proving import raises, run, settle, until

PRINT = "import sys; print('x' * 300_000); print('y' * 300_000, file=sys.stderr); sys.exit(3)"
GRANDCHILD = 'sleep 60 > "$0" & sleep 60 > "$0"'


async def main(folder: Path) -> None:
    code, out, err = await pattern.run(sys.executable, "-c", PRINT)
    assert (code, len(out), len(err)) == (3, 300_001, 300_001)

    fifo = folder / "fifo"
    os.mkfifo(fifo)

    # A pipe that is opened so gives no bytes when nobody holds its other end, and an error while somebody does. It does
    # not wait for a shell that was killed before it had started anything.
    end = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)

    def is_free() -> bool:
        try:
            return os.read(end, 1) == b""
        except BlockingIOError:
            return False

    await raises(asyncio.TimeoutError, pattern.run("/bin/sh", "-c", GRANDCHILD, str(fifo), timeout=0.3))
    await until(is_free)
    os.close(end)

    opened = asyncio.create_task(asyncio.to_thread(fifo.open, "rb"))
    task = asyncio.create_task(pattern.run("/bin/sh", "-c", GRANDCHILD, str(fifo)))
    with await opened as file:
        # The shell runs before asyncio has connected its pipes: let it, so that the cancellation meets communicate().
        await settle(100)
        task.cancel()
        await raises(asyncio.CancelledError, task)
        assert await asyncio.wait_for(asyncio.to_thread(file.read), 5) == b""

    assert len(await bad.run(sys.executable, "-c", "print('short')")) == 6
    assert not await ends(bad.run(sys.executable, "-c", "print('x' * 300_000)"))


async def ends(work) -> bool:
    """Whether it ends; the program that hangs is killed."""
    real, made = asyncio.create_subprocess_exec, []

    async def remember(*command, **options):
        made.append(await real(*command, **options))
        return made[-1]

    asyncio.create_subprocess_exec = remember
    try:
        await asyncio.wait_for(work, 0.6)
        return True
    except asyncio.TimeoutError:
        return False
    finally:
        asyncio.create_subprocess_exec = real
        if made[0].returncode is None:
            made[0].kill()
        await made[0].communicate()


with tempfile.TemporaryDirectory() as name:
    run(main(Path(name)))
