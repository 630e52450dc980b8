import asyncio
import inspect

import pattern
import proving


async def main() -> None:
    # Calling a coroutine function runs nothing.
    coroutine = pattern.greet("x")
    assert inspect.iscoroutine(coroutine) and inspect.getcoroutinestate(coroutine) == "CORO_CREATED"
    assert await coroutine == "hello x"
    assert await pattern.main() == ["hello one", "hello two"]

    # Between two awaits no other coroutine runs.
    log: list[str] = []

    async def speaker(name: str) -> None:
        for _ in range(2):
            log.append(name)
            log.append(name)
            await asyncio.sleep(0)

    await asyncio.gather(speaker("a"), speaker("b"))
    assert log == list("aabbaabb")


proving.run(main())
