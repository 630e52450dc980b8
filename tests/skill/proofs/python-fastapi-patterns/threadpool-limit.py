"""At most four at once in the slow compartment, while the shared threads stay free for the health check."""

import asyncio
import threading

import anyio
import pattern
from asgi import direct
from proving import Peak, run


async def main() -> None:
    peak, lock, free, full = Peak(), threading.Lock(), threading.Event(), threading.Event()

    def slow() -> float:
        with lock:
            peak.__enter__()
            if peak.now == 4:
                full.set()
        assert free.wait(5)
        with lock:
            peak.__exit__()
        return 1.5

    pattern.legacy_quote = slow
    async with direct(pattern.app) as client:
        calls = [asyncio.create_task(client.get("/quote")) for _ in range(60)]
        while not full.is_set():
            await asyncio.sleep(0)
        assert (await client.get("/health")).json() == "ok"
        free.set()
        assert [answer.json() for answer in await asyncio.gather(*calls)] == [1.5] * 60
    assert peak.most == 4
    assert anyio.to_thread.current_default_thread_limiter().total_tokens == 40


run(main())
