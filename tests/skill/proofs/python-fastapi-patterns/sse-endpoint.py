"""Events come with ids as they happen, pings in silence, and a client that comes back misses nothing."""

import asyncio

import httpx
import pattern
from asgi import live
from proving import run


async def publish(text: str) -> None:
    async with pattern.changed:
        pattern.history.append(text)
        pattern.changed.notify_all()


async def main() -> None:
    pattern.PING_SECONDS = 0.05
    async with live(pattern.app, timeout_graceful_shutdown=1) as url, httpx.AsyncClient(base_url=url) as client:

        async def read(events: int, last: int = 0) -> list[str]:
            seen: list[str] = []
            async with client.stream("GET", "/events", headers={"Last-Event-ID": str(last)}) as response:
                assert response.headers["content-type"].startswith("text/event-stream")
                connected.set()
                async for line in response.aiter_lines():
                    if line and line != ": ping":
                        seen.append(line)
                    if line == ": ping":
                        pinged.set()
                    if not line and len(seen) >= events:
                        return seen
            return seen

        connected, pinged = asyncio.Event(), asyncio.Event()
        reader = asyncio.create_task(read(5))
        await connected.wait()
        await pinged.wait()
        await publish("one")
        await publish("two\nlines")
        assert await reader == ["id: 1", "data: one", "id: 2", "data: two", "data: lines"]
        await publish("three")
        assert await read(5, last=1) == ["id: 2", "data: two", "data: lines", "id: 3", "data: three"]


run(main())
