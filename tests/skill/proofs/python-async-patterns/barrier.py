import asyncio

import pattern
import proving


async def main() -> None:
    log: list[tuple[str, int]] = []

    async def prepare(number: int) -> None:
        await proving.settle(number)
        log.append(("prepare", number))

    async def act(number: int) -> None:
        log.append(("act", number))

    await pattern.in_phases(4, [prepare, act, prepare])
    assert [name for name, _ in log] == ["prepare"] * 4 + ["act"] * 4 + ["prepare"] * 4

    # One that dies breaks it for all; nobody waits for ever.
    async def fail(number: int) -> None:
        if number == 3:
            raise ValueError(number)

    error = await proving.raises(ExceptionGroup, pattern.in_phases(4, [fail, act]))
    assert isinstance(error, ExceptionGroup)
    kinds = {type(one) for one in error.exceptions}
    assert ValueError in kinds, kinds

    barrier = asyncio.Barrier(2)
    waiting = asyncio.create_task(barrier.wait())
    await proving.settle()
    await barrier.abort()
    await proving.raises(asyncio.BrokenBarrierError, waiting)
    await proving.raises(asyncio.BrokenBarrierError, barrier.wait())


proving.run(main())
