import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from package_name.app import Service


async def get(address: str, path: str) -> tuple[int, str]:
    host, port = address.rsplit(":", 1)
    async with asyncio.timeout(5):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"GET {path} HTTP/1.1\r\nHost: test\r\n\r\n".encode())
        text = (await reader.read()).decode()
        writer.close()
        await writer.wait_closed()
    return int(text.split()[1]), text


async def test_health_and_ready(service: Service, address: str) -> None:
    assert (await get(address, "/health"))[0] == 200
    assert (await get(address, "/ready?x=1"))[0] == 200
    assert (await get(address, "/nowhere"))[0] == 404
    service.hub.draining = True
    assert (await get(address, "/ready"))[0] == 503
    assert (await get(address, "/health"))[0] == 200


async def test_a_message_reaches_everybody(address: str) -> None:
    async with asyncio.timeout(5):
        async with connect(f"ws://{address}") as first, connect(f"ws://{address}") as second:
            await first.send("hello")
            await second.send(b"there")
            for connection in (first, second):
                assert {await connection.recv(), await connection.recv()} == {"hello", b"there"}


async def test_draining_sends_what_is_queued_and_closes_with_1001(service: Service) -> None:
    async with asyncio.timeout(5), service.listen() as server:
        port = next(iter(server.sockets)).getsockname()[1]
        async with connect(f"ws://127.0.0.1:{port}") as connection:
            await connection.send("first")
            assert await connection.recv() == "first"
            service.hub.publish("last")
            await service.drain(server)
            assert await connection.recv() == "last"
            with pytest.raises(ConnectionClosed):
                await connection.recv()
            assert connection.close_code == 1001


async def test_a_client_that_does_not_read_is_disconnected(service: Service, address: str) -> None:
    async with asyncio.timeout(10):
        uri = f"ws://{address}"
        async with (
            connect(uri, max_queue=1, compression=None, close_timeout=0.1) as slow,
            connect(uri) as fast,
        ):
            big = "x" * 65536
            await slow.send("here")
            assert await fast.recv() == "here"
            while service.hub.members == 2:
                service.hub.publish(big)
                assert len(await fast.recv()) == len(big)
            await fast.send("still here")
            assert await fast.recv() == "still here"
