"""A `def` endpoint runs in a thread and the loop goes on; a blocking `async def` one runs on the loop."""

import threading
import time

import bad
import pattern
from asgi import direct
from proving import run


async def main() -> None:
    where: list[bool] = []
    real = time.sleep

    def sleep(seconds: float) -> None:
        where.append(threading.current_thread() is threading.main_thread())
        real(seconds)

    time.sleep = sleep
    try:
        async with direct(pattern.app) as client:
            assert (await client.get("/report")).json() == "report"
        async with direct(bad.app) as client:
            assert (await client.get("/report")).json() == "report"
    finally:
        time.sleep = real
    assert where == [False, True], where


run(main())
