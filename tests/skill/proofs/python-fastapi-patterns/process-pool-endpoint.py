"""The work is done in another process; too many callers are refused; the pool is closed."""

import asyncio
import math

import pattern
from asgi import direct
from proving import run, until


async def main() -> None:
    async with direct(pattern.app, lifespan=True) as client:
        expected = sum(int(digit) for digit in str(math.factorial(500)))
        assert (await client.get("/digits/500")).json() == expected

        loop = asyncio.get_running_loop()
        release, waiting = asyncio.Event(), 0

        async def blocked(pool, func, number):
            nonlocal waiting
            waiting += 1
            await release.wait()
            return number

        real, loop.run_in_executor = loop.run_in_executor, blocked
        calls = [asyncio.create_task(client.get("/digits/1")) for _ in range(8)]
        await until(lambda: waiting == 8)
        assert (await client.get("/digits/1")).status_code == 503
        release.set()
        assert [c.json() for c in await asyncio.gather(*calls)] == [1] * 8
        loop.run_in_executor = real


if __name__ == "__main__":
    run(main())
