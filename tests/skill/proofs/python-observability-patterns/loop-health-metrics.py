# A step that holds the loop shows as lag, and tasks that wait are counted.
import asyncio
import time

from pattern import watch_loop
from prometheus_client import CollectorRegistry
from proving import raises, until


async def main() -> None:
    registry = CollectorRegistry()
    watch = asyncio.create_task(watch_loop(registry, period=0.01))
    waiting = [asyncio.create_task(asyncio.Event().wait()) for _ in range(5)]
    await asyncio.sleep(0.001)
    time.sleep(0.15)  # the fault to be found
    await until(lambda: registry.get_sample_value("loop_lag_seconds_count"))
    below = registry.get_sample_value("loop_lag_seconds_bucket", {"le": "0.1"})
    assert below is not None and below < (registry.get_sample_value("loop_lag_seconds_count") or 0)
    await until(lambda: (registry.get_sample_value("loop_tasks") or 0) >= 7)
    for task in [watch, *waiting]:
        task.cancel()
        await raises(asyncio.CancelledError, task)


asyncio.run(main(), debug=False)
