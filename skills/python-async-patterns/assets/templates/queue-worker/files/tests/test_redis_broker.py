import asyncio
import os
import shutil
import socket
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from package_name.redis_broker import DEAD, GROUP, STREAM, RedisBroker

NO_SERVER = "set TEST_REDIS_URL, or put redis-server on the path"


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    """How to start a server of the tests' own, on a free port, which comes last."""
    program = shutil.which("redis-server")
    if program is None:
        return []
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
    return [program, "--dir", str(tmp_path), "--save", "", "--port", port]


async def wait_for(redis: Redis) -> None:
    while True:
        try:
            await redis.ping()
        except RedisConnectionError:
            await asyncio.sleep(0.02)
        else:
            return


@pytest.fixture
async def redis(command: list[str]) -> AsyncIterator[Redis]:
    url = os.environ.get("TEST_REDIS_URL")
    server = None
    if url is None:
        if not command:
            pytest.skip(NO_SERVER)
        url = f"redis://127.0.0.1:{command[-1]}/0"
        server = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    redis = Redis.from_url(url, decode_responses=True, protocol=2)
    try:
        async with asyncio.timeout(10):
            await wait_for(redis)
        await redis.delete(STREAM, DEAD)
        yield redis
    finally:
        await redis.aclose()
        if server is not None:
            server.terminate()
            await server.wait()


async def connect(redis: Redis, takeover: float = 60) -> RedisBroker:
    return await RedisBroker.connect(url_of(redis), takeover=takeover, remember=60)


def url_of(redis: Redis) -> str:
    options = redis.connection_pool.connection_kwargs
    return f"redis://{options['host']}:{options['port']}/{options.get('db', 0)}"


async def test_a_job_is_delivered_to_one_worker_and_remembered(redis: Redis) -> None:
    first, second = await connect(redis), await connect(redis)
    key = uuid.uuid4().hex
    await first.publish(key, "body")
    delivery = await first.receive()
    assert delivery is not None
    assert (delivery.key, delivery.body, delivery.attempt) == (key, "body", 1)
    assert await second.receive() is None
    assert not await second.was_done(key)
    await first.acknowledge(delivery)
    assert await second.was_done(key)
    assert await redis.xlen(STREAM) == 0
    await first.close()
    await second.close()


async def test_a_job_of_a_dead_worker_comes_back_with_its_attempts(redis: Redis) -> None:
    dead, alive = await connect(redis), await connect(redis, takeover=0)
    await dead.publish("a", "")
    assert await dead.receive() is not None
    await dead.close()
    delivery = await alive.receive()
    assert delivery is not None
    assert (delivery.key, delivery.attempt) == ("a", 2)
    await alive.close()


async def test_retry_and_dead_letter_move_the_job(redis: Redis) -> None:
    broker = await connect(redis)
    await broker.publish("a", "body")
    for attempt in (1, 2):
        delivery = await broker.receive()
        assert delivery is not None
        assert delivery.attempt == attempt
        if attempt == 1:
            await broker.retry(delivery)
        else:
            await broker.bury(delivery, "because")
    assert await redis.xlen(STREAM) == 0
    pending = await redis.xpending(STREAM, GROUP)
    assert pending["pending"] == 0
    buried = await redis.xrange(DEAD)
    assert buried
    expected = {"key": "a", "body": "body", "attempt": "2", "reason": "because"}
    assert [fields for _, fields in buried] == [expected]
    await broker.close()


async def test_a_broker_that_is_not_there_is_one_clear_error() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{unused.getsockname()[1]}/0"
        with pytest.raises(OSError, match="the broker cannot be used"):
            await RedisBroker.connect(url, takeover=60, remember=60)
