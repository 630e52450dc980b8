import asyncio

import bad
import pattern
import proving


class Connection:
    def __init__(self) -> None:
        self.log: list[str] = []

    async def begin(self) -> None:
        self.log.append("begin")

    async def commit(self) -> None:
        self.log.append("commit")

    async def rollback(self) -> None:
        await asyncio.sleep(0)
        self.log.append("rollback")


async def main() -> None:
    connection = Connection()
    async with pattern.transaction(connection) as same:
        assert same is connection
    assert connection.log == ["begin", "commit"]

    async def fail(connection: Connection) -> None:
        async with pattern.transaction(connection):
            raise ValueError("no")

    connection = Connection()
    await proving.raises(ValueError, fail(connection))
    assert connection.log == ["begin", "rollback"]

    async def wait(connection: Connection) -> None:
        async with pattern.transaction(connection):
            await asyncio.Event().wait()

    connection = Connection()
    waiting = asyncio.create_task(wait(connection))
    await proving.settle()
    waiting.cancel()
    await proving.raises(asyncio.CancelledError, waiting)
    assert connection.log == ["begin", "rollback"]

    await proving.raises((TypeError, AttributeError), bad.move(connection))


proving.run(main())
