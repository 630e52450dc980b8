"""Both faces of the cache pass these tests."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Self

import pytest

from package_name import AsyncCache, Cache


class Loader:
    """Loads as told, and counts."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    async def __call__(self, key: str) -> str:
        self.calls.append(key)
        await asyncio.sleep(0.01)
        if key == "bad":
            raise LookupError(key)
        if key == "slow":
            await asyncio.Event().wait()
        return f"{key}-{len(self.calls)}"


class Threaded:
    """A sync cache behind the async one's interface: each call in a thread of its own."""

    def __init__(
        self, load: Callable[[str], Awaitable[str]], *, keep: float, timeout: float
    ) -> None:
        self._cache = Cache(load, keep=keep, timeout=timeout)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await asyncio.to_thread(self._cache.__exit__, None, None, None)

    async def get(self, key: str) -> str:
        return await asyncio.to_thread(self._cache.get, key)


Face = type[AsyncCache] | type[Threaded]
faces = pytest.mark.parametrize("face", [AsyncCache, Threaded])


@faces
async def test_a_key_is_loaded_once_for_all(face: Face) -> None:
    loader = Loader()
    async with asyncio.timeout(10), face(loader, keep=60, timeout=5) as cache:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(cache.get("a")) for _ in range(5)]
        assert {task.result() for task in tasks} == {"a-1"}
        assert await cache.get("b") == "b-2"
        assert await cache.get("a") == "a-1"
    assert loader.calls == ["a", "b"]


@faces
async def test_a_value_expires(face: Face) -> None:
    async with asyncio.timeout(10), face(Loader(), keep=0, timeout=5) as cache:
        assert [await cache.get("a"), await cache.get("a")] == ["a-1", "a-2"]


@faces
async def test_errors_reach_the_caller_and_are_not_kept(face: Face) -> None:
    loader = Loader()
    async with asyncio.timeout(10), face(loader, keep=60, timeout=5) as cache:
        for _ in range(2):
            with pytest.raises(LookupError):
                await cache.get("bad")
    assert loader.calls == ["bad", "bad"]


@faces
async def test_loading_has_a_time_limit(face: Face) -> None:
    async with asyncio.timeout(10), face(Loader(), keep=60, timeout=0.05) as cache:
        with pytest.raises(TimeoutError):
            await cache.get("slow")


@faces
async def test_a_closed_cache_says_so(face: Face) -> None:
    async with asyncio.timeout(10):
        async with face(Loader(), keep=60, timeout=5) as cache:
            pass
        with pytest.raises(RuntimeError, match="closed"):
            await cache.get("a")


async def test_a_caller_who_gives_up_takes_nothing_from_the_others() -> None:
    loader = Loader()
    async with asyncio.timeout(10), AsyncCache(loader, keep=60) as cache:
        impatient = asyncio.create_task(cache.get("a"))
        patient = asyncio.create_task(cache.get("a"))
        await asyncio.sleep(0)
        impatient.cancel()
        assert await patient == "a-1"
    assert loader.calls == ["a"]
