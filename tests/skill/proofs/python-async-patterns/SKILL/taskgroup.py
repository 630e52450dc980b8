import asyncio

import pattern
import proving


async def main() -> None:
    cancelled: list[str] = []

    async def user() -> str:
        return "user"

    async def fail() -> str:
        raise ValueError("no")

    async def wait() -> str:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append("wait")
            raise
        return "never"

    assert await pattern.load(user, user) == ("user", "user")
    await proving.raises(ExceptionGroup, pattern.load(wait, fail))
    assert cancelled == ["wait"]


proving.run(main())
