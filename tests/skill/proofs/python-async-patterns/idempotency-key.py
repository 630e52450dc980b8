# A key runs once, also when attempts overlap or a caller leaves; failed work may run again.
import asyncio

from pattern import RunOnce
from proving import raises, run, settle


async def main() -> None:
    charges: list[str] = []
    gate = asyncio.Event()

    async def charge() -> str:
        charges.append("charge")
        await gate.wait()
        return f"receipt {len(charges)}"

    once: RunOnce[str] = RunOnce()
    impatient = asyncio.create_task(once.run("order-1", charge))
    await settle()
    impatient.cancel()
    await raises(asyncio.CancelledError, impatient)
    attempts = [asyncio.create_task(once.run("order-1", charge)) for _ in range(3)]
    await settle()
    gate.set()
    assert await asyncio.gather(*attempts) == ["receipt 1"] * 3
    assert await once.run("order-1", charge) == "receipt 1"
    assert len(charges) == 1
    assert await once.run("order-2", charge) == "receipt 2"

    tries: list[int] = []

    async def flaky() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise ConnectionError
        return "ok"

    await raises(ConnectionError, once.run("order-3", flaky))
    assert await once.run("order-3", flaky) == "ok"


run(main())
