"""All rows in parts of the size asked for; a reader that leaves early gives the connection back."""

from contextlib import aclosing

import pattern
from database import database
from proving import raises, run
from sqlalchemy import Column, Integer, MetaData, Table, select
from sqlalchemy.ext.asyncio import async_sessionmaker

TABLE = Table("numbers", MetaData(), Column("n", Integer))
FILL = """INSERT INTO numbers WITH RECURSIVE up(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM up WHERE n < 2099)
          SELECT n FROM up"""


async def main() -> None:
    async with database("CREATE TABLE numbers (n INTEGER)", FILL, begin="BEGIN") as engine:
        sessions = async_sessionmaker(engine)
        query = select(TABLE.c.n).order_by(TABLE.c.n)
        async with aclosing(pattern.parts(sessions, query)) as stream:
            parts = [part async for part in stream]
        assert [len(part) for part in parts] == [500, 500, 500, 500, 100]
        assert [row.n for part in parts for row in part] == list(range(2100))

        async with aclosing(pattern.parts(sessions, query)) as stream:
            async for part in stream:
                assert engine.pool.checkedout() == 1
                break
        assert engine.pool.checkedout() == 0

        async def fails() -> None:
            async with aclosing(pattern.parts(sessions, query, size=10)) as stream:
                async for _ in stream:
                    raise LookupError

        await raises(LookupError, fails())
        assert engine.pool.checkedout() == 0


run(main())
