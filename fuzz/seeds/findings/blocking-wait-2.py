import asyncio
import queue
import threading


class Pump:
    def __init__(self) -> None:
        self.lines: queue.Queue[str] = queue.Queue(maxsize=100)
        self.thread = threading.Thread(target=self._drain)

    def _drain(self) -> None:
        while line := self.lines.get():
            print(line)

    def push(self, line: str) -> None:
        self.lines.put(line)

    async def on_line(self, line: str) -> None:
        self.push(line)

    async def on_line_fast(self, line: str) -> None:
        try:
            self.lines.put_nowait(line)
        except queue.Full:
            await asyncio.sleep(0.1)
