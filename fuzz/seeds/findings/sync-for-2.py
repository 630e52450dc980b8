import asyncio


class Stream:
    def __aiter__(self) -> "Stream":
        return self

    async def __anext__(self) -> int:
        await asyncio.sleep(0)
        raise StopAsyncIteration


class Both(Stream):
    def __iter__(self):
        return iter([1])


async def handler(stream: Stream, both: Both) -> None:
    for item in stream:
        print(item)
    for item in both:
        print(item)
    async for item in both:
        print(item)
