# claim 8: "first successful response" raises the first failure.
import asyncio

import bad
import pattern
import proving


async def main() -> None:
    ended: list[str] = []

    async def fail() -> str:
        raise ConnectionError("refused")

    async def answer() -> str:
        await proving.settle(5)
        return "answer"

    async def slow() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("slow")
        return "slow"

    # A failure that comes first does not count, and the losers have ended when the answer is returned.
    assert await pattern.first_success([fail, answer, slow]) == "answer"
    assert ended == ["slow"]

    error = await proving.raises(ExceptionGroup, pattern.first_success([fail, fail]))
    assert isinstance(error, ExceptionGroup) and len(error.exceptions) == 2

    # Cancelling the race cancels every attempt.
    race = asyncio.create_task(pattern.first_success([slow, slow]))
    await proving.settle()
    race.cancel()
    await proving.raises(asyncio.CancelledError, race)
    assert ended == ["slow"] * 3

    await proving.raises(ConnectionError, bad.first_success([fail, answer]))
    await proving.settle()


proving.run(main())
