import asyncio
import functools

import click
from somewhere import unknown


def synchronous(func):
    @functools.wraps(func)
    def wrapper(*args):
        return asyncio.run(func(*args))

    return wrapper


def logged(func):
    @functools.wraps(func)
    async def wrapper(*args):
        print(func)
        return await func(*args)

    return wrapper


@synchronous
async def command() -> None:
    await asyncio.sleep(0.1)


@unknown
async def mystery() -> None:
    await asyncio.sleep(0.1)


@logged
async def save() -> None:
    await asyncio.sleep(0.1)


@click.command()
@synchronous
async def main() -> None:
    await asyncio.sleep(0.1)


def script() -> None:
    command()
    mystery()
    save()
    main()
