import serial


class Meter:
    def __init__(self, name: str) -> None:
        self.name = name
        self._port: serial.Serial | None = None

    def _exchange(self, question: bytes) -> bytes:
        if self._port is None:
            return b""
        self._port.write(question)
        return self._port.read(8)

    def power(self) -> int:
        return int(self._exchange(b"power"))
#---
import asyncio

from app.meter import Meter


async def poll(meter: Meter) -> None:
    print(meter.power())
    print(await asyncio.to_thread(meter.power))
#---
