"""A certificate that nobody vouches for is refused, one that was added is accepted; the files are read in a thread."""

import asyncio
import ssl
import subprocess
import tempfile
import threading
from pathlib import Path

import aiohttp
import bad
import pattern
from aiohttp import web
from aiohttp.test_utils import TestServer
from proving import logged, raises, run


async def main(folder: Path) -> None:
    key, certificate = str(folder / "key.pem"), str(folder / "certificate.pem")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    await asyncio.to_thread(
        subprocess.run, [*command, "-keyout", key, "-out", certificate, *names], check=True, capture_output=True
    )

    async def handler(request: web.Request) -> web.Response:
        return web.Response(text="ok")

    app = web.Application()
    app.router.add_get("/", handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = TestServer(app, scheme="https")
    await server.start_server(ssl=context)
    url = f"https://localhost:{server.port}/"

    threads: list[bool] = []
    create = ssl.create_default_context

    def watched() -> ssl.SSLContext:
        threads.append(threading.current_thread() is threading.main_thread())
        return create()

    ssl.create_default_context = watched
    try:
        async with await pattern.make_session() as session:
            await raises(aiohttp.ClientConnectorCertificateError, session.get(url))
        async with await pattern.make_session(certificate) as session:
            async with session.get(url) as response:
                assert await response.text() == "ok"
            await raises(aiohttp.ClientConnectorCertificateError, session.get(url.replace("localhost", "127.0.0.1")))
    finally:
        ssl.create_default_context = create
    assert threads == [False, False]

    async with bad.make_session() as session, session.get(url) as response:
        assert await response.text() == "ok", "it believes anybody"
    await server.close()


with tempfile.TemporaryDirectory() as name:
    with logged():  # the server's end of the refused handshakes
        run(main(Path(name)))
