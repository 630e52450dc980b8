"""Own errors get their status, the unexpected an id that is in the log; `str(e)` shows the secret."""

import bad
import pattern
from asgi import direct
from proving import logged, run


async def main() -> None:
    @pattern.app.get("/conflict")
    async def conflict() -> None:
        raise pattern.Conflict

    @pattern.app.get("/broken")
    async def broken() -> None:
        raise ConnectionError("postgres://app:hunter2@db.internal")

    with logged("pattern") as messages:
        async with direct(pattern.app) as client:
            assert (await client.get("/conflict")).status_code == 409
            answer = await client.get("/broken")
            assert answer.status_code == 500 and "hunter2" not in answer.text
            assert len(messages) == 1 and answer.json()["reference"] in messages[0]
    async with direct(bad.app) as client:
        assert "hunter2" in (await client.get("/items/1")).text


run(main())
