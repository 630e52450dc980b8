"""The object can be read after the commit; with the default that needs a query which can't be made."""

import pattern
from database import database, rows
from proving import raises, run, unraisable
from sqlalchemy.exc import MissingGreenlet, StatementError
from sqlalchemy.ext.asyncio import async_sessionmaker


async def main() -> None:
    async with database(begin=None) as engine:
        async with engine.begin() as connection:
            await connection.run_sync(pattern.Base.metadata.create_all)
        user = await pattern.add_user(pattern.make_sessions(engine), "ada")
        assert (user.id, user.name) == (1, "ada")
        assert await rows(engine, "SELECT name FROM users") == [("ada",)]

        default = async_sessionmaker(engine)
        with unraisable():  # the driver's coroutine is thrown away
            async with default() as session:
                user = pattern.User(name="bob")
                session.add(user)
                await session.commit()

                async def name() -> str:
                    return user.name

                error = await raises((MissingGreenlet, StatementError), name())  # 2.1 wraps it
                assert "greenlet_spawn has not been called" in str(error)
                del error
                await session.refresh(user)
                assert user.name == "bob"


run(main())
