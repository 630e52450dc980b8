import asyncio
import subprocess


async def handler(child: subprocess.Popen[bytes]) -> int:
    while child.poll() is None:
        await asyncio.sleep(0.5)
        print("still running")
    return child.wait()


async def checked(child: subprocess.Popen[bytes]) -> int | None:
    if child.poll() is not None:
        return child.wait()
    return None


async def not_checked(child: subprocess.Popen[bytes]) -> int | None:
    if child.poll() is None:
        return child.wait()
    return None
