"""Two queries for any number of users; a relation that was not asked for raises instead of querying."""

import pattern
from database import counting, database
from proving import raises, run
from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncSession


async def main() -> None:
    async with database() as engine:
        async with engine.begin() as connection:
            await connection.run_sync(pattern.Base.metadata.create_all)
        async with AsyncSession(engine) as session:
            session.add_all([pattern.User(orders=[pattern.Order() for _ in range(n)]) for n in range(20)])
            await session.commit()
        async with AsyncSession(engine) as session, counting(engine) as statements:
            assert await pattern.orders_by_user(session) == {n + 1: n for n in range(20)}
        assert len([s for s in statements if s.startswith("SELECT")]) == 2, statements

        async with AsyncSession(engine) as session:
            user = (await session.scalars(select(pattern.User))).first()

            async def lazy() -> int:
                return len(user.orders)

            await raises(InvalidRequestError, lazy())


run(main())
