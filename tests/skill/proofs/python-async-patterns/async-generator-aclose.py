import asyncio

import bad
import pattern
import proving


class Connection:
    def __init__(self) -> None:
        self.closed = False
        self._lines = ["one", "two", "three"]

    async def readline(self) -> str:
        await asyncio.sleep(0)
        return self._lines.pop(0) if self._lines else ""

    async def close(self) -> None:
        await asyncio.sleep(0)
        self.closed = True


async def main() -> None:
    connection = Connection()
    assert await pattern.first_match(connection, "tw") == "two"
    assert connection.closed
    connection = Connection()
    assert await pattern.first_match(connection, "none") is None
    assert connection.closed

    # Without aclosing the connection is still open when the function has returned.
    connection = Connection()
    assert await bad.first_match(connection, "tw") == "two"
    assert not connection.closed
    # Here the garbage collector closes it later, in a task that nobody asked for.
    await proving.settle()
    assert connection.closed


proving.run(main())
