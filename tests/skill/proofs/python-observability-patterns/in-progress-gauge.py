# The gauge goes up while requests run and down after success, error and cancellation.
import asyncio

import bad
from pattern import registry, tracked
from proving import raises, run, settle


def running() -> float | None:
    return registry.get_sample_value("requests_running")


async def main() -> None:
    gate = asyncio.Event()

    async def fails() -> None:
        await gate.wait()
        raise ValueError

    tasks = [asyncio.create_task(tracked(gate.wait)), asyncio.create_task(tracked(fails))]
    cancelled = asyncio.create_task(tracked(gate.wait))
    await settle()
    assert running() == 3
    cancelled.cancel()
    await raises(asyncio.CancelledError, cancelled)
    assert running() == 2
    gate.set()
    assert await tasks[0]
    await raises(ValueError, tasks[1])
    assert running() == 0

    await raises(ValueError, bad.tracked(fails))
    assert bad.registry.get_sample_value("requests_running") == 1  # for ever


run(main())
