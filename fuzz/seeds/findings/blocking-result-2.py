import concurrent.futures
import threading


class Hub:
    def __init__(self) -> None:
        self.thread_id = threading.get_ident()
        self.pool = concurrent.futures.ThreadPoolExecutor()

    def report(self) -> None:
        if self.thread_id != threading.get_ident():
            self.pool.submit(print).result()
            return
        print("on the loop")

    def stop(self) -> None:
        self.pool.submit(print).result()


async def handler(hub: Hub) -> None:
    hub.report()
    hub.stop()
