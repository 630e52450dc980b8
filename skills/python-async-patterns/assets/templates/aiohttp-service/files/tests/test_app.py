import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from package_name import app as app_module
from package_name.app import run
from package_name.settings import Settings
from package_name.traffic import Traffic


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


async def connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    while True:
        try:
            return await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.01)


async def test_a_request_in_flight_outlives_the_signal(
    settings: Settings, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    admitted = asyncio.Event()

    class Watched(Traffic):
        @contextmanager
        def admit(self) -> Iterator[None]:
            with super().admit():
                admitted.set()
                yield

    monkeypatch.setattr(app_module, "Traffic", Watched)
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(run(replace(settings, port=port, drain_delay=0.1)))
        reader, writer = await connect(port)
        writer.write(b"GET /work?s=0.3 HTTP/1.1\r\nHost: test\r\n\r\n")
        await admitted.wait()
        signal.raise_signal(signal.SIGTERM)
        response = await reader.read()
        writer.close()
        await writer.wait_closed()
    assert response.startswith(b"HTTP/1.1 200 ")
    assert b"\r\nConnection: close\r\n" in response
