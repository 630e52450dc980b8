# The members of a group are typed, and a nested group is not taken for a single error.
from checking import codes, passes
from pattern import flat, numbers
from proving import raises, run


async def main() -> None:
    async def lost() -> None:
        raise ConnectionResetError(104, "lost")

    async def nested() -> None:
        raise ExceptionGroup("inner", [OSError(5, "disk")])

    async def wrong() -> None:
        raise ValueError

    assert await numbers(lost) == [104, 104]
    assert await numbers(nested) == [5, 5]
    await raises(ExceptionGroup, numbers(wrong))


run(main())
group = ExceptionGroup("a", [OSError(1, ""), ExceptionGroup("b", [OSError(2, "")])])
assert [error.errno for error in flat(group)] == [1, 2]
passes()
assert codes() == ["union-attr"]
