import asyncio

import pattern
import proving


async def main() -> None:
    now = 100.0
    ran: list[int] = []
    gate = asyncio.Event()
    gate.set()

    async def function(value: int) -> None:
        await gate.wait()
        ran.append(value)

    throttled = pattern.Throttle(1.0, function, clock=lambda: now)
    assert [await throttled(value) for value in range(3)] == [True, False, False]
    now += 0.99
    assert await throttled(3) is False
    now += 0.02
    assert await throttled(4) is True
    assert ran == [0, 4]

    # A second call during the await is dropped too.
    now += 2
    gate.clear()
    running = asyncio.create_task(throttled(5))
    await proving.settle()
    assert await throttled(6) is False
    gate.set()
    assert await running is True
    assert ran == [0, 4, 5]


proving.run(main())
