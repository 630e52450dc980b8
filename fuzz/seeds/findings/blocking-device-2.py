import asyncio

import serial


class Line:
    def __init__(self, port: serial.Serial) -> None:
        self.port = port

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.add_reader(self.port.fileno(), self._ready)

    def _ready(self) -> None:
        print(self.port.read(8))
