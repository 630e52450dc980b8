# Lowest number first, order kept within a number, jobs never compared.
import asyncio

import bad
from pattern import PriorityJobs
from proving import hangs, raises, run


async def main() -> None:
    jobs: PriorityJobs[dict[str, str]] = PriorityJobs()
    for name, priority in (("a", 5), ("b", 1), ("c", 5), ("d", 1), ("e", 100)):
        await jobs.put({"name": name}, priority)
    assert [(await jobs.get())["name"] for _ in range(5)] == ["b", "d", "a", "c", "e"]

    bounded: PriorityJobs[str] = PriorityJobs(size=1)
    await bounded.put("a")
    assert await hangs(bounded.put("b"))

    queue: asyncio.PriorityQueue[tuple[int, dict[str, str]]] = asyncio.PriorityQueue()
    await bad.put(queue, {"name": "a"})
    error = await raises(TypeError, bad.put(queue, {"name": "b"}))
    assert "'<' not supported between instances of 'dict' and 'dict'" in str(error)


run(main())
