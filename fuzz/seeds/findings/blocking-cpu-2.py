import asyncio
import zlib


class Batch:
    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def arm(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.call_later(5, self.flush)

    def flush(self) -> None:
        print(len(zlib.compress(b"".join(self.lines))))
