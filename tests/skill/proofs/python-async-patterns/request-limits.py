"""Internal addresses are refused as names, as numbers and after a redirect; large bodies are refused."""

import socket

import aiohttp
import pattern
from aiohttp import web
from loopback import serve, serve_app
from proving import raises, run


async def main() -> None:
    reached: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        reached.append(request.path)
        raise web.HTTPFound("/inside") if request.path == "/redirect" else web.HTTPOk

    async with serve(handler) as url:
        port = url.rsplit(":", 1)[1]
        async with pattern.make_session() as session:
            for host in ("127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]"):
                error = await raises(aiohttp.ClientConnectorError, session.get(f"http://{host}:{port}/"))
                assert isinstance(error, aiohttp.ClientConnectorError)
                assert "not a public address" in str(error.os_error), error
        assert not reached

        def first_only(target: tuple[object, ...]) -> socket.socket:
            if reached:
                return pattern.public_socket(target)
            return socket.socket(*target[:3])  # type: ignore[arg-type]

        connector = aiohttp.TCPConnector(socket_factory=first_only, force_close=True)
        async with aiohttp.ClientSession(connector=connector) as session:
            await raises(aiohttp.ClientConnectorError, session.get(f"{url}/redirect"))
        assert reached == ["/redirect"]

    def dial(address: str) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        pattern.public_socket((family, socket.SOCK_STREAM, 0, "", (address, 80))).close()

    for address in ("93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"):
        dial(address)
    for address in ("10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "fe80::1", "fd00::1"):
        try:
            dial(address)
        except PermissionError:
            continue
        raise AssertionError(address)

    async def size(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    app = pattern.make_app()
    app.router.add_post("/size", size)
    async with serve_app(app) as url, aiohttp.ClientSession() as session:
        async with session.post(f"{url}/size", data=bytes(64 * 1024)) as response:
            assert await response.text() == "65536"
        async with session.post(f"{url}/size", data=bytes(64 * 1024 + 1)) as response:
            assert response.status == 413


run(main())
