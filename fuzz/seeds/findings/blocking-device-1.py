import asyncio
import threading

import serial


class Reader:
    def __init__(self, port: serial.Serial, loop: asyncio.AbstractEventLoop) -> None:
        self.port = port
        self.loop = loop
        self.frames: asyncio.Queue[bytes] = asyncio.Queue()

    def start(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            frame = self.port.read(8)
            self.loop.call_soon_threadsafe(self.frames.put_nowait, frame)

    async def next(self) -> bytes:
        return await self.frames.get()
