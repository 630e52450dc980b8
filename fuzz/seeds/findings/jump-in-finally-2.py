import asyncio


async def handler(queue: asyncio.Queue[str], names: list[str]) -> None:
    try:
        await queue.get()
    finally:
        for name in names:
            if name == "a":
                continue
            if name == "b":
                break

        def closer() -> str:
            return "closed"

        print(closer())
