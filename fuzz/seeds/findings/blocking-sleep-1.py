import asyncio
import functools
import threading
import time
from concurrent.futures import ThreadPoolExecutor


class Machine:
    def warm_up(self) -> None:
        time.sleep(2)


async def handler(machine: Machine) -> None:
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(time.sleep, 1)
    await asyncio.to_thread(lambda: time.sleep(1))
    await asyncio.to_thread(functools.partial(time.sleep, 1))
    await asyncio.to_thread(machine.warm_up)
    await loop.run_in_executor(None, time.sleep, 1)
    with_pool = functools.partial(loop.run_in_executor, None)
    await with_pool(time.sleep, 1)

    def work() -> None:
        time.sleep(1)

    await asyncio.to_thread(work)
    pool = ThreadPoolExecutor()
    await asyncio.wrap_future(pool.submit(work))
    threading.Thread(target=work).start()
    threading.Thread(target=lambda: time.sleep(1)).start()
