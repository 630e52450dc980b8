"""A lost race is repeated from the start, with fresh data; other errors and too many attempts end it."""

import asyncio
import random

import pattern
from database import database, rows
from proving import raises, run
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker


async def main() -> None:
    create = "CREATE TABLE counter (n INTEGER UNIQUE)"
    args = {"timeout": 0}  # "locked" at once, instead of waiting in the driver
    async with database(create, "INSERT INTO counter VALUES (0)", begin="BEGIN", connect_args=args) as engine:
        sessions = async_sessionmaker(engine)
        calls = 0

        async def increment(session: AsyncSession) -> int:
            nonlocal calls
            calls += 1
            n = await session.scalar(text("SELECT n FROM counter"))
            await session.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})
            return n + 1

        got = await asyncio.gather(*[pattern.in_transaction(sessions, increment, 200) for _ in range(5)])
        assert sorted(got) == [1, 2, 3, 4, 5], got
        assert await rows(engine, "SELECT n FROM counter") == [(5,)] and calls > 5

        async def twice(session: AsyncSession) -> None:
            nonlocal calls
            calls += 1
            await session.execute(text("INSERT INTO counter VALUES (5)"))

        calls = 0
        await raises(IntegrityError, pattern.in_transaction(sessions, twice))
        assert calls == 1

        async with engine.connect() as holder:
            await holder.execute(text("UPDATE counter SET n = 9"))
            calls = 0
            await raises(OperationalError, pattern.in_transaction(sessions, increment, attempts=3))
            assert calls == 3
            await holder.rollback()

    class Server(Exception):
        sqlstate = "40001"

    assert pattern.lost_a_race(DBAPIError("", {}, Server()))
    Server.sqlstate = "23505"
    assert not pattern.lost_a_race(DBAPIError("", {}, Server()))


random.seed(1)
run(main())
