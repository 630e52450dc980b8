import asyncio
import queue


async def work() -> int:
    await asyncio.sleep(1)
    return 1


async def into_future(future: asyncio.Future[int]) -> None:
    try:
        future.set_result(await work())
    except BaseException as error:
        future.set_exception(error)


async def into_queue(items: "queue.SimpleQueue[object]") -> None:
    try:
        items.put(await work())
    except BaseException as error:
        items.put(error)


async def to_caller() -> object:
    try:
        return await work()
    except BaseException as error:
        return error


async def pump(items: "queue.SimpleQueue[object]") -> None:
    while True:
        try:
            items.put(await work())
        except BaseException as error:
            items.put(error)


async def only_shown() -> None:
    try:
        await work()
    except BaseException as error:
        print(error)
