"""All sources run at once; one failure cancels the others and gives 502, slowness gives 504."""

import asyncio

import pattern
from asgi import direct
from fastapi import FastAPI, HTTPException
from proving import raises, run


async def main() -> None:
    barrier = asyncio.Barrier(3)
    cancelled: list[str] = []

    async def source() -> int:
        return await barrier.wait() * 0 + 1  # passes only when all three are inside

    assert await pattern.fetch_all({"a": source, "b": source, "c": source}) == {"a": 1, "b": 1, "c": 1}

    async def forever() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append("forever")
            raise

    async def fails() -> None:
        await asyncio.sleep(0)
        raise ConnectionError("db.internal")

    error = await raises(HTTPException, pattern.fetch_all({"a": forever, "b": fails}))
    assert error.status_code == 502 and "db.internal" not in error.detail and cancelled == ["forever"]
    error = await raises(HTTPException, pattern.fetch_all({"a": forever}, seconds=0.02))
    assert error.status_code == 504 and len(cancelled) == 2

    app = FastAPI()

    @app.get("/wrapped")
    async def wrapped() -> None:
        async def missing() -> None:
            raise HTTPException(404)

        async with asyncio.TaskGroup() as group:
            group.create_task(missing())

    @app.get("/clear")
    async def clear() -> None:
        await pattern.fetch_all({"a": fails})

    async with direct(app) as client:
        assert (await client.get("/wrapped")).status_code == 500
        assert (await client.get("/clear")).status_code == 502


run(main())
