"""A compartment that hangs leaves the default pool free; context and keywords arrive; closing drops what waits."""

import asyncio
import contextvars
import threading

import pattern
from proving import raises, run


async def main() -> None:
    slow = pattern.ThreadCompartment("slow", 2)
    free = threading.Event()
    names: list[str] = []

    def hang() -> None:
        names.append(threading.current_thread().name)
        assert free.wait(5)

    hung = [asyncio.create_task(slow.run(hang)) for _ in range(6)]
    while len(names) < 2:
        await asyncio.sleep(0)
    assert await asyncio.to_thread(lambda: "free") == "free"
    other = pattern.ThreadCompartment("other", 1)
    user = contextvars.ContextVar[str]("user")
    user.set("ada")
    assert await other.run(user.get) == "ada"
    assert await other.run(int, "ff", base=16) == 255
    idents = {await other.run(threading.get_ident) for _ in range(20)}
    assert len(idents) == 1, "a compartment of one thread is always the same thread"
    await raises(ZeroDivisionError, other.run(lambda: 1 / 0))
    await other.close()

    assert len(names) == 2 and all(name.startswith("slow") for name in names)
    closing = asyncio.create_task(slow.close())
    while not all(task.done() for task in hung[2:]):
        await asyncio.sleep(0)  # the loop runs on while the pool is closed
    assert not closing.done()
    free.set()
    await closing
    assert [task.cancelled() for task in hung] == [False, False, True, True, True, True]
    await asyncio.gather(*hung[:2])


run(main())
