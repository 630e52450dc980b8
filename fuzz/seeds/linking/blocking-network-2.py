import redis.asyncio as redis

client = redis.Redis()


async def load(key: str) -> object:
    return await client.get(key)
#---
import redis

client = redis.Redis()


async def load(key: str) -> object:
    return client.get(key)
#---
