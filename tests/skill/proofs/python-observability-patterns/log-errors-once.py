# One line with its traceback for each failure, none for success and cancellation.
import asyncio

from pattern import at_the_border
from proving import raises, run, settle
from structlog.testing import capture_logs


async def main() -> None:
    async def fails() -> None:
        raise ValueError("no")

    async def middle() -> None:
        await fails()

    async def fine() -> None:
        pass

    with capture_logs() as lines:
        assert await at_the_border("import", middle) is False
        assert await at_the_border("import", fine) is True
        task = asyncio.create_task(at_the_border("import", asyncio.Event().wait))
        await settle()
        task.cancel()
        await raises(asyncio.CancelledError, task)
    assert len(lines) == 1
    line = lines[0]
    assert (line["event"], line["work"], line["exc_info"], line["log_level"]) == ("failed", "import", True, "error")


run(main())
