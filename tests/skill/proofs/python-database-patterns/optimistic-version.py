"""The second writer is refused, also when both have read before either wrote."""

import asyncio

import pattern
from database import database, rows
from proving import run
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker


async def main() -> None:
    async with database(begin="BEGIN") as engine:
        async with engine.begin() as connection:
            await connection.run_sync(pattern.Base.metadata.create_all)
        sessions = async_sessionmaker(engine)
        async with sessions.begin() as session:
            session.add(pattern.Page(id=1, text="first"))

        assert await pattern.save(sessions, 1, 1, "second") is True
        assert await pattern.save(sessions, 1, 1, "from an old form") is False
        assert await rows(engine, "SELECT text, version FROM pages") == [("second", 2)]

        read, go = asyncio.Event(), asyncio.Event()

        class Waits(AsyncSession):
            async def get_one(self, *args, **options):
                page = await super().get_one(*args, **options)
                await self.rollback_read()
                read.set()
                await go.wait()
                return page

            async def rollback_read(self) -> None:
                await (await self.connection()).exec_driver_sql("COMMIT")
                await (await self.connection()).exec_driver_sql("BEGIN")

        slow = asyncio.create_task(pattern.save(async_sessionmaker(engine, class_=Waits), 1, 2, "slow"))
        await read.wait()
        assert await pattern.save(sessions, 1, 2, "quick") is True
        go.set()
        assert await slow is False, "the version was checked by the UPDATE"
        assert await rows(engine, "SELECT text, version FROM pages") == [("quick", 3)]


run(main())
