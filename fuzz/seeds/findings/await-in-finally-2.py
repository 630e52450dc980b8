import anyio
from anyio.abc import ByteStream


async def handler(stream: ByteStream) -> None:
    with anyio.move_on_after(5):
        try:
            await stream.send(b"hello")
        finally:
            with anyio.move_on_after(1, shield=True):
                await stream.aclose()


async def scope(stream: ByteStream) -> None:
    with anyio.fail_after(5):
        try:
            await stream.send(b"hello")
        finally:
            with anyio.CancelScope(shield=True):
                await stream.aclose()
