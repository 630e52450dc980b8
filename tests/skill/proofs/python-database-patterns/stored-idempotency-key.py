"""Ten requests with one key, at the same time and later: the work is done once, all get the same result."""

import asyncio

import pattern
from database import database, rows
from proving import raises, run
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

TABLES = (
    "CREATE TABLE requests (key TEXT PRIMARY KEY, result TEXT)",
    "CREATE TABLE payments (id INTEGER PRIMARY KEY, amount INTEGER CHECK (amount > 0))",
)


async def main() -> None:
    async with database(*TABLES) as engine:
        sessions = async_sessionmaker(engine)

        async def pay(session: AsyncSession) -> str:
            number = await session.scalar(text("INSERT INTO payments (amount) VALUES (5) RETURNING id"))
            return f"payment {number}"

        got = await asyncio.gather(*[pattern.once(sessions, "key 1", pay) for _ in range(10)])
        assert set(got) == {"payment 1"}
        assert await pattern.once(sessions, "key 2", pay) == "payment 2"
        assert await rows(engine, "SELECT count(*) FROM payments") == [(2,)]

        async def twin_is_faster(session: AsyncSession) -> str:
            keep = text("INSERT INTO requests VALUES ('key 3', 'of the twin')")
            await (await session.connection()).execute(keep)
            await (await session.connection()).exec_driver_sql("COMMIT")
            await (await session.connection()).exec_driver_sql("BEGIN")
            return await pay(session)

        assert await pattern.once(sessions, "key 3", twin_is_faster) == "of the twin"
        assert await rows(engine, "SELECT count(*) FROM payments") == [(2,)], "our payment was rolled back"

        async def refused(session: AsyncSession) -> str:
            await session.execute(text("INSERT INTO payments (amount) VALUES (0)"))
            return "never"

        await raises(IntegrityError, pattern.once(sessions, "key 4", refused))
        assert await rows(engine, "SELECT count(*) FROM requests WHERE key = 'key 4'") == [(0,)]


run(main())
