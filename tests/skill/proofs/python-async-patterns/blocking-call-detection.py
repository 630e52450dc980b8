# The stack is reported while the loop stands still, and blockbuster raises at the call.
import asyncio

from bad import handler
from blockbuster import BlockingError, blockbuster_ctx
from pattern import StallWatch

reports: list[str] = []


async def watched() -> None:
    watch = StallWatch(0.03, reports.append)
    async with watch:
        await handler()
    assert not watch._thread.is_alive()
    assert len(reports) == 1, reports
    assert "in handler" in reports[0] and "time.sleep(0.2)" in reports[0]
    reports.clear()
    async with StallWatch(0.5, reports.append):
        await asyncio.sleep(0)
    assert reports == []


async def guarded() -> None:
    with blockbuster_ctx():
        try:
            await handler()
        except BlockingError as error:
            assert "time.sleep" in str(error)
        else:
            raise AssertionError("the guard let a blocking call pass")


asyncio.run(watched(), debug=False)
asyncio.run(guarded(), debug=False)
