# Each end is counted once under its name, and what was raised is raised on.
import asyncio

from pattern import counted, registry
from proving import raises, run, settle


async def main() -> None:
    async def fine() -> str:
        return "ok"

    async def fails() -> None:
        raise ValueError

    async def late() -> None:
        await asyncio.wait_for(asyncio.Event().wait(), 0)

    assert await counted(fine) == "ok"
    await raises(ValueError, counted(fails))
    await raises(asyncio.TimeoutError, counted(late))
    task = asyncio.create_task(counted(asyncio.Event().wait))
    await settle()
    task.cancel()
    await raises(asyncio.CancelledError, task)
    for outcome in ("ok", "error", "timeout", "cancelled"):
        assert registry.get_sample_value("jobs_ended_total", {"outcome": outcome}) == 1, outcome


run(main())
