"""The server runs on the test's loop, on its own port, and its lifespan has ended when the block is left."""

import asyncio
from contextlib import asynccontextmanager

import httpx
import pattern
from fastapi import FastAPI
from proving import run

steps: list[str] = []


@asynccontextmanager
async def lifespan(app: FastAPI):
    steps.append("start")
    yield
    steps.append("stop")


async def main() -> None:
    app = FastAPI(lifespan=lifespan)
    loop = asyncio.get_running_loop()

    @app.get("/")
    async def same_loop() -> bool:
        return asyncio.get_running_loop() is loop

    async with pattern.live(app) as one, pattern.live(FastAPI()) as two:
        assert one != two and steps == ["start"]
        async with httpx.AsyncClient() as client:
            assert (await client.get(one)).json() is True
            assert (await client.get(two)).status_code == 404
    assert steps == ["start", "stop"]
    async with httpx.AsyncClient() as client:
        try:
            await client.get(one)
        except httpx.ConnectError:
            return
    raise AssertionError("the server still listens")


run(main())
