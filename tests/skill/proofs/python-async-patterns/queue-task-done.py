import asyncio

import bad
import pattern
import proving


async def main() -> None:
    async def handle(number: int) -> None:
        if number % 3 == 0:
            raise ValueError(number)

    async def process(work) -> list[int]:
        queue: asyncio.Queue[int] = asyncio.Queue()
        failed: list[tuple[int, Exception]] = []
        for number in range(9):
            queue.put_nowait(number)
        workers = [asyncio.create_task(work(queue, handle, failed)) for _ in range(2)]
        try:
            await queue.join()
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
        return [item for item, _ in failed]

    assert await process(pattern.work) == [0, 3, 6]
    assert await proving.hangs(process(bad.work))

    queue: asyncio.Queue[int] = asyncio.Queue()
    try:
        queue.task_done()
    except ValueError as error:
        assert "called too many times" in str(error)
    else:
        raise AssertionError("one call too many was accepted")


proving.run(main())
