# The error keeps its type and says what it was about, also inside a group.
import asyncio
import traceback

from pattern import about, fetch
from proving import raises, run


async def main() -> None:
    assert await fetch(5) == 20
    error = await raises(ZeroDivisionError, fetch(0))
    assert error.__notes__ == ["number=0"]
    assert "number=0" in "".join(traceback.format_exception(error))

    async def all_of_them() -> None:
        async with asyncio.TaskGroup() as group:
            for number in (1, 0, 2):
                group.create_task(fetch(number))

    group_error = await raises(ExceptionGroup, all_of_them())
    assert isinstance(group_error, ExceptionGroup)
    assert [e.__notes__ for e in group_error.exceptions] == [["number=0"]]

    async def cancelled() -> None:
        async with about(number=1):
            raise asyncio.CancelledError

    stop = await raises(asyncio.CancelledError, cancelled())
    assert not hasattr(stop, "__notes__")


run(main())
