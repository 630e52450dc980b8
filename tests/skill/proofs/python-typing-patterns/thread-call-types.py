# Arguments of a call in a thread are checked, and keywords reach the function.
import asyncio
from concurrent.futures import ThreadPoolExecutor

import bad
from checking import codes, passes
from pattern import in_default_pool, in_own_pool
from proving import raises, run


async def main() -> None:
    assert await in_default_pool("abcdef") == "abc"
    with ThreadPoolExecutor(1) as pool:
        assert await in_own_pool(pool, "abcdef") == "abc"
    await raises(TypeError, bad.calls_too_early("abcdef"))
    await raises(TypeError, bad.wrong_keyword("abcdef"))
    await asyncio.get_running_loop().shutdown_default_executor()


run(main())
passes()
assert codes() == ["arg-type", "call-arg"]
