import asyncio

import pattern
import proving


async def main() -> None:
    gates = [asyncio.Event() for _ in range(3)]

    def job(number: int) -> pattern.Job[int]:
        async def run() -> int:
            await gates[number].wait()
            if number:
                gates[number - 1].set()
            return number

        return run

    # They end in the order 2, 1, 0; the results are in the order of the input.
    gates[2].set()
    assert await pattern.collect([job(0), job(1), job(2)]) == [0, 1, 2]

    async def fail() -> int:
        raise ValueError("no")

    # One failure throws the results away ...
    await proving.raises(ExceptionGroup, pattern.collect([job(0), fail]))
    # ... unless it is caught inside the task.
    first, second, third = await pattern.collect_outcomes([job(0), fail, job(2)])
    assert (first, third) == (0, 2) and isinstance(second, ValueError)

    # Cancellation passes through the guard.
    alone = asyncio.create_task(pattern.guarded(asyncio.Event().wait))
    await proving.settle()
    alone.cancel()
    await proving.raises(asyncio.CancelledError, alone)
    task = asyncio.create_task(pattern.collect_outcomes([asyncio.Event().wait]))
    await proving.settle()
    task.cancel()
    await proving.raises(asyncio.CancelledError, task)


proving.run(main())
