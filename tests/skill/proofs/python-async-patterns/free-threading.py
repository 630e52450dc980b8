"""Each call has a loop and a thread of its own, and all of them run at the same time."""

import asyncio
import sys
import threading

import pattern

barrier = threading.Barrier(4)
loops: set[int] = set()


async def main(number: int) -> int:
    loops.add(id(asyncio.get_running_loop()))
    barrier.wait(5)  # passes only when all four are inside
    await asyncio.sleep(0)
    return number * number


assert pattern.on_loops(main, 4) == [0, 1, 4, 9]
assert len(loops) == 4
assert pattern.runs_parallel() is not getattr(sys, "_is_gil_enabled", lambda: True)()
