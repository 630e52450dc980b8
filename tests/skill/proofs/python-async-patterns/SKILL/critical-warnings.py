import asyncio
import gc
import threading
import time

import bad
import bad_2
import pattern
import proving


async def main() -> None:
    threads: list[threading.Thread] = []
    turns = 0

    def read_sensor() -> int:
        threads.append(threading.current_thread())
        return 42

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(other())
    assert await pattern.poll(read_sensor) == 42
    assert turns > 1 and threads[0] is not threading.main_thread()

    # While the bad one sleeps nobody else has a turn.
    before, slept = turns, []
    real_sleep, time.sleep = time.sleep, slept.append
    try:
        await bad.poll()
    finally:
        time.sleep = real_sleep
    assert slept == [1] and turns == before
    beside.cancel()
    await proving.raises(asyncio.CancelledError, beside)

    async def send_mail() -> None:
        await asyncio.get_running_loop().create_future()

    with proving.logged() as messages:
        await bad_2.handler(send_mail)
        await proving.settle()
        gc.collect()
    assert any("Task was destroyed but it is pending!" in message for message in messages)


proving.run(main())
