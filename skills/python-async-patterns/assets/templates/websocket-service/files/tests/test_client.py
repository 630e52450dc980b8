import asyncio
import contextlib

from websockets.asyncio.server import ServerConnection, serve

from package_name.client import Client


async def test_it_connects_again_after_each_end() -> None:
    count = 0
    received: asyncio.Queue[str | bytes] = asyncio.Queue()

    async def greet_and_leave(connection: ServerConnection) -> None:
        nonlocal count
        count += 1
        await connection.send(str(count))
        await connection.close(1001 if count % 2 else 1011)

    async with serve(greet_and_leave, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        client = Client(f"ws://127.0.0.1:{port}", received.put_nowait, first_delay=0.001)
        task = asyncio.create_task(client.run())
        async with asyncio.timeout(10):
            assert [await received.get() for _ in range(4)] == ["1", "2", "3", "4"]
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    received: asyncio.Queue[str | bytes] = asyncio.Queue()

    async def greet(connection: ServerConnection) -> None:
        await connection.send("hello")

    async with serve(greet, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
    client = Client(f"ws://127.0.0.1:{port}", received.put_nowait, first_delay=0.001)
    task = asyncio.create_task(client.run())
    await asyncio.sleep(0)
    async with asyncio.timeout(10), serve(greet, "127.0.0.1", port):
        assert await received.get() == "hello"
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
