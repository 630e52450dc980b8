"""Good rows are kept, refused ones are named, and an error around it undoes all."""

import pattern
from database import database, rows
from proving import raises, run
from sqlalchemy import Column, Integer, MetaData, Table, insert
from sqlalchemy.ext.asyncio import async_sessionmaker

TABLE = Table("items", MetaData(), Column("id", Integer, primary_key=True))


async def main() -> None:
    async with database("CREATE TABLE items (id INTEGER PRIMARY KEY)") as engine:
        sessions = async_sessionmaker(engine)
        ids = [{"id": number} for number in (1, 2, 2, 3, 1, 4)]
        async with sessions.begin() as session:
            refused = await pattern.insert_each(session, insert(TABLE), ids)
        assert refused == [{"id": 2}, {"id": 1}]
        assert await rows(engine, "SELECT id FROM items") == [(1,), (2,), (3,), (4,)]

        async def fails() -> None:
            async with sessions.begin() as session:
                await pattern.insert_each(session, insert(TABLE), [{"id": 5}])
                raise LookupError

        await raises(LookupError, fails())
        assert await rows(engine, "SELECT max(id) FROM items") == [(4,)]


run(main())
