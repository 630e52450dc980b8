"""Requests that run finish, new ones are refused, and other tasks go on meanwhile."""

import asyncio

import aiohttp
import pattern
from aiohttp import web
from proving import raises, run


async def main() -> None:
    started, go, cleaned = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(request: web.Request) -> web.Response:
        started.set()
        await go.wait()
        assert not cleaned.is_set(), "the clean-up waits for the requests"
        return web.Response(text="finished")

    async def clean_up(app: web.Application) -> None:
        cleaned.set()

    app = web.Application()
    app.router.add_get("/slow", slow)
    app.on_cleanup.append(clean_up)
    leave, port = asyncio.Event(), asyncio.get_running_loop().create_future()

    async def server() -> None:
        async with pattern.serving(app) as number:
            port.set_result(number)
            await leave.wait()

    task = asyncio.create_task(server())
    async with aiohttp.ClientSession(f"http://127.0.0.1:{await port}") as session:
        call = asyncio.create_task(session.get("/slow"))
        await started.wait()
        leave.set()
        async with aiohttp.ClientSession() as other:
            while True:  # until it has stopped listening
                try:
                    reader, writer = await asyncio.open_connection("127.0.0.1", port.result())
                except ConnectionError:
                    break
                writer.close()
                await asyncio.sleep(0)
            await raises(aiohttp.ClientConnectorError, other.get(f"http://127.0.0.1:{port.result()}/slow"))
        go.set()
        async with await call as response:
            assert await response.text() == "finished"
        await task
        assert cleaned.is_set()

    async def hang(request: web.Request) -> web.Response:
        started.set()
        await asyncio.Event().wait()
        return web.Response()

    stuck = web.Application()
    stuck.router.add_get("/", hang)
    started.clear()
    async with aiohttp.ClientSession() as session:
        async with pattern.serving(stuck, drain=0.05) as number:
            call = asyncio.create_task(session.get(f"http://127.0.0.1:{number}/"))
            await started.wait()
        await raises(aiohttp.ClientConnectionError, call)


run(main())
