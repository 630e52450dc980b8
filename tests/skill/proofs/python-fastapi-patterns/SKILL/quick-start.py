"""Lengths come from the shared client; slow and broken sources give 504 and 502 without details."""

import asyncio

import httpx
import pattern
from aiohttp import web
from asgi import direct
from loopback import serve
from proving import run


async def main() -> None:
    ended = asyncio.Event()

    async def source(request: web.Request) -> web.Response:
        if request.path == "/slow":
            await ended.wait()
        return web.Response(text="12345")

    async with serve(source) as url, direct(pattern.app, lifespan=True) as client:
        assert (await client.get("/length", params={"url": url})).json() == 5
        real = httpx.AsyncClient.get

        async def hasty(self, url, **options):
            return await real(self, url, timeout=0.05 if "slow" in str(url) else 5, **options)

        httpx.AsyncClient.get = hasty
        try:
            answer = await client.get(f"/length?url={url}/slow")
            assert (answer.status_code, answer.json()["detail"]) == (504, "the source is too slow")
            answer = await client.get("/length?url=http://127.0.0.1:1/")
            assert (answer.status_code, answer.json()["detail"]) == (502, "the source has failed")
            assert (await client.get("/length?url=nonsense")).status_code == 502
        finally:
            httpx.AsyncClient.get = real
        ended.set()


run(main())
