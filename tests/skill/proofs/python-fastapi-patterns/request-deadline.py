"""A slow endpoint is cancelled and answered with 504; streams that have begun and other errors pass."""

import asyncio
from collections.abc import AsyncIterator

import pattern
from asgi import direct
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from proving import run

cancelled: list[str] = []
begun = asyncio.Event()


async def main() -> None:
    app = FastAPI()

    @app.get("/slow")
    async def slow() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append("slow")
            raise

    @app.get("/quick")
    async def quick() -> str:
        return "ok"

    @app.get("/own")
    async def own() -> None:
        raise TimeoutError("of the application")

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"first "
            await asyncio.sleep(0.15)  # longer than the limit
            yield b"last"

        return StreamingResponse(parts())

    async with direct(pattern.Deadline(app, seconds=0.05)) as client:
        assert (await client.get("/quick")).json() == "ok"
        assert (await client.get("/slow")).status_code == 504 and cancelled == ["slow"]
        assert (await client.get("/own")).status_code == 500
        assert (await client.get("/stream")).text == "first last"

    async def bare(scope, receive, send) -> None:
        raise TimeoutError("of the application")

    async with direct(pattern.Deadline(bare, seconds=5)) as client:
        assert (await client.get("/")).status_code == 500


run(main())
