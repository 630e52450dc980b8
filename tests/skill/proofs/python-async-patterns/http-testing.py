"""Code under test meets the scripted answers over a real connection, and what it asked can be asserted."""

import aiohttp
import httpx
import pattern
import pattern_2
from proving import run


async def get_twice_if_busy(session: aiohttp.ClientSession, url: str) -> str:
    """What somebody might want to test."""
    async with session.get(url, params={"q": "x"}) as response:
        if response.status != 503:
            return await response.text()
    async with session.get(url, params={"q": "x"}) as response:
        return await response.text()


async def main() -> None:
    script = pattern.Script((503, ""), (200, "found"))
    async with pattern.scripted(script) as client, pattern.scripted(pattern.Script()) as other:
        assert client.port != other.port
        assert await get_twice_if_busy(client.session, str(client.make_url("/search"))) == "found"
    assert script.seen == [("GET", "/search?q=x")] * 2 and not script.answers

    async with pattern_2.fake_client(lambda request: httpx.Response(418, text=request.url.path)) as fake:
        answer = await fake.get("/tea")
        assert (answer.status_code, answer.text) == (418, "/tea")


run(main())
