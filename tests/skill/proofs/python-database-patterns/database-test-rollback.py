"""Code that commits works as always, several sessions see each other, and afterwards nothing is left."""

import pattern
from database import database, rows
from proving import raises, run
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError


async def main() -> None:
    async with database("CREATE TABLE users (name TEXT UNIQUE)", "INSERT INTO users VALUES ('root')") as engine:

        async def add(sessions, name: str) -> None:
            async with sessions.begin() as session:
                await session.execute(text("INSERT INTO users VALUES (:name)"), {"name": name})

        for _ in range(2):  # the second test meets the same state
            async with pattern.isolated(engine) as sessions:
                await add(sessions, "ada")
                await raises(IntegrityError, add(sessions, "ada"))
                await add(sessions, "bob")
                async with sessions() as session:
                    assert await session.scalar(text("SELECT count(*) FROM users")) == 3
        assert await rows(engine, "SELECT name FROM users") == [("root",)]

        async def failing_test() -> None:
            async with pattern.isolated(engine) as sessions:
                await add(sessions, "eve")
                raise AssertionError

        await raises(AssertionError, failing_test())
        assert await rows(engine, "SELECT name FROM users") == [("root",)] and engine.pool.checkedout() == 0


run(main())
