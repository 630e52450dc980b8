"""The task runs after the answer; a failure is logged and doesn't stop the next; a dropped task can vanish."""

import asyncio

import bad
import httpx
import pattern
from asgi import direct, live
from fastapi import BackgroundTasks
from proving import logged, run, until


async def main() -> None:
    answered, release = asyncio.Event(), asyncio.Event()

    async def slow_mail(address: str) -> None:
        await release.wait()
        if address == "bad":
            raise ConnectionError("mail server")
        pattern.sent.append(address)

    pattern.send_mail = slow_mail

    @pattern.app.post("/two")
    async def two(tasks: BackgroundTasks) -> None:
        tasks.add_task(pattern.logged, "first", lambda: slow_mail("bad"))
        tasks.add_task(pattern.logged, "second", lambda: slow_mail("bob"))

    @pattern.app.post("/plain")
    async def plain(tasks: BackgroundTasks) -> None:
        tasks.add_task(slow_mail, "bad")
        tasks.add_task(slow_mail, "eve")

    async with live(pattern.app) as url, httpx.AsyncClient(base_url=url) as client:
        assert (await client.post("/signup?address=ada")).status_code == 202
        answered.set()
        assert pattern.sent == [], "the answer did not wait for the mail"
        release.set()
        await until(lambda: pattern.sent == ["ada"])
        with logged("pattern") as messages:
            await client.post("/two")
            await until(lambda: "bob" in pattern.sent)
        assert messages == ["background task first failed"]
        await client.post("/plain")
    assert "eve" not in pattern.sent, "an error drops the tasks after it"

    async with direct(bad.app) as client:
        async def endless(address: str) -> None:
            await asyncio.Event().wait()

        bad.send_mail = endless
        await client.post("/signup?address=eve")
    left = [task for task in asyncio.all_tasks() if "endless" in repr(task)]
    assert len(left) == 1, "nobody waits for it: the end of the program cancels it"
    left[0].cancel()
    await asyncio.wait(left)


run(main())
