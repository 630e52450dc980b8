import asyncio

import pattern
import proving


async def main() -> None:
    calls = 0
    cancelled: list[int] = []

    async def slow_first() -> str:
        nonlocal calls
        calls += 1
        number = calls
        if number == 1:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cancelled.append(number)
                raise
        return f"answer {number}"

    # The first never answers: a second is started, wins, and the first is cancelled.
    assert await pattern.hedged(slow_first, delay=0.01) == "answer 2"
    assert calls == 2 and cancelled == [1]

    # A quick first answer costs no second call.
    calls = 1
    assert await pattern.hedged(slow_first, delay=60) == "answer 2"
    assert calls == 2

    # A failure is raised, not hedged.
    attempts = 0

    async def fail() -> str:
        nonlocal attempts
        attempts += 1
        raise ConnectionError("refused")

    await proving.raises(ConnectionError, pattern.hedged(fail, delay=60))
    assert attempts == 1

    # When the hedge fails the first call still may answer.
    gate = asyncio.Event()
    calls = 0

    async def hedge_fails() -> str:
        nonlocal calls
        calls += 1
        if calls == 2:
            gate.set()
            raise ConnectionError("refused")
        await gate.wait()
        await asyncio.sleep(0)
        return "first"

    assert await pattern.hedged(hedge_fails, delay=0.01) == "first"


proving.run(main())
