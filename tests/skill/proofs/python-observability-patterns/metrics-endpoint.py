# The page has the metrics and is written in another thread.
import threading

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pattern import add_metrics
from prometheus_client import CollectorRegistry, Gauge
from proving import run

threads: list[threading.Thread] = []


def read() -> float:
    threads.append(threading.current_thread())
    return 7.0


async def main() -> None:
    registry = CollectorRegistry()
    Gauge("answer", "For the test.", registry=registry).set_function(read)
    app = web.Application()
    add_metrics(app, registry)
    async with TestClient(TestServer(app)) as client, client.get("/metrics") as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain")
        assert "answer 7.0" in await response.text()
    assert threads and threads[0] is not threading.main_thread()


run(main())
