import asyncio
import logging


async def work() -> None:
    await asyncio.sleep(0.1)


async def loops() -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work())
            group.create_task(work())
    except ExceptionGroup as errors:
        for error in errors.exceptions:
            print(error)


async def logs() -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work())
            group.create_task(work())
    except ExceptionGroup as errors:
        logging.exception("failed", exc_info=errors)


async def raises() -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work())
            group.create_task(work())
    except ExceptionGroup as errors:
        if len(errors.exceptions) == 1:
            raise errors.exceptions[0]
        raise
