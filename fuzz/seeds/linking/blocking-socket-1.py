import socket


class Link:
    def __init__(self, host: str, port: int) -> None:
        self.address = (host, port)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def ask(self, message: bytes) -> bytes:
        self.socket.sendto(message, self.address)
        return self.socket.recv(1024)
#---
from app.link import Link


class Sensor:
    def __init__(self, link: Link) -> None:
        self._link = link

    async def update(self) -> None:
        print(self._link.ask(b"state"))
#---
