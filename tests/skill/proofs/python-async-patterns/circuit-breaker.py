# claim 2: the breaker closes again under its defaults, and a cancelled probe frees its slot
import asyncio

from pattern import CircuitBreaker, CircuitOpen
from proving import raises, run

clock = 0.0


async def fails() -> str:
    raise ConnectionError


async def works() -> str:
    return "ok"


async def trip(breaker: CircuitBreaker, times: int) -> None:
    for _ in range(times):
        await raises(ConnectionError, breaker.call(fails))


async def main() -> None:
    global clock
    breaker = CircuitBreaker(clock=lambda: clock)
    await trip(breaker, 4)
    assert await breaker.call(works) == "ok"  # a success starts the count again
    await trip(breaker, 5)
    await raises(CircuitOpen, breaker.call(works))
    clock = 29.9
    await raises(CircuitOpen, breaker.call(works))

    clock = 30.0
    await raises(ConnectionError, breaker.call(fails))  # the probe fails: open again
    clock = 59.9
    await raises(CircuitOpen, breaker.call(works))

    clock = 60.0
    gate = asyncio.Event()
    probe = asyncio.create_task(breaker.call(gate.wait))
    await asyncio.sleep(0)
    await raises(CircuitOpen, breaker.call(works))  # one probe at a time
    probe.cancel()
    await raises(asyncio.CancelledError, probe)
    assert await breaker.call(works) == "ok"  # the slot is free, the breaker closes
    assert [await breaker.call(works) for _ in range(3)] == ["ok"] * 3

    # An old call that ends well while the breaker is open does not close it.
    old = asyncio.create_task(breaker.call(gate.wait))
    await asyncio.sleep(0)
    await trip(breaker, 5)
    gate.set()
    await old
    await raises(CircuitOpen, breaker.call(works))


run(main())
