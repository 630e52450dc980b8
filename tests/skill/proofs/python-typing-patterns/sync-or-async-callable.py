# Both kinds keep their type and their kind: one is awaited, the other not.
import inspect

from checking import passes, using
from pattern import calls, counted
from proving import run


@counted
async def later(number: int) -> str:
    return str(number)


@counted
def now(number: int) -> str:
    return str(number)


async def main() -> None:
    assert await later(1) == "1"
    assert now(2) == "2"
    assert calls == ["later", "now"]
    assert inspect.iscoroutinefunction(later) and not inspect.iscoroutinefunction(now)


run(main())
passes()
USE = """
from pattern import counted

@counted
async def later(number: int) -> str: return ""
@counted
def now(number: int) -> str: return ""

async def main() -> None:
    {0}
"""
assert using(USE.format("text: str = await later(1)")) == []
assert using(USE.format("text: str = now(1)")) == []
assert using(USE.format("text: str = later(1)")) == ["assignment"]
assert using(USE.format("await now(1)")) == ["misc"]
assert using(USE.format("now('1')")) == ["arg-type"]
