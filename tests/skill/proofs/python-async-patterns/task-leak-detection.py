# A leaked task is cancelled and named; a task that ends in time is not reported.
import asyncio

from pattern import no_task_leaks


async def main() -> None:
    forever = asyncio.Event()
    try:
        async with no_task_leaks(grace=0.01):
            task = asyncio.create_task(forever.wait(), name="poller")
    except AssertionError as error:
        assert str(error) == "tasks still running: poller"
    else:
        raise SystemExit("the leak was not noticed")
    assert task.cancelled()

    async with no_task_leaks():
        ends = asyncio.create_task(asyncio.sleep(0))
    assert ends.done() and not ends.cancelled()

    outside = asyncio.create_task(forever.wait())
    async with no_task_leaks(grace=0.01):
        pass
    forever.set()
    await outside


asyncio.run(main())
