import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from package_name.app import fetch_all, read_urls
from package_name.extract import extract
from package_name.results import ResultFile
from package_name.settings import Settings


class Stub:
    """A server that fails as told, and counts."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.now = 0
        self.most = 0
        self.on_call = asyncio.Event()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.calls[request.path] += 1
        self.now += 1
        self.most = max(self.most, self.now)
        self.on_call.set()
        try:
            await asyncio.sleep(0.001)
            if request.path.startswith("/flaky") and self.calls[request.path] < 3:
                return web.Response(status=503, headers={"Retry-After": "0"})
            if request.path.startswith("/down"):
                return web.Response(status=500)
            if request.path.startswith("/gone"):
                return web.Response(status=404)
            if request.path.startswith("/hang"):
                await asyncio.Event().wait()
            return web.Response(body=b"x" * int(request.query.get("size", "3")))
        finally:
            self.now -= 1


@pytest.fixture
def stub() -> Stub:
    return Stub()


@pytest.fixture
async def base(stub: Stub) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/{name}", stub.answer)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.fixture
def settings() -> Settings:
    return Settings.from_environment(
        {
            "APP_CONCURRENCY": "5",
            "APP_PER_HOST": "3",
            "APP_MAX_ATTEMPTS": "3",
            "APP_RETRY_DELAY": "0.001",
            "APP_MAX_BODY_BYTES": "100",
            "APP_REQUEST_TIMEOUT": "10",
            "APP_SHUTDOWN_TIMEOUT": "5",
        }
    )


async def fetched(
    urls: list[str], path: Path, settings: Settings, stop: asyncio.Event | None = None
) -> dict[str, dict[str, object]]:
    async with asyncio.timeout(20):
        stop = stop or asyncio.Event()
        count = await fetch_all(urls, extract, ResultFile(path), settings, stop)
    text = await asyncio.to_thread(path.read_text)
    results = [json.loads(line) for line in text.splitlines()]
    assert len(results) == count
    return {result["url"].rsplit("/", 1)[1]: result for result in results}


async def test_every_url_gets_one_result(
    base: str, stub: Stub, settings: Settings, tmp_path: Path
) -> None:
    names = ["fine", "flaky", "down", "gone", "big?size=101", *map(str, range(30))]
    results = await fetched([f"{base}/{name}" for name in names], tmp_path / "out", settings)
    assert set(results) == set(names)
    assert results["fine"]["bytes"] == 3
    assert (results["flaky"]["ok"], results["flaky"]["attempts"]) == (True, 3)
    assert (results["down"]["error"], results["down"]["attempts"]) == ("status 500", 3)
    assert results["gone"]["attempts"] == 1
    assert "100 bytes" in str(results["big?size=101"]["error"])
    assert stub.most == 3


async def test_an_attempt_has_a_time_limit(base: str, settings: Settings, tmp_path: Path) -> None:
    hasty = replace(settings, request_timeout=0.05)
    result = (await fetched([f"{base}/hang"], tmp_path / "out", hasty))["hang"]
    assert (result["error"], result["attempts"]) == ("no answer in time", 3)


async def test_a_page_that_cannot_be_read_does_not_stop_the_others(
    base: str, settings: Settings, tmp_path: Path
) -> None:
    def broken(url: str, _body: bytes) -> dict[str, object]:
        if url.endswith("/odd"):
            raise KeyError(url)
        return {}

    urls = [f"{base}/odd", f"{base}/fine"]
    path = tmp_path / "out"
    async with asyncio.timeout(20):
        await fetch_all(urls, broken, ResultFile(path), settings, asyncio.Event())
    text = await asyncio.to_thread(path.read_text)
    found = {result["url"]: result["ok"] for result in map(json.loads, text.splitlines())}
    assert found == {urls[0]: False, urls[1]: True}


@pytest.mark.parametrize("url", ["nonsense", "http://", "http://127.0.0.1:1/refused"])
async def test_an_unusable_url_is_a_result(url: str, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "out"
    async with asyncio.timeout(20):
        await fetch_all([url], extract, ResultFile(path), settings, asyncio.Event())
    result = json.loads(await asyncio.to_thread(path.read_text))
    assert (result["url"], result["ok"]) == (url, False)


async def test_a_stop_leaves_a_valid_result_to_go_on_from(
    base: str, stub: Stub, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "out"
    urls = [f"{base}/{number}" for number in range(200)]
    stop = asyncio.Event()

    async def stop_early() -> None:
        await stub.on_call.wait()
        stop.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(stop_early())
        first = await fetched(urls, path, settings, stop)
    assert 0 < len(first) < len(urls)
    done = await asyncio.to_thread(ResultFile(path).done)
    left = [url for url in urls if url not in done]
    await fetch_all(left, extract, ResultFile(path), settings, asyncio.Event())
    assert await asyncio.to_thread(ResultFile(path).done) == set(urls)
    assert set(stub.calls.values()) == {1}


def test_input_lines_are_read_once(tmp_path: Path) -> None:
    path = tmp_path / "urls.txt"
    path.write_text("http://b\n\n# comment\n http://a \nhttp://b\n")
    assert read_urls(path) == ["http://b", "http://a"]
