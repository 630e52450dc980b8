"""Both halves or none: after success, an error, and a cancellation between the two."""

import asyncio

import pattern
from database import database, rows
from proving import raises, run
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

CREATE = "CREATE TABLE accounts (name TEXT PRIMARY KEY, amount INTEGER CHECK (amount >= 0))"


async def main() -> None:
    async with database(CREATE, "INSERT INTO accounts VALUES ('ada', 10), ('bob', 0)") as engine:
        sessions = async_sessionmaker(engine)

        async def amounts() -> list[int]:
            return [amount for (amount,) in await rows(engine, "SELECT amount FROM accounts ORDER BY name")]

        await pattern.move(sessions, "ada", "bob", 4)
        assert await amounts() == [6, 4]
        await raises(IntegrityError, pattern.move(sessions, "ada", "bob", 100))
        assert await amounts() == [6, 4]

        between = asyncio.Event()

        class Slow(AsyncSession):
            done = 0

            async def execute(self, *args, **options):
                if self.done:
                    between.set()
                    await asyncio.Event().wait()
                self.done += 1
                return await super().execute(*args, **options)

        task = asyncio.create_task(pattern.move(async_sessionmaker(engine, class_=Slow), "ada", "bob", 1))
        await between.wait()
        task.cancel()
        await raises(asyncio.CancelledError, task)
        assert await amounts() == [6, 4] and engine.pool.checkedout() == 0
        await pattern.move(sessions, "bob", "ada", 4)
        assert await amounts() == [10, 0]


run(main())
