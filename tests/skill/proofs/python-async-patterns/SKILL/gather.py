import asyncio

import pattern
import proving


async def main() -> None:
    second_ran = asyncio.Event()

    async def user() -> str:
        await second_ran.wait()
        return "user"

    async def orders() -> str:
        second_ran.set()
        return "orders"

    assert await pattern.load(user, orders) == ["user", "orders"]


proving.run(main())
