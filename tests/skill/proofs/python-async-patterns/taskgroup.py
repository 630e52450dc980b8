import asyncio
import sys

import pattern
import proving


async def main() -> None:
    slow_may_end = asyncio.Event()

    async def slow() -> str:
        await slow_may_end.wait()
        return "user"

    async def fast() -> int:
        slow_may_end.set()
        return 3

    assert await pattern.both(slow(), fast()) == ("user", 3)

    # The first failure cancels the other and waits until its cleanup is done.
    ended: list[str] = []

    async def sibling() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("cleanup")
        return "never"

    async def fail() -> int:
        raise ValueError("no")

    if sys.version_info >= (3, 11):
        error = await proving.raises(ExceptionGroup, pattern.both(sibling(), fail()))
        assert isinstance(error, ExceptionGroup) and [type(e) for e in error.exceptions] == [ValueError]
    else:
        await proving.raises(ValueError, pattern.both(sibling(), fail()))
    assert ended == ["cleanup"]

    # So does the cancellation of the caller.
    task = asyncio.create_task(pattern.both(sibling(), asyncio.sleep(3600, 1)))
    await proving.settle()
    task.cancel()
    await proving.raises(asyncio.CancelledError, task)
    assert ended == ["cleanup", "cleanup"]

    if sys.version_info >= (3, 11):
        # Inside the block a result may not be there yet; after it the group is closed.
        async with asyncio.TaskGroup() as group:
            unfinished = group.create_task(asyncio.sleep(0, 1))
            try:
                unfinished.result()
            except asyncio.InvalidStateError:
                pass
            else:
                raise AssertionError("the result was there inside the block")
        late = asyncio.sleep(0)
        try:
            group.create_task(late)
        except RuntimeError:
            late.close()
        else:
            raise AssertionError("a closed group took a task")


proving.run(main())
