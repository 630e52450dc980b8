# A task that is late is described by what it waits for; one that is done is not.
import asyncio
import sys

from pattern import explain_slow, who_waits


async def stuck(event: asyncio.Event) -> None:
    await event.wait()


async def parent(event: asyncio.Event) -> None:
    await asyncio.create_task(stuck(event), name="child")


async def main() -> None:
    event = asyncio.Event()
    task = asyncio.create_task(parent(event), name="parent")
    text = await explain_slow(task, 0.01)
    assert text is not None and "parent" in text
    child = next(t for t in asyncio.all_tasks() if t.get_name() == "child")
    graph = who_waits(child)
    assert "stuck" in graph
    if sys.version_info >= (3, 14):
        assert "parent" in graph  # the graph crosses the border of the task
    event.set()
    assert await explain_slow(task, 1) is None


asyncio.run(main())
