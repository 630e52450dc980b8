"""The loop runs while threads wait, at most eight at once; the context goes along; a call in the argument blocks."""

import asyncio
import contextvars
import os
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import bad
import pattern
from opened import opened_in
from proving import Peak, raises, run, settle


async def main(folder: Path) -> None:
    paths = [folder / f"{number}.txt" for number in range(20)]
    for number, path in enumerate(paths):
        path.write_text("word " * number)

    with opened_in(folder) as where:
        assert await pattern.total_words(paths) == sum(range(20))
    assert where == {"thread"}

    peak, lock, full = Peak(), threading.Lock(), threading.Semaphore(0)
    real = pattern.count_words

    def slow(path: Path) -> int:
        with lock:
            peak.__enter__()
        full.release()
        assert released.wait(5), "the loop runs on while the threads wait"
        with lock:
            peak.__exit__()
        return real(path)

    await asyncio.to_thread(len, [])
    loop = asyncio.get_running_loop()
    pool, loop._default_executor = loop._default_executor, ThreadPoolExecutor(20)
    assert pool._max_workers == min(32, (getattr(os, "process_cpu_count", os.cpu_count)() or 1) + 4)
    pool.shutdown()

    released = threading.Event()
    pattern.count_words = slow
    task = asyncio.create_task(pattern.total_words(paths))
    while full._value < 8:
        await asyncio.sleep(0)
    await settle(100)
    released.set()
    assert await task == sum(range(20))
    assert peak.most == 8

    name = contextvars.ContextVar[str]("name")
    name.set("request 7")
    assert await asyncio.to_thread(name.get) == "request 7"

    stop, started = threading.Event(), threading.Event()
    ended = threading.Event()

    def work() -> None:
        started.set()
        stop.wait(5)
        ended.set()

    task = asyncio.create_task(asyncio.to_thread(work))
    while not started.is_set():
        await asyncio.sleep(0)
    task.cancel()
    await raises(asyncio.CancelledError, task)
    assert not ended.is_set(), "the thread goes on after the cancellation"
    stop.set()

    with opened_in(folder) as where:
        await raises(TypeError, bad.read(paths[0]))
    assert where == {"loop"}


with tempfile.TemporaryDirectory() as name:
    run(main(Path(name)))
