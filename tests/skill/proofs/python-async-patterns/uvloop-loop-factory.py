# The program runs on uvloop; without uvloop it falls back to asyncio's loop.
import asyncio
import sys

import pattern
import uvloop


async def which() -> asyncio.AbstractEventLoop:
    await asyncio.sleep(0)
    return asyncio.get_running_loop()


assert isinstance(pattern.run(which()), uvloop.Loop)

if sys.version_info >= (3, 12):
    sys.modules["uvloop"] = None  # type: ignore[assignment]  # as if it were not installed
    loop = pattern.run(which())
    assert not isinstance(loop, uvloop.Loop) and isinstance(loop, asyncio.BaseEventLoop)
