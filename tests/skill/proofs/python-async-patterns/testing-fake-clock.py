# Hours pass in no time, in the order of the timers, and time limits still fire.
import asyncio
import time

from pattern import run_fast


async def main() -> list[str]:
    order: list[str] = []
    loop = asyncio.get_running_loop()

    async def after(seconds: float, name: str) -> None:
        await asyncio.sleep(seconds)
        order.append(f"{name}@{round(loop.time())}")

    await asyncio.gather(after(7200, "late"), after(60, "early"), after(3600, "middle"))
    try:
        async with asyncio.timeout(86400):
            await asyncio.Event().wait()
    except TimeoutError:
        order.append(f"limit@{round(loop.time())}")
    return order


started = time.monotonic()
assert run_fast(main()) == ["early@60", "middle@3600", "late@7200", "limit@93600"]
assert time.monotonic() - started < 60
