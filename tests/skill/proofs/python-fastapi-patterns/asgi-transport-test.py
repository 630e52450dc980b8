"""The lifespan runs around the test, on the same loop, and its state reaches the requests."""

import asyncio
from contextlib import asynccontextmanager

import pattern
from fastapi import FastAPI, Request
from proving import raises, run

steps: list[str] = []


@asynccontextmanager
async def lifespan(app: FastAPI):
    steps.append("start")
    yield {"lock": asyncio.Lock()}
    steps.append("stop")


async def main() -> None:
    app = FastAPI(lifespan=lifespan)
    loop, outside = asyncio.get_running_loop(), asyncio.Event()

    @app.get("/")
    async def endpoint(request: Request) -> bool:
        async with request.state.lock:
            await outside.wait()
        return asyncio.get_running_loop() is loop

    @app.get("/broken")
    async def broken() -> None:
        raise LookupError

    async with pattern.client_for(app) as client:
        assert steps == ["start"]
        call = asyncio.create_task(client.get("/"))
        await asyncio.sleep(0)
        outside.set()  # an event of the test wakes the endpoint
        assert (await call).json() is True
        await raises(LookupError, client.get("/broken"))
    assert steps == ["start", "stop"]

    async with pattern.client_for(FastAPI()) as client:
        assert (await client.get("/")).status_code == 404


run(main())
