"""Good items are kept, of refused ones nothing is left, and an error around it undoes all."""

import pattern
from database import database, rows
from proving import raises, run
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

TABLES = ("CREATE TABLE log (id INTEGER)", "CREATE TABLE items (id INTEGER PRIMARY KEY)")


async def store(session: AsyncSession, number: int) -> None:
    for table in ("log", "items"):
        await session.execute(text(f"INSERT INTO {table} VALUES (:id)"), {"id": number})


async def main() -> None:
    async with database(*TABLES) as engine:
        sessions = async_sessionmaker(engine)
        async with sessions.begin() as session:
            assert await pattern.each(session, store, [1, 2, 2, 3, 1, 4]) == [2, 1]
        for table in ("log", "items"):
            assert await rows(engine, f"SELECT id FROM {table}") == [(1,), (2,), (3,), (4,)]

        async def fails() -> None:
            async with sessions.begin() as session:
                await pattern.each(session, store, [5])
                raise LookupError

        await raises(LookupError, fails())
        assert await rows(engine, "SELECT max(id) FROM items") == [(4,)]


run(main())
