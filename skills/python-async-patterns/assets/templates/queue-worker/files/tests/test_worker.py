import asyncio
from collections.abc import Awaitable, Callable

import pytest

from package_name import broker as broker_module
from package_name.broker import MemoryBroker
from package_name.jobs import handle
from package_name.settings import Settings
from package_name.worker import Worker

Handle = Callable[[str, str], Awaitable[None]]


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker_module, "RECEIVE_WAIT", 0.02)


async def work_until(broker: MemoryBroker, handle: Handle, reached: Callable[[], bool]) -> None:
    settings = Settings.from_environment(
        {
            "APP_CONCURRENCY": "3",
            "APP_MAX_ATTEMPTS": "3",
            "APP_RETRY_DELAY": "0",
            "APP_JOB_TIMEOUT": "0.1",
            "APP_SHUTDOWN_TIMEOUT": "5",
        }
    )
    stop = asyncio.Event()

    async def observed(key: str, body: str) -> None:
        try:
            await handle(key, body)
        finally:
            # Once the outcome has reached the broker, too.
            asyncio.get_running_loop().call_later(0.01, check)

    def check() -> None:
        if reached():
            stop.set()

    async with asyncio.timeout(10):
        await Worker(broker, observed, settings).run(stop)


async def test_each_job_is_done_once_and_no_more_than_allowed_at_a_time() -> None:
    broker = MemoryBroker()
    running: set[str] = set()
    most: list[int] = []
    done: list[str] = []

    async def handle(key: str, _body: str) -> None:
        running.add(key)
        most.append(len(running))
        await asyncio.sleep(0)
        running.discard(key)
        done.append(key)

    keys = [str(number) for number in range(20)]
    for key in keys:
        await broker.publish(key, "")
    await broker.publish("0", "")
    await work_until(broker, handle, lambda: len(broker.done) == len(keys))
    assert sorted(done) == sorted(keys)
    assert max(most) <= 3


async def test_a_job_that_fails_is_tried_again_and_buried_at_last() -> None:
    broker = MemoryBroker()
    attempts: list[str] = []

    async def handle(key: str, _body: str) -> None:
        attempts.append(key)
        raise RuntimeError

    await broker.publish("a", "")
    await work_until(broker, handle, lambda: bool(broker.dead))
    assert attempts == ["a", "a", "a"]
    assert broker.dead[0][1] == "RuntimeError()"
    assert not broker.done


async def test_a_job_that_hangs_fails() -> None:
    broker = MemoryBroker()

    async def handle(_key: str, _body: str) -> None:
        await asyncio.Event().wait()

    await broker.publish("a", "")
    await work_until(broker, handle, lambda: bool(broker.dead))
    assert "Timeout" in broker.dead[0][1]


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"seconds": "x"}'])
async def test_a_bad_job_is_buried_at_once(body: str) -> None:
    broker = MemoryBroker()
    await broker.publish("a", body)
    await work_until(broker, handle, lambda: bool(broker.dead))
    delivery, reason = broker.dead[0]
    assert (delivery.attempt, "BadJobError" in reason) == (1, True)


async def test_a_job_in_hand_is_finished_after_the_stop() -> None:
    broker = MemoryBroker()
    settings = Settings.from_environment({"APP_CONCURRENCY": "1"})
    stop = asyncio.Event()

    async def handle(_key: str, _body: str) -> None:
        stop.set()
        await asyncio.sleep(0.01)

    await broker.publish("first", "")
    await broker.publish("second", "")
    async with asyncio.timeout(10):
        await Worker(broker, handle, settings).run(stop)
    assert broker.done == {"first"}
