from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("sqlite://")
async_engine = create_async_engine("sqlite+aiosqlite://")
plain = sessionmaker(autoflush=False, bind=engine)
chosen = sessionmaker(async_engine, class_=AsyncSession, expire_on_commit=False)
later = async_sessionmaker(async_engine)


async def handler() -> None:
    session = plain()
    session.commit()
    with plain() as other:
        other.execute("select 1")


async def fine() -> None:
    async with chosen() as session:
        await session.execute("select 1")
    async with later() as session:
        await session.commit()
