"""Commit or roll back as a whole, also on cancellation; transactions don't mix; sqlite3 stops the loop."""

import asyncio
import sqlite3
import tempfile
import threading
from pathlib import Path

import aiosqlite
import bad
import pattern
from proving import Peak, raises, run


async def amounts(path: str) -> dict[str, int]:
    async with aiosqlite.connect(path) as db:
        async with db.execute("SELECT name, amount FROM account ORDER BY name") as cursor:
            return dict(await cursor.fetchall())


async def main(path: str) -> None:
    async with aiosqlite.connect(path) as db:
        await db.execute("CREATE TABLE account (name TEXT PRIMARY KEY, amount INTEGER CHECK (amount >= 0))")
        await db.execute("INSERT INTO account VALUES ('ada', 100), ('bob', 0)")
        await db.commit()

    pool = pattern.Pool(path, size=3)
    peak = Peak()

    async def move(amount: int) -> None:
        async with pool.transaction() as db:
            with peak:
                await db.execute("UPDATE account SET amount = amount + ? WHERE name = 'bob'", [amount])
                await db.execute("UPDATE account SET amount = amount - ? WHERE name = 'ada'", [amount])

    await asyncio.gather(*[move(5) for _ in range(10)])
    assert await amounts(path) == {"ada": 50, "bob": 50} and peak.most == 1
    await raises(sqlite3.IntegrityError, move(60))
    assert await amounts(path) == {"ada": 50, "bob": 50}

    inside = asyncio.Event()

    async def hang() -> None:
        async with pool.transaction() as db:
            await db.execute("UPDATE account SET amount = 0")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    await raises(asyncio.CancelledError, task)
    assert await amounts(path) == {"ada": 50, "bob": 50}
    await move(1)

    threads: list[int] = []
    real = sqlite3.connect
    sqlite3.connect = lambda *a: threads.append(threading.get_ident()) or real(*a)
    try:
        from proving import warned

        with warned():
            assert await bad.balance(path, "ada") == 49
    finally:
        sqlite3.connect = real
    assert threads == [threading.get_ident()], "the query runs in the thread of the loop"


with tempfile.TemporaryDirectory() as name:
    run(main(str(Path(name, "test.db"))))
