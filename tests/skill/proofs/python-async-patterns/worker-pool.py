import asyncio
import sys
from collections.abc import Iterator

import pattern
import proving

FAILURE = ExceptionGroup if sys.version_info >= (3, 11) else ValueError


async def main() -> None:
    peak, done, read = proving.Peak(), [], []

    def jobs() -> Iterator[int]:
        for number in range(100):
            read.append(number)
            yield number

    async def work(number: int) -> None:
        with peak:
            await proving.settle(number % 4)
            done.append(number)

    await pattern.run_pool(jobs(), work, size=5)
    assert sorted(done) == list(range(100))
    assert peak.most == 5, peak.most

    # The source is lazy: while five jobs wait, only five were read.
    read.clear()
    gate = asyncio.Event()

    async def wait(number: int) -> None:
        await gate.wait()

    pool = asyncio.create_task(pattern.run_pool(jobs(), wait, size=5))
    await proving.settle()
    assert len(read) == 5
    gate.set()
    await pool

    # A dead worker fails the pool, also when the others would wait for ever.
    async def fail(number: int) -> None:
        if number == 3:
            raise ValueError("no")
        await asyncio.Event().wait()

    await proving.raises(FAILURE, pattern.run_pool(jobs(), fail, size=5))

    # What the pitfall warns of: join() alone does not see that the workers are dead.
    async def joined() -> None:
        queue: asyncio.Queue[int] = asyncio.Queue()
        queue.put_nowait(1)
        queue.put_nowait(2)

        async def worker() -> None:
            await queue.get()
            raise ValueError("no")

        worker_task = asyncio.create_task(worker())
        try:
            await queue.join()
        finally:
            assert isinstance(worker_task.exception(), ValueError)

    assert await proving.hangs(joined())


proving.run(main())
