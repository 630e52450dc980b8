import socket


class Listener:
    def __init__(self, port: int) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind(("127.0.0.1", port))

    def poll(self) -> bytes:
        try:
            return self.socket.recv(1024)
        except BlockingIOError:
            return b""

    async def update(self) -> bytes:
        return self.poll()
