# claim 9: values of any type are kept, for their time, up to a number; failures are not
import asyncio

import bad
from fake_clock import run
from pattern import TtlCache
from proving import raises


async def main() -> None:
    loads: list[object] = []
    values: dict[object, object] = {"s": "text", "i": 7, "d": {"a": 1}, "l": [1, 2]}

    async def load(key: object) -> object:
        loads.append(key)
        await asyncio.sleep(0)
        if key == "broken":
            raise ConnectionError
        return values[key]

    cache: TtlCache[object, object] = TtlCache(load, ttl=60, size=4)
    for _ in range(2):
        assert {key: await cache.get(key) for key in values} == values
    assert loads == ["s", "i", "d", "l"]

    await asyncio.sleep(59.9)
    await cache.get("s")
    assert len(loads) == 4
    await asyncio.sleep(0.2)
    await asyncio.gather(*(cache.get("s") for _ in range(5)))
    assert loads[4:] == ["s"]  # expired: loaded once for all who asked

    for _ in range(2):
        await raises(ConnectionError, cache.get("broken"))
    assert loads[5:] == ["broken", "broken"]
    assert list(cache._kept) == ["d", "l", "s", "broken"]  # the one used longest ago has gone
    await cache.get("d")
    assert list(cache._kept) == ["l", "s", "broken", "d"]

    await asyncio.sleep(600)
    leaver = asyncio.create_task(cache.get("i"))
    await asyncio.sleep(0)
    stayer = asyncio.create_task(cache.get("i"))
    leaver.cancel()
    assert await stayer == 7
    await raises(asyncio.CancelledError, leaver)

    try:
        bad.keep(1, "Ada")
    except TypeError as error:
        assert "cannot create weak reference to 'str' object" in str(error)
    else:
        raise AssertionError("a weak dictionary held a string")


run(main())
