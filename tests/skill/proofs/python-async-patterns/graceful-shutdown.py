# claim 15: a worker that dies ends the service at once, without waiting for a signal
import asyncio

import bad
from fake_clock import now, run
from pattern import run_service
from proving import hangs, logged, raises

done: list[str] = []


async def dies(stop: asyncio.Event) -> None:
    raise ConnectionError("lost")


async def drains(stop: asyncio.Event) -> None:
    queue = ["a", "b", "c"]
    await stop.wait()
    while queue:
        await asyncio.sleep(1)
        done.append(queue.pop(0))


async def never_ends(stop: asyncio.Event) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        done.append("cancelled")


async def main() -> None:
    await raises(ConnectionError, run_service(dies, asyncio.Event(), 10))
    assert now() == 0

    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(5, stop.set)
    await run_service(drains, stop, 10)
    assert done == ["a", "b", "c"] and now() == 8  # drained, and not longer than needed

    stop = asyncio.Event()
    stop.set()
    await raises(TimeoutError, run_service(never_ends, stop, 10))
    assert done[-1] == "cancelled" and now() == 18

    service = asyncio.create_task(run_service(never_ends, asyncio.Event(), 10))
    await asyncio.sleep(1)
    service.cancel()
    await raises(asyncio.CancelledError, service)
    assert done[-1] == "cancelled" and now() == 19

    async def dying_worker() -> None:
        raise ConnectionError("lost")

    assert await hangs(bad.serve(dying_worker, asyncio.Event()))


with logged() as messages:
    run(main())
assert any("never retrieved" in message for message in messages)
