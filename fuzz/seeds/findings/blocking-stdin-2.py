import asyncio
import getpass
import sys


async def handler() -> None:
    input("name? ")
    getpass.getpass()
    sys.stdin.readline()
    sys.stdin.read()
    await asyncio.to_thread(input, "name? ")


def script() -> str:
    return input("name? ")
