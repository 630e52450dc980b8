# The checker passes both; only the copy survives another task that sets the attribute to None.
import asyncio

import bad
import pattern
from checking import passes
from proving import raises, run


async def main() -> None:
    session = pattern.Session()
    task = asyncio.create_task(session.header())
    await asyncio.sleep(0)
    session.token = None
    assert await task == "Bearer secret"
    assert await session.header() == "anonymous"

    broken = bad.Session()
    task = asyncio.create_task(broken.header())
    await asyncio.sleep(0)
    broken.token = None
    error = await raises(AttributeError, task)
    assert "'NoneType' object has no attribute 'strip'" in str(error)


run(main())
passes()
passes("bad.py")
