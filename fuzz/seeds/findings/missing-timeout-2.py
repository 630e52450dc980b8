import asyncio


async def greet(reader: asyncio.StreamReader) -> bytes:
    return await reader.readline()


async def handler(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(5):
        return await greet(reader)


async def bounded(reader: asyncio.StreamReader) -> bytes:
    return await asyncio.wait_for(greet(reader), 5)


async def lonely(reader: asyncio.StreamReader) -> bytes:
    return await reader.readline()


async def caller(reader: asyncio.StreamReader) -> bytes:
    return await lonely(reader)
