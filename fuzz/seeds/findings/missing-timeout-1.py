import asyncio

import aiohttp
import httpx


async def handler(queue: asyncio.Queue[str], ready: asyncio.Event, client: httpx.AsyncClient) -> None:
    await queue.get()
    await ready.wait()
    server = await asyncio.start_server(print, "127.0.0.1", 0)
    await server.serve_forever()
    child = await asyncio.create_subprocess_exec("true")
    await child.wait()
    await client.get("https://peer.example")
    async with aiohttp.ClientSession() as session:
        async with session.get("https://peer.example") as response:
            await response.read()
