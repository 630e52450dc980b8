# claim 12: making warnings errors does not raise for a coroutine that was never awaited
import asyncio
import gc
import sys
import warnings

from bad import handler, save, saved
from pattern import every_coroutine_awaited

unraisable: list[BaseException] = []


def hook(args: "sys.UnraisableHookArgs") -> None:
    assert args.exc_value is not None
    unraisable.append(args.exc_value)


sys.unraisablehook = hook
with warnings.catch_warnings():
    warnings.simplefilter("error")
    asyncio.run(handler())  # raises nothing, although warnings are errors
    gc.collect()
assert [type(e) for e in unraisable] == [RuntimeWarning], unraisable
assert "coroutine 'save' was never awaited" in str(unraisable[0])
assert saved == []

try:
    with every_coroutine_awaited():
        asyncio.run(handler())
except AssertionError as error:
    assert "coroutine 'save' was never awaited" in str(error)
else:
    raise SystemExit("the lost coroutine was not noticed")


try:
    with every_coroutine_awaited():
        cycle: list[object] = [save("b")]
        cycle.append(cycle)
        del cycle  # only the garbage collector can find it
except AssertionError as error:
    assert "coroutine 'save' was never awaited" in str(error)
else:
    raise SystemExit("the coroutine in a cycle was not noticed")


async def fine() -> None:
    await asyncio.sleep(0)


with every_coroutine_awaited():
    asyncio.run(fine())
