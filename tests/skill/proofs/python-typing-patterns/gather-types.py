# A tuple keeps each type; testing for Exception leaves CancelledError among the results.
import asyncio

import bad
from checking import codes, passes, using
from pattern import lengths, person
from proving import raises, run


async def good() -> str:
    return "abc"


async def fails() -> str:
    raise ValueError


async def cancelled() -> str:
    raise asyncio.CancelledError


async def main() -> None:
    assert await person() == ("Ada", 36)
    assert await lengths([good(), fails(), cancelled()]) == ([3], 2)
    await raises(TypeError, bad.lengths([good(), cancelled()]))


run(main())
passes()
assert codes() == ["arg-type"]
USE = """
import asyncio
from pattern import age, name

async def main() -> None:
    both = await asyncio.gather(age(), name())
    typed: {0} = both
"""
assert using(USE.format("tuple[int, str]")) == []
assert using(USE.format("tuple[str, int]")) == ["assignment"]
