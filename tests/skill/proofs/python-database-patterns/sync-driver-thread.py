"""Transactions never mix, failed ones leave nothing, the loop stays free, and it always is the same thread."""

import asyncio
import sqlite3
import tempfile
import threading
from pathlib import Path

import pattern
from proving import raises, run


async def main(path: str) -> None:
    db = pattern.Database(path)
    threads: set[int] = set()
    await db.transaction(lambda c: c.execute("CREATE TABLE counter (n INTEGER)") and None)
    await db.transaction(lambda c: c.execute("INSERT INTO counter VALUES (0)") and None)

    def increment(connection: sqlite3.Connection) -> int:
        threads.add(threading.get_ident())
        n = connection.execute("SELECT n FROM counter").fetchone()[0]
        connection.execute("UPDATE counter SET n = ?", [n + 1])
        return n + 1

    def fails(connection: sqlite3.Connection) -> None:
        increment(connection)
        raise LookupError

    results = await asyncio.gather(*[db.transaction(increment) for _ in range(50)])
    assert results == list(range(1, 51))
    await raises(LookupError, db.transaction(fails))
    assert await db.transaction(increment) == 51
    assert len(threads) == 1 and threading.get_ident() not in threads

    gate = threading.Event()
    waiting = asyncio.create_task(db.transaction(lambda c: gate.wait(5)))
    await asyncio.sleep(0)
    gate.set()  # reached, because the loop did not wait
    assert await waiting is True
    await db.close()
    assert threading.active_count() <= 2  # the one of to_thread may be left

    other = pattern.Database(path)
    assert await other.transaction(increment) == 52
    await other.close()


with tempfile.TemporaryDirectory() as folder:
    run(main(str(Path(folder, "test.db"))))
