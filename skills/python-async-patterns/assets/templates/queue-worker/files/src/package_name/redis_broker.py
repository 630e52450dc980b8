"""Jobs in a Redis stream, read by a consumer group."""

import asyncio
import os
import socket
import uuid
from typing import Any, Self

from redis.asyncio import Redis
from redis.exceptions import RedisError

from .broker import RECEIVE_WAIT, Delivery

STREAM = "jobs"
DEAD = "jobs:dead"
DONE = "jobs:done:"
GROUP = "workers"
NETWORK_TIMEOUT = 5.0


class RedisBroker:
    """At least once: a job stays pending until it is acknowledged, and comes back if it is not."""

    def __init__(self, redis: Redis, *, takeover: float, remember: int) -> None:
        """Take over jobs that were pending for ``takeover`` seconds; remember keys as long."""
        self._redis = redis
        self._takeover = int(takeover * 1000)
        self._remember = remember
        self._consumer = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"

    @classmethod
    async def connect(cls, url: str, *, takeover: float, remember: int) -> Self:
        """Connect, and make the stream and its group if they are new."""
        redis = Redis.from_url(url, decode_responses=True, protocol=2)
        try:
            async with asyncio.timeout(NETWORK_TIMEOUT):
                await redis.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
        except (RedisError, TimeoutError) as error:
            # A group that is there already is as good as a new one.
            if "BUSYGROUP" not in str(error):
                await redis.aclose()
                message = f"the broker cannot be used: {error!r}"
                raise OSError(message) from error
        return cls(redis, takeover=takeover, remember=remember)

    async def publish(self, key: str, body: str) -> None:
        """Add a job."""
        async with asyncio.timeout(NETWORK_TIMEOUT):
            await self._redis.xadd(STREAM, {"key": key, "body": body, "attempt": "1"})

    async def receive(self) -> Delivery | None:
        """Take over what another worker left, or else wait for a new job."""
        redis = self._redis
        async with asyncio.timeout(NETWORK_TIMEOUT):
            left = await redis.xautoclaim(STREAM, GROUP, self._consumer, self._takeover, count=1)
            for tag, fields in left[1]:
                # A job that takes its worker down has to end among the dead letters, too.
                pending: Any = await redis.xpending_range(STREAM, GROUP, tag, tag, 1)
                return _delivery(tag, fields, pending[0]["times_delivered"] if pending else 1)
            wait = int(RECEIVE_WAIT * 1000)
            new: Any = await redis.xreadgroup(
                GROUP, self._consumer, {STREAM: ">"}, count=1, block=wait
            )
        for _, entries in new:
            for tag, fields in entries:
                return _delivery(tag, fields, 1)
        return None

    async def acknowledge(self, delivery: Delivery) -> None:
        """Remove the job and remember its key, both or neither."""
        async with asyncio.timeout(NETWORK_TIMEOUT), self._redis.pipeline() as pipe:
            pipe.set(DONE + delivery.key, delivery.tag, ex=self._remember)
            pipe.xack(STREAM, GROUP, delivery.tag)
            pipe.xdel(STREAM, delivery.tag)
            await pipe.execute()

    async def was_done(self, key: str) -> bool:
        """Look the key up."""
        async with asyncio.timeout(NETWORK_TIMEOUT):
            return bool(await self._redis.exists(DONE + key))

    async def retry(self, delivery: Delivery) -> None:
        """Replace the job by its next attempt, both or neither."""
        await self._move(delivery, STREAM, delivery.attempt + 1)

    async def bury(self, delivery: Delivery, reason: str) -> None:
        """Move the job to the stream of dead letters, both or neither."""
        await self._move(delivery, DEAD, delivery.attempt, reason)

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _move(self, delivery: Delivery, stream: str, attempt: int, reason: str = "") -> None:
        async with asyncio.timeout(NETWORK_TIMEOUT), self._redis.pipeline() as pipe:
            pipe.xadd(
                stream,
                {"key": delivery.key, "body": delivery.body, "attempt": attempt, "reason": reason},
            )
            pipe.xack(STREAM, GROUP, delivery.tag)
            pipe.xdel(STREAM, delivery.tag)
            await pipe.execute()


def _delivery(tag: str, fields: dict[str, str], times_delivered: int) -> Delivery:
    attempt = int(fields["attempt"]) + times_delivered - 1
    return Delivery(tag=tag, key=fields["key"], body=fields["body"], attempt=attempt)
