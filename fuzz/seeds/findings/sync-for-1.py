from collections.abc import AsyncGenerator, AsyncIterable, Iterable


class Feed:
    def __init__(self, items: AsyncIterable[int]) -> None:
        self.items = items

    async def read(self) -> None:
        for item in self.items:
            print(item)


async def handler(now: Iterable[int], later: AsyncGenerator[int, None]) -> None:
    for item in now:
        print(item)
    for item in later:
        print(item)
    async for item in later:
        print(item)
