"""Work ends when the client hangs up, and gives its result or error when it stays."""

import asyncio

import httpx
import pattern
from asgi import live
from fastapi import FastAPI, Request
from proving import run


async def main() -> None:
    app = FastAPI()
    started, ended = asyncio.Event(), asyncio.Event()
    without_started, release, without = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work() -> str:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return "never"

    @app.get("/work")
    async def endpoint(request: Request) -> str:
        return await pattern.while_connected(request, work())

    @app.get("/plain")
    async def plain() -> str:
        without_started.set()
        await release.wait()
        without.set()
        return "for nobody"

    @app.get("/quick")
    async def quick(request: Request) -> str:
        return await pattern.while_connected(request, asyncio.sleep(0, "done"))

    @app.get("/broken")
    async def broken(request: Request) -> str:
        async def fail() -> str:
            raise LookupError

        return await pattern.while_connected(request, fail())

    async with live(app) as url, httpx.AsyncClient(base_url=url) as client:
        assert (await client.get("/quick")).json() == "done"
        assert (await client.get("/broken")).status_code == 500
        for path, began in (("/work", started), ("/plain", without_started)):
            call = asyncio.create_task(client.get(path))
            await began.wait()
            call.cancel()  # closes the connection
            await asyncio.wait([call])
        await asyncio.wait_for(ended.wait(), 5)
        release.set()
        await asyncio.wait_for(without.wait(), 5)  # the plain endpoint was not cancelled


run(main())
