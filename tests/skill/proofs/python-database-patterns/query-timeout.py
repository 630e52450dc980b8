"""An endless query is stopped in the database, by the limit and by a cancellation; the connection goes on."""

import asyncio

import aiosqlite
import pattern
from proving import raises, run

ENDLESS = "WITH RECURSIVE up(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM up) SELECT max(n) FROM up"


async def main() -> None:
    async with aiosqlite.connect(":memory:") as db:
        assert [tuple(row) for row in await pattern.fetch_all(db, "SELECT ?, ?", (1, 2))] == [(1, 2)]
        await raises(TimeoutError, pattern.fetch_all(db, ENDLESS, seconds=0.1))
        assert len(await pattern.fetch_all(db, "SELECT 1")) == 1  # would wait for ever behind the endless one

        began = asyncio.Event()
        loop = asyncio.get_running_loop()
        await db.create_function("began", 0, lambda: loop.call_soon_threadsafe(began.set) and 0)
        task = asyncio.create_task(pattern.fetch_all(db, ENDLESS.replace("SELECT 0 ", "SELECT began() IS NULL "), seconds=30))
        await began.wait()
        task.cancel()
        await raises(asyncio.CancelledError, task)
        assert len(await pattern.fetch_all(db, "SELECT 1")) == 1
        await raises(aiosqlite.OperationalError, pattern.fetch_all(db, "SELECT nothing"))


run(main())
