"""Accepted jobs are done before the server stops; a bad job stops no worker; a full queue gives 503."""

import asyncio
from contextlib import asynccontextmanager

import pattern
from asgi import direct
from fastapi import FastAPI, Request
from proving import logged, run, until


async def main() -> None:
    done: list[int] = []
    gate, busy = asyncio.Event(), 0

    @asynccontextmanager
    async def lifespan(app: FastAPI):
        async with pattern.lifespan(app) as state:
            yield state
            assert not done
            asyncio.get_running_loop().call_later(0.05, gate.set)  # while the server stops

    app = FastAPI(lifespan=lifespan)

    @app.post("/jobs/{number}", status_code=202)
    async def post(number: int, request: Request) -> None:
        async def job() -> None:
            nonlocal busy
            busy += 1
            await gate.wait()
            if number == 0:
                raise ValueError
            done.append(number)

        pattern.submit(request, job)

    with logged("pattern") as messages:
        async with direct(app, lifespan=True) as client:
            for number in range(4):
                await client.post(f"/jobs/{number}")
            await until(lambda: busy == 4)
            statuses = [(await client.post(f"/jobs/{n}")).status_code for n in range(4, 105)]
            assert statuses == [202] * 100 + [503]
            assert (await client.post("/jobs/200")).status_code == 503
        assert done and sorted(done) == list(range(1, 104)), sorted(done)
        assert messages == ["a job failed"], messages


run(main())
