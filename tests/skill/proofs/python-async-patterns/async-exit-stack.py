# All are open, or none is left open; closed in reverse order.
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pattern import open_all
from proving import raises, run

log: list[str] = []


@asynccontextmanager
async def resource(name: str) -> AsyncIterator[str]:
    if name == "broken":
        raise ConnectionError(name)
    log.append(f"+{name}")
    try:
        yield name
    finally:
        log.append(f"-{name}")


async def main() -> None:
    opened, stack = await open_all(resource(name) for name in "abc")
    assert opened == ["a", "b", "c"]
    assert log == ["+a", "+b", "+c"]  # still open
    await stack.aclose()
    assert log == ["+a", "+b", "+c", "-c", "-b", "-a"]

    log.clear()
    await raises(ConnectionError, open_all(resource(name) for name in ("a", "b", "broken", "c")))
    assert log == ["+a", "+b", "-b", "-a"]


run(main())
