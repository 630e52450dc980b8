# claim 11: reaching the limit of failures stops the jobs that still run
import asyncio

from pattern import TooManyFailures, run_some
from proving import raises, run, settle

cancelled: list[int] = []


async def main() -> None:
    async def good() -> str:
        return "ok"

    async def fails() -> str:
        raise ValueError("no")

    async def slow() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.append(1)
        return "never"

    done, failed = await run_some({"a": good, "b": fails, "c": good}, max_failures=1)
    assert done == {"a": "ok", "c": "ok"}
    assert list(failed) == ["b"] and isinstance(failed["b"], ValueError)

    jobs = {"a": fails, "b": slow, "c": fails, "d": slow, "e": good}
    error = await raises(TooManyFailures, run_some(jobs, max_failures=1))
    assert set(error.args[0]) == {"a", "c"}
    assert cancelled == [1, 1]  # ended before the call came back

    task = asyncio.create_task(run_some({"a": slow, "b": slow}, max_failures=0))
    await settle()
    task.cancel()
    await raises(asyncio.CancelledError, task)
    assert len(cancelled) == 4
    assert await run_some({}, max_failures=0) == ({}, {})


run(main())
