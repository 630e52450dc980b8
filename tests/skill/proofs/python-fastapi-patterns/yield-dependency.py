"""With scope="function" the commit comes before the answer; an error rolls back; by default it comes last."""

from collections.abc import AsyncIterator
from typing import Annotated

import pattern
from asgi import direct
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException
from proving import run

order: list[str] = []


class Watch:
    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        async def watched(message) -> None:
            if message["type"] == "http.response.start":
                order.append(f"answer {message['status']}")
                pattern.log.append(f"answer {message['status']}")
            await send(message)

        await self.app(scope, receive, watched)


async def main() -> None:
    app = pattern.app

    @app.put("/full")
    async def full(changes: pattern.Changes) -> None:
        raise HTTPException(507)

    @app.put("/broken")
    async def broken(changes: pattern.Changes) -> None:
        raise LookupError

    async with direct(Watch(app)) as client:
        await client.put("/items/a")
        assert pattern.log == ["commit a", "answer 200"], pattern.log
        for path, status in (("/full", 507), ("/broken", 500)):
            pattern.log.clear()
            await client.put(path)
            assert pattern.log == ["rollback", f"answer {status}"], pattern.log

    late = FastAPI()

    async def resource() -> AsyncIterator[int]:
        yield 1
        order.append("commit")

    @late.get("/")
    async def endpoint(tasks: BackgroundTasks, value: Annotated[int, Depends(resource)]) -> int:
        tasks.add_task(order.append, "background")
        return value

    order.clear()
    async with direct(Watch(late)) as client:
        await client.get("/")
    assert order == ["answer 200", "background", "commit"], order


run(main())
