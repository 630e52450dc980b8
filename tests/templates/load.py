"""SIGTERM under load: raw keep-alive clients that count what they lose.

Raw sockets, because HTTP clients silently repeat a GET on a reused connection and hide the loss.
A request is lost when it was sent and no complete answer with status 200 came back.
"""

import asyncio
import random
import signal
from dataclasses import dataclass, field

from project import LIMIT


@dataclass
class Tally:
    answered: int = 0
    lost_before: list[str] = field(default_factory=list)
    lost_after: list[str] = field(default_factory=list)
    status: int | None = None
    log: str = ""

    @property
    def clean(self) -> bool:
        return not self.lost_before and not self.lost_after and self.status == 0


@dataclass
class Run:
    """One service under load: the port, and what the clients know of it."""

    port: int
    tally: Tally = field(default_factory=Tally)
    signalled: bool = False
    ready: bool = True

    async def exchange(
        self, stream: tuple[asyncio.StreamReader, asyncio.StreamWriter], path: str
    ) -> tuple[int, bool]:
        """Send one request; return the status and whether the connection stays open."""
        reader, writer = stream
        writer.write(f"GET {path} HTTP/1.1\r\nHost: test\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode().lower().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if line)
        await reader.readexactly(int(headers["content-length"]))
        return int(lines[0].split()[1]), headers.get("connection") != "close"

    async def client(self, number: int) -> None:
        """Send requests over one connection for as long as the service is ready."""
        chance = random.Random(number)
        stream = None
        while self.ready:
            sent_before = not self.signalled
            try:
                if stream is None:
                    stream = await asyncio.open_connection("127.0.0.1", self.port)
                sent_before = not self.signalled
                status, alive = await self.exchange(stream, f"/work?s={chance.uniform(0.05, 0.4):.3f}")
                if status != 200:
                    raise OSError(f"status {status}")
                self.tally.answered += 1
                if alive:
                    continue
                stream[1].close()
            except (OSError, asyncio.IncompleteReadError) as error:
                lost = self.tally.lost_before if sent_before else self.tally.lost_after
                lost.append(repr(error))
            stream = None
            if self.signalled:
                await self.look()

    async def look(self) -> None:
        """Ask /ready as a load balancer does."""
        try:
            stream = await asyncio.open_connection("127.0.0.1", self.port)
            status, _ = await self.exchange(stream, "/ready")
            stream[1].close()
        except (OSError, asyncio.IncompleteReadError):
            status = 0
        self.ready = status == 200


async def under_load(command: list[str], environment: dict[str, str], port: int, clients: int = 60) -> Tally:
    """Start a service, load it, send SIGTERM, and say what was lost."""
    process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.PIPE)
    run = Run(port)
    assert process.stderr is not None
    log = asyncio.create_task(process.stderr.read())
    try:
        async with asyncio.timeout(LIMIT):
            run.ready = False
            while not run.ready:
                if process.returncode is not None:
                    raise RuntimeError(f"the service ended: {(await log).decode()}")
                await asyncio.sleep(0.02)
                await run.look()
            tasks = [asyncio.create_task(run.client(number)) for number in range(clients)]
            while run.tally.answered < 2 * clients and not run.tally.lost_before:
                await asyncio.sleep(0.02)
            run.signalled = True
            process.send_signal(signal.SIGTERM)
            await asyncio.gather(*tasks)
            run.tally.status = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
        run.tally.log = (await log).decode()
    return run.tally
