"""Both directions run at the same time; when the client leaves, both tasks and the session are gone."""

import asyncio

import aiohttp
import pattern
from asgi import live
from proving import run, until


async def main() -> None:
    errors: list[BaseException] = []

    async def watched(scope, receive, send) -> None:
        try:
            await pattern.app(scope, receive, send)
        except BaseException as error:
            errors.append(error)
            raise

    async with live(watched) as url, aiohttp.ClientSession() as session:
        async with session.ws_connect(f"{url}/shout") as one, session.ws_connect(f"{url}/shout") as two:
            for number in range(20):
                await one.send_str(f"a{number}")
            await two.send_str("b" * 5000)
            assert [await one.receive_str() for _ in range(20)] == [f"A{number}" for number in range(20)]
            assert await two.receive_str() == "B" * 1000
            assert len(pattern.open_sessions) == 2
        await until(lambda: not pattern.open_sessions)
        names = {getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()}
        assert not names & {"read", "write"}, names
    assert not errors, "a client that leaves is no error"


run(main())
