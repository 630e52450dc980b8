"""Each request has its own id, seen by the endpoint and the client, and what the endpoint sets comes back."""

import asyncio
import contextvars

import pattern
from asgi import direct
from fastapi import FastAPI
from proving import run
from starlette.middleware.base import BaseHTTPMiddleware

user = contextvars.ContextVar("user", default="nobody")
seen: list[str] = []


async def main() -> None:
    app = FastAPI()
    app.add_middleware(pattern.RequestId)
    barrier: list[str] = []

    @app.get("/id")
    async def get_id() -> str:
        barrier.append(pattern.request_id.get())
        while len(barrier) < 5:
            await asyncio.sleep(0)
        return pattern.request_id.get()

    async with direct(app) as client:
        answers = await asyncio.gather(*[client.get("/id") for _ in range(5)])
        ids = [answer.headers["X-Request-Id"] for answer in answers]
        assert [answer.json() for answer in answers] == ids and len(set(ids)) == 5
        assert (await client.get("/none")).headers["X-Request-Id"] not in ids
    assert pattern.request_id.get() == "-"

    class Plain:
        def __init__(self, app) -> None:
            self.app = app

        async def __call__(self, scope, receive, send) -> None:
            await self.app(scope, receive, send)
            seen.append(user.get())

    class Base(BaseHTTPMiddleware):
        async def dispatch(self, request, call_next):
            response = await call_next(request)
            seen.append(user.get())
            return response

    for kind in (Plain, Base):
        login = FastAPI()
        login.add_middleware(kind)

        @login.get("/login")
        async def endpoint() -> None:
            user.set("ada")

        async with direct(login) as client:
            await asyncio.create_task(client.get("/login"))
    assert seen == ["ada", "nobody"], seen


run(main())
