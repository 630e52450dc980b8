"""The request above the limit is turned away at once, the health check is not, and places become free again."""

import asyncio

import pattern
from asgi import direct
from fastapi import FastAPI
from proving import run, until


async def main() -> None:
    app = FastAPI()
    gate = asyncio.Event()

    @app.get("/work")
    async def work(fail: bool = False) -> str:
        await gate.wait()
        if fail:
            raise LookupError
        return "done"

    @app.get("/health")
    async def health() -> str:
        return "ok"

    shed = pattern.LoadShedding(app, limit=2)
    async with direct(shed) as client:
        calls = [asyncio.create_task(client.get("/work", params={"fail": n == 1})) for n in range(2)]
        await until(lambda: shed.running == 2)
        answer = await client.get("/work")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
        assert (await client.get("/health")).status_code == 200
        gate.set()
        assert [a.status_code for a in await asyncio.gather(*calls)] == [200, 500]
        assert shed.running == 0 and (await client.get("/work")).json() == "done"


run(main())
