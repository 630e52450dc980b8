# except* takes its kind, however deep, and lets the rest pass; a plain except takes nothing.
import asyncio

import bad
from pattern import leaves, run_all
from proving import raises, run


async def main() -> None:
    # All fail before the group can cancel the others: both start in the same turn.
    async def lost() -> None:
        raise ConnectionResetError("lost")

    async def wrong() -> None:
        raise ValueError("wrong")

    async def nested() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(lost())

    async def fine() -> None:
        pass

    assert await run_all([fine]) == []
    assert [repr(e) for e in await run_all([fine, lost])] == ["ConnectionResetError('lost')"]
    assert [repr(e) for e in await run_all([nested])] == ["ConnectionResetError('lost')"]

    error = await raises(ExceptionGroup, run_all([lost, wrong]))
    assert isinstance(error, ExceptionGroup)
    assert [repr(e) for e in leaves(error)] == ["ValueError('wrong')"]

    error = await raises(ExceptionGroup, bad.two(lost))
    assert isinstance(error, ExceptionGroup) and len(error.exceptions) == 2


run(main())
