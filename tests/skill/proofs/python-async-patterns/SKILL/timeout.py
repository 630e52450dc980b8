import asyncio

import pattern
import proving


async def main() -> None:
    cancelled: list[bool] = []

    async def never() -> str:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(True)
            raise
        return "never"

    async def quick() -> str:
        return "quick"

    assert await pattern.ask(never, 0.01, "fallback") == "fallback"
    assert cancelled == [True]
    assert await pattern.ask(quick, 10, "fallback") == "quick"


proving.run(main())
