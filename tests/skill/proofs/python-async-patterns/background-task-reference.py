import asyncio
import gc

import bad
import pattern
import proving


async def main() -> None:
    done: list[int] = []

    async def wait_for_itself() -> None:
        # The future is known only to this frame, so the task is held by nobody but a cycle.
        await asyncio.get_running_loop().create_future()
        done.append(0)

    gate = asyncio.Event()

    async def work() -> None:
        await gate.wait()
        done.append(1)

    pattern.spawn(work())
    kept = pattern.spawn(wait_for_itself())
    await proving.settle()
    gc.collect()
    assert len(pattern._running) == 2
    gate.set()
    await proving.settle()
    assert done == [1]
    assert pattern._running == {kept}
    kept.cancel()
    await proving.raises(asyncio.CancelledError, kept)
    await proving.settle()
    assert not pattern._running

    # A failure is logged when it happens.
    async def fail() -> None:
        raise ValueError("no")

    with proving.logged("pattern") as messages:
        pattern.spawn(fail())
        await proving.settle()
    assert len(messages) == 1 and "failed" in messages[0], messages
    assert not pattern._running

    # The bad handler's task is destroyed in the middle of its work.
    with proving.logged() as messages:
        await bad.handler(wait_for_itself)
        await proving.settle()
        gc.collect()
    assert any("Task was destroyed but it is pending!" in message for message in messages), messages
    assert done == [1]


proving.run(main())
