# The wait of each item is recorded, and the length is read when it is asked for.
import asyncio

from fake_clock import run
from pattern import MeasuredQueue
from prometheus_client import CollectorRegistry


async def main() -> None:
    registry = CollectorRegistry()
    queue: MeasuredQueue[str] = MeasuredQueue(10, registry)
    await queue.put("a")
    await asyncio.sleep(2)
    await queue.put("b")
    assert registry.get_sample_value("queue_length") == 2
    await asyncio.sleep(1)
    assert [await queue.get(), await queue.get()] == ["a", "b"]
    assert registry.get_sample_value("queue_length") == 0
    assert registry.get_sample_value("queue_wait_count") == 2
    assert round(registry.get_sample_value("queue_wait_sum") or 0, 6) == 4


run(main())
