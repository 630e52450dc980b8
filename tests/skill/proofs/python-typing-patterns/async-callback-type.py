# The checker refuses plain functions as handlers; typed as object, a coroutine is lost in silence.
import bad
from checking import passes, using
from pattern import deliver, each
from proving import run, unraisable

seen: list[tuple[str, int]] = []


async def handler(topic: str, *, attempt: int = 1) -> None:
    seen.append((topic, attempt))


async def length(topic: str) -> int:
    return len(topic)


async def main() -> None:
    await deliver(handler, "a")
    assert seen == [("a", 2)]
    assert await each(["a", "bc"], length) == 3


run(main())
passes()
USE = """
from pattern import deliver

{0}def handler(topic: str, *, attempt: int = 1) -> None: ...
{0}def no_keyword(topic: str) -> None: ...

async def main() -> None:
    await deliver({1}, "a")
"""
assert using(USE.format("async ", "handler")) == []
assert using(USE.format("", "handler")) == ["arg-type"]
assert using(USE.format("async ", "no_keyword")) == ["arg-type"]

passes("bad.py")
with unraisable() as lost:
    bad.publish("a")
assert len(lost) == 1 and "'on_event' was never awaited" in lost[0]
