"""Writers wait for each other instead of failing, readers see one state, references and savepoints hold."""

import asyncio
import tempfile
from pathlib import Path

import pattern
from proving import raises, run
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

TABLES = (
    "CREATE TABLE counter (n INTEGER)",
    "INSERT INTO counter VALUES (0)",
    "CREATE TABLE users (id INTEGER PRIMARY KEY)",
    "CREATE TABLE orders (user_id INTEGER REFERENCES users(id))",
)


async def increment(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        n = (await connection.execute(text("SELECT n FROM counter"))).scalar_one()
        await asyncio.sleep(0)
        await connection.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})


async def main(path: str) -> None:
    engine = pattern.sqlite_engine(path)
    async with engine.begin() as connection:
        for statement in TABLES:
            await connection.execute(text(statement))
    await asyncio.gather(*[increment(engine) for _ in range(20)])

    reader = pattern.sqlite_engine(path, begin="BEGIN")
    async with engine.connect() as writing, reader.connect() as reading:
        await writing.execute(text("UPDATE counter SET n = 99"))
        assert (await reading.execute(text("SELECT n FROM counter"))).scalar_one() == 20
        await writing.rollback()

    async with engine.begin() as connection:
        await raises(IntegrityError, connection.execute(text("INSERT INTO orders VALUES (7)")))
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar_one() == "wal"
        async with connection.begin_nested() as savepoint:
            await connection.execute(text("INSERT INTO users VALUES (1)"))
            await savepoint.rollback()
        await connection.execute(text("INSERT INTO users VALUES (2)"))
    async with reader.connect() as connection:
        assert (await connection.execute(text("SELECT id FROM users"))).all() == [(2,)]

    async with reader.connect() as one, reader.connect() as two:  # read, then write: refused at once
        await one.execute(text("SELECT n FROM counter"))
        await two.execute(text("SELECT n FROM counter"))
        await two.execute(text("UPDATE counter SET n = 1"))
        await two.commit()
        error = await raises(OperationalError, one.execute(text("UPDATE counter SET n = 2")))
        assert "database is locked" in str(error)
    await engine.dispose()
    await reader.dispose()


with tempfile.TemporaryDirectory() as folder:
    run(main(str(Path(folder, "test.db"))))
