import asyncio

import pattern
import proving


async def main() -> None:
    cancelled: list[str] = []

    async def never() -> str:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append("never")
            raise
        return "never"

    async def miss() -> None:
        return None

    async def hit() -> str:
        await asyncio.sleep(0)
        return "hit"

    assert await pattern.find([never, miss, hit, never]) == "hit"
    assert cancelled == ["never", "never"]
    assert await pattern.find([miss, miss]) is None
    # Two that succeed in the same turn.
    assert await pattern.find([hit, hit]) == "hit"

    # A real error is not hidden.
    async def fail() -> str:
        raise ValueError("no")

    error = await proving.raises(ExceptionGroup, pattern.find([fail, never]))
    assert isinstance(error, ExceptionGroup) and isinstance(error.exceptions[0], ValueError)

    # The pitfall about return.
    try:
        compile("def f():\n try:\n  pass\n except* ValueError:\n  return 1\n", "pitfall", "exec")
    except SyntaxError as problem:
        assert "except*" in str(problem)
    else:
        raise AssertionError("return in except* compiled")


proving.run(main())
