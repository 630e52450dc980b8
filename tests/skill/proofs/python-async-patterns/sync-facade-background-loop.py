"""Calls from many threads share one loop; errors come through; giving up cancels; the loop's thread is refused."""

import asyncio
import concurrent.futures
import threading

import pattern

loops: set[int] = set()
cancelled = threading.Event()


async def double(number: int) -> int:
    loops.add(id(asyncio.get_running_loop()))
    await asyncio.sleep(0)
    return number * 2


async def fail() -> None:
    raise ValueError("no")


async def forever() -> None:
    try:
        await asyncio.Event().wait()
    finally:
        cancelled.set()


background = pattern.BackgroundLoop()
try:
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda n: background.call(double(n)), range(50))) == [n * 2 for n in range(50)]
    assert len(loops) == 1
    try:
        background.call(fail())
    except ValueError:
        pass
    else:
        raise AssertionError("the error was lost")
    try:
        background.call(forever(), timeout=0.05)
    except concurrent.futures.TimeoutError:
        assert cancelled.wait(5), "the work was not cancelled"
    else:
        raise AssertionError("no timeout")

    async def from_inside() -> int:
        return background.call(double(1), timeout=1)

    try:
        background.call(from_inside())
    except RuntimeError as error:
        assert "await it" in str(error)
    else:
        raise AssertionError("a deadlock was not refused")

    left = threading.Event()

    async def leave_a_task() -> "asyncio.Task[None]":
        async def waits() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                left.set()

        task = asyncio.create_task(waits())
        await asyncio.sleep(0)
        return task

    kept = background.call(leave_a_task())
finally:
    background.close()
assert left.is_set() and kept.cancelled(), "what runs is cancelled when the facade closes"
assert threading.active_count() == 1
