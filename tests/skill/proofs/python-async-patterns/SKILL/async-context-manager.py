import asyncio

import pattern
import proving


class Connection:
    closed = False

    async def close(self) -> None:
        self.closed = True


async def main() -> None:
    made: list[Connection] = []

    async def connect() -> Connection:
        made.append(Connection())
        return made[-1]

    async with pattern.connected(connect) as connection:
        assert not connection.closed
    assert connection.closed

    async def use() -> None:
        async with pattern.connected(connect):
            await asyncio.Event().wait()

    task = asyncio.create_task(use())
    await proving.settle()
    task.cancel()
    await proving.raises(asyncio.CancelledError, task)
    assert made[-1].closed


proving.run(main())
