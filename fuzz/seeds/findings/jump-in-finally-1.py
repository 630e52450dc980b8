import asyncio


async def returns(queue: asyncio.Queue[str]) -> str:
    try:
        return await queue.get()
    finally:
        return ""


async def breaks(queue: asyncio.Queue[str]) -> None:
    while True:
        try:
            await queue.get()
        finally:
            break


async def continues(queue: asyncio.Queue[str]) -> None:
    for _ in range(3):
        try:
            await queue.get()
        finally:
            continue
