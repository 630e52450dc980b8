import asyncio
import socket


async def handler(address: tuple[str, int]) -> bytes:
    loop = asyncio.get_running_loop()
    peer = socket.socket()
    peer.setblocking(False)
    async with asyncio.timeout(5):
        await loop.sock_connect(peer, address)
        await loop.sock_sendall(peer, b"ping")
        return await loop.sock_recv(peer, 4)


async def drain() -> bytes:
    peer = socket.socket()
    peer.setblocking(False)
    try:
        return peer.recv(100)
    except BlockingIOError:
        return b""


async def zero_timeout() -> bytes:
    peer = socket.socket()
    peer.settimeout(0)
    return peer.recv(100)
