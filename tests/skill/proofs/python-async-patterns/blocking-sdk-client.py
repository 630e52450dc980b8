"""Each thread has a client of its own, the loop serves meanwhile; the same SDK on the loop waits for itself."""

import asyncio
import smtplib
import threading

import bad
import pattern
from proving import raises, run, until


async def main() -> None:
    connections = left = 0

    async def mail_server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections, left
        connections += 1
        try:
            writer.write(b"220 ready\r\n")
            while line := await reader.readline():
                writer.write(b"221 bye\r\n" if line.startswith(b"quit") else b"250 ok\r\n")
        except ConnectionError:
            pass
        finally:
            left += 1
            writer.close()

    server = await asyncio.start_server(mail_server, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    made: list[smtplib.SMTP] = []
    users: dict[int, set[int]] = {}

    def make() -> smtplib.SMTP:
        made.append(smtplib.SMTP("127.0.0.1", port, timeout=5))
        return made[-1]

    barrier = threading.Barrier(3)

    def ask(client: smtplib.SMTP) -> int:
        if not barrier.broken and barrier.n_waiting < 3 and first.is_set():
            barrier.wait(5)  # three at the same time
        users.setdefault(id(client), set()).add(threading.get_ident())
        return client.noop()[0]

    first = threading.Event()
    first.set()
    mail = pattern.ThreadedClient(make, threads=3)
    assert await asyncio.gather(*[mail.call(ask) for _ in range(3)]) == [250] * 3
    first.clear()
    assert await asyncio.gather(*[mail.call(ask) for _ in range(20)]) == [250] * 20
    assert len(made) == 3 == connections, "a client per thread, used again and again"
    assert all(len(threads) == 1 for threads in users.values())
    await raises(ZeroDivisionError, mail.call(lambda client: 1 / 0))
    await mail.close()
    for client in made:
        client.close()

    error = await raises(smtplib.SMTPServerDisconnected, bad.deliver("127.0.0.1", port, "hello"))
    assert "timed out" in str(error)
    error.__traceback__ = error.__context__ = None
    await until(lambda: connections == 4 and left == 4)
    server.close()


run(main())
