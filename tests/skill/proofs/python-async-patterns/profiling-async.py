# claim 13: a filter by module name is always empty, one by path is not
import asyncio
from pathlib import Path

import bad
import yappi
from pattern import wall_profile


async def fetch() -> None:
    await asyncio.sleep(0.05)


async def work() -> None:
    for _ in range(2):
        await fetch()


with wall_profile(Path(__file__).parent) as rows:
    asyncio.run(work())
assert not yappi.is_running()
by_name = {name: (calls, seconds) for name, calls, seconds in rows}
calls, seconds = by_name["fetch"]
assert calls == 2, rows  # twice, although it was resumed more often
assert seconds >= 0.09, rows  # the waiting counts
assert next(name for name, _, _ in rows) == "work"
assert not any(name.startswith("BaseEventLoop") for name in by_name)

with wall_profile(Path(__file__).parent) as again:
    asyncio.run(fetch())
assert {name: calls for name, calls, _ in again}["fetch"] == 1, again
assert "work" not in {name for name, _, _ in again}  # nothing of the first profile

assert len(yappi.get_func_stats()) > 0
assert bad.slow_functions("proof") == bad.slow_functions("__main__") == []
