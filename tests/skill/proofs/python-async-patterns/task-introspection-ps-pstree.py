# The dump names every task and the innermost place where it waits.
import asyncio

from pattern import await_chain, dump_tasks


async def inner(event: asyncio.Event) -> None:
    await event.wait()


async def outer(event: asyncio.Event) -> None:
    await inner(event)


async def main() -> None:
    event = asyncio.Event()
    first = asyncio.create_task(outer(event), name="orders")
    second = asyncio.create_task(inner(event), name="mail")
    await asyncio.sleep(0)
    names = [step.split(":")[0] for step in await_chain(first)]
    assert names == ["outer", "inner", "wait"], names
    lines = dump_tasks(asyncio.get_running_loop()).splitlines()
    assert len(lines) == 3
    assert any(line.startswith("mail: inner:") for line in lines), lines
    assert any(line.startswith("orders: outer:") for line in lines), lines
    assert len(first.get_stack()) == 1  # what print_stack would show
    event.set()
    await asyncio.gather(first, second)


asyncio.run(main())
