# Wrong calls of the decorated function are refused; with Callable[..., Any] they pass and fail at run time.
import asyncio

import bad
from checking import passes, using
from pattern import area, limited
from proving import raises, run


async def main() -> None:
    assert await area(3, height=2) == 6
    assert area.__name__ == "area"
    await raises(asyncio.TimeoutError, limited(0)(asyncio.Event().wait)())
    await raises(TypeError, bad.area("3", size=2))


run(main())
passes()
USE = """
import asyncio
from {0} import area

async def main() -> None:
    asyncio.create_task(area({1}))
"""
assert using(USE.format("pattern", "3, height=2")) == []
assert using(USE.format("pattern", "'3'")) == ["arg-type"]
assert using(USE.format("pattern", "3, size=2")) == ["call-arg"]
assert using(USE.format("bad", "'3', size=2")) == []
