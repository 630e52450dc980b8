import asyncio
import inspect

import bad
import pattern
import proving

PAGES = {0: (["a", "b"], 2), 2: ([], 3), 3: (["c"], None)}


async def main() -> None:
    asked: list[int] = []

    async def fetch(cursor: int) -> tuple[list[str], int | None]:
        asked.append(cursor)
        await asyncio.sleep(0)
        return PAGES[cursor]

    assert [item async for item in pattern.items(fetch)] == ["a", "b", "c"]
    # Lazy: a page is fetched when its first item is wanted.
    asked.clear()
    stream = pattern.items(fetch)
    assert asked == []
    assert await stream.__anext__() == "a" and asked == [0]
    await stream.aclose()

    pages = pattern.Pages(fetch)
    assert await pages.__anext__() == ["a", "b"]
    assert pages.cursor == 2
    assert [page async for page in pattern.Pages(fetch, pages.cursor)] == [[], ["c"]]
    assert [page async for page in pages] == [[], ["c"]]
    # Used up after one pass.
    assert [page async for page in pages] == []
    assert not inspect.iscoroutinefunction(pattern.Pages.__aiter__)

    error = await proving.raises(TypeError, bad.total())
    assert str(error) == "'async_generator' object is not iterable"


proving.run(main())
