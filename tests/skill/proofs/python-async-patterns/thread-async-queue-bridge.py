"""Nothing is lost, each thread's order is kept, a full queue holds threads back, a gone reader frees them."""

import asyncio

import pattern
from proving import raises, run, settle, until


async def main() -> None:
    inbox: pattern.Inbox[tuple[int, int]] = pattern.Inbox(size=3)
    sent = [0, 0, 0, 0]

    def produce(number: int) -> None:
        for item in range(25):
            inbox.put((number, item))
            sent[number] += 1

    threads = [asyncio.create_task(asyncio.to_thread(produce, number)) for number in range(4)]
    await until(lambda: inbox._queue.qsize() == 3)
    assert sum(sent) <= 3, "nobody reads: the threads wait"
    got = [await inbox.get() for _ in range(100)]
    await asyncio.gather(*threads)
    assert all([i for n, i in got if n == number] == list(range(25)) for number in range(4))

    for item in range(3):
        await asyncio.to_thread(inbox.put, (0, item))
    await raises(TimeoutError, asyncio.to_thread(inbox.put, (0, 3), timeout=0.05))
    for item in range(3):
        assert await inbox.get() == (0, item)
    await settle()
    assert inbox._queue.empty(), "what timed out is not delivered later"


run(main())
