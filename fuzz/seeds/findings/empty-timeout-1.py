import asyncio

import anyio


def parse(text: str) -> list[str]:
    return text.split()


async def handler(text: str) -> None:
    async with asyncio.timeout(2):
        print(parse(text))
    async with asyncio.timeout_at(100):
        print(parse(text))
    with anyio.move_on_after(2):
        print(parse(text))
    with anyio.fail_after(2):
        print(parse(text))
    async with asyncio.timeout(2):
        await asyncio.sleep(1)
