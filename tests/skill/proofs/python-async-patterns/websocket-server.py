"""Open sockets are told and closed at shutdown, which therefore ends at once; closed ones are forgotten."""

import asyncio

import aiohttp
import pattern
from aiohttp.test_utils import TestServer
from proving import run, until


async def main() -> None:
    app = pattern.make_app()
    server = TestServer(app)
    await server.start_server()
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(server.make_url("/echo")) for _ in range(3)]
        for number, socket in enumerate(sockets):
            await socket.send_str(f"hello {number}")
            assert await socket.receive_str() == f"hello {number}"
        assert len(app[pattern.SOCKETS]) == 3

        await sockets.pop().close()
        await until(lambda: len(app[pattern.SOCKETS]) == 2)

        readers = [asyncio.create_task(socket.receive()) for socket in sockets]
        await asyncio.wait_for(server.close(), 5)
        for message in await asyncio.gather(*readers):
            assert message.type is aiohttp.WSMsgType.CLOSE
            assert message.data == aiohttp.WSCloseCode.GOING_AWAY
        assert not app[pattern.SOCKETS]
        for socket in sockets:
            await socket.close()


run(main())
