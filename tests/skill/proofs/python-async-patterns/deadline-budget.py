# All steps together take no longer than the budget, and a step may have a smaller limit.
import asyncio

from fake_clock import now, run
from pattern import Budget


async def main() -> None:
    budget = Budget(5)
    async with budget.step():
        await asyncio.sleep(3)
    assert round(budget.left(), 6) == 2
    try:
        async with budget.step(at_most=0.5):
            await asyncio.sleep(60)
    except TimeoutError:
        pass
    assert now() == 3.5
    try:
        async with budget.step(at_most=60):
            await asyncio.sleep(60)
    except TimeoutError:
        pass
    else:
        raise AssertionError("the budget was overdrawn")
    assert now() == 5 and budget.left() == 0
    try:
        async with budget.step():
            await asyncio.sleep(1)
    except TimeoutError:
        pass
    else:
        raise AssertionError("a step ran on an empty budget")
    assert now() == 5


run(main())
