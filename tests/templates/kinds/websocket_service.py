"""Every client sees close code 1001 when the service is told to stop, and misses nothing before."""

import asyncio
import signal

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from project import Mutant, Project, free_port

CLIENTS = 30
MESSAGES = 3

MUTANTS = (
    Mutant("app.py", "code=CloseCode.GOING_AWAY", "code=CloseCode.NORMAL_CLOSURE"),
    Mutant("app.py", "            await service.drain(server)\n", "            import os; os._exit(0)\n"),
    Mutant(
        "hub.py", "        for member in self._members:\n", "        for member in list(self._members)[1:]:\n"
    ),
)


def prove(project: Project) -> None:
    """Connect, talk, stop."""
    asyncio.run(_prove(project))


async def _prove(project: Project) -> None:
    port = free_port()
    environment = project.environment(APP_PORT=str(port), APP_DRAIN_DELAY="0.5", APP_LOG_LEVEL="WARNING")
    process = await asyncio.create_subprocess_exec(
        *project.command, env=environment, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(project.limit):
            await ready(port)
            clients = [await connect(f"ws://127.0.0.1:{port}") for _ in range(CLIENTS)]
            # One round trip each, so that all are known before the first message that is counted.
            for client in clients:
                await client.send("warm up")
            for client in clients:
                for _ in clients:
                    await client.recv()
            for number in range(MESSAGES):
                await clients[number].send(f"message {number}")
            process.send_signal(signal.SIGTERM)
            heard = await asyncio.gather(*(listen(client) for client in clients))
            _, log = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, log
    for messages, code in heard:
        assert code == 1001, f"close code {code}"
        assert len(messages) == MESSAGES, messages


async def ready(port: int) -> None:
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.write(b"GET /ready HTTP/1.1\r\nHost: test\r\n\r\n")
        answer = await reader.read()
        writer.close()
        assert answer.startswith(b"HTTP/1.1 200"), answer
        return


async def listen(client) -> tuple[list[str], int | None]:
    messages = []
    try:
        while True:
            messages.append(await client.recv())
    except ConnectionClosed:
        return messages, client.close_code
