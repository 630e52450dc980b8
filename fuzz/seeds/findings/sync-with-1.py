import asyncio

import aiohttp
import httpx


async def handler() -> None:
    with aiohttp.ClientSession() as session:
        print(session)
    with httpx.AsyncClient() as client:
        print(client)
    with asyncio.TaskGroup() as group:
        group.create_task(asyncio.sleep(1))
        group.create_task(asyncio.sleep(2))
    with asyncio.timeout(1):
        await asyncio.sleep(2)
    async with httpx.AsyncClient() as client:
        print(client)
