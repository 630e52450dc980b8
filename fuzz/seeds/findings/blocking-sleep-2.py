import asyncio
import time


def tick() -> None:
    time.sleep(0.5)


def helper() -> None:
    time.sleep(0.5)


def stopped(task: asyncio.Task[None]) -> None:
    helper()


def never_registered() -> None:
    time.sleep(0.5)


class Poller:
    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.call_later(1, self._poll)

    def _poll(self) -> None:
        time.sleep(0.1)


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.call_soon(tick)
    loop.call_later(1, time.sleep, 2)
    task = asyncio.create_task(asyncio.sleep(1))
    task.add_done_callback(stopped)
    await task
