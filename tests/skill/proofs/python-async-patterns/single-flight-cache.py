# One call for all who ask at once; errors are shared and not kept; a leaver does not stop the others.
import asyncio

import bad
from pattern import SingleFlight
from proving import raises, run, settle


async def main() -> None:
    calls: list[str] = []
    gate = asyncio.Event()

    async def load(key: str) -> str:
        calls.append(key)
        await gate.wait()
        if key == "broken":
            raise ConnectionError
        return key.upper()

    flight: SingleFlight[str, str] = SingleFlight()
    tasks = [asyncio.create_task(flight.get("a", load)) for _ in range(5)]
    other = asyncio.create_task(flight.get("b", load))
    await settle()
    assert calls == ["a", "b"]
    tasks[0].cancel()  # the one that started it
    await raises(asyncio.CancelledError, tasks[0])
    gate.set()
    assert await asyncio.gather(*tasks[1:], other) == ["A"] * 4 + ["B"]
    await settle()
    assert await flight.get("a", load) == "A" and calls == ["a", "b", "a"]  # nothing is kept

    gate.clear()
    failing = [asyncio.create_task(flight.get("broken", load)) for _ in range(3)]
    await settle()
    gate.set()
    for task in failing:
        await raises(ConnectionError, task)
    await raises(ConnectionError, flight.get("broken", load))
    assert calls.count("broken") == 2

    assert await bad.read("x") == "X"
    error = await raises(RuntimeError, bad.read("x"))
    assert "cannot reuse already awaited coroutine" in str(error)


run(main())
