# The release runs on success, error and cancellation, takes no longer than its limit, and hides nothing.
import asyncio
import sys

import pattern
from fake_clock import now, run
from pattern import with_release
from proving import logged, raises

log: list[str] = []


async def release() -> None:
    await asyncio.sleep(1)
    log.append("released")


async def forever() -> None:
    await asyncio.Event().wait()


async def fails() -> None:
    raise ValueError("work")


async def broken() -> None:
    raise ConnectionError("release")


async def cancelled(release_with: object) -> float:
    began = now()
    task = asyncio.create_task(with_release(forever, release_with))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    task.cancel()
    await raises(asyncio.CancelledError, task)
    return now() - began


async def main() -> None:
    async def works() -> str:
        return "ok"

    assert await with_release(works, release) == "ok" and log == ["released"]
    await raises(ValueError, with_release(fails, release))
    assert log == ["released"] * 2
    assert await cancelled(release) == 1 and log == ["released"] * 3
    assert await cancelled(forever) == 5
    assert await cancelled(broken) == 0
    await raises(ValueError, with_release(fails, broken))

    if sys.version_info < (3, 14):
        import bad

        taken: list[str] = []
        task = asyncio.create_task(bad.take_all(asyncio.Queue(), taken))
        await asyncio.sleep(0)
        task.cancel()
        assert await task == 0 and not task.cancelled()  # the cancellation is lost


with logged(pattern.__name__) as messages:
    run(main())
assert messages == ["release failed"] * 3
