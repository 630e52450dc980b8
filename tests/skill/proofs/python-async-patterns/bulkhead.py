# claim 3: with waiting=0 calls are let in
# claim 4: running calls are not counted as waiting
import asyncio

from pattern import Bulkhead, BulkheadFull
from proving import Peak, raises, run, settle


async def main() -> None:
    peak = Peak()
    gate = asyncio.Event()

    async def work() -> str:
        with peak:
            await gate.wait()
        return "ok"

    strict = Bulkhead(2)
    calls = [asyncio.create_task(strict.call(work)) for _ in range(2)]
    await settle()
    assert peak.now == 2
    await raises(BulkheadFull, strict.call(work))
    gate.set()
    assert await asyncio.gather(*calls) == ["ok", "ok"]
    assert await strict.call(work) == "ok"

    gate.clear()
    bulkhead = Bulkhead(running=2, waiting=3)
    calls = [asyncio.create_task(bulkhead.call(work)) for _ in range(5)]
    await settle()
    assert peak.now == 2 and peak.most == 2
    await raises(BulkheadFull, bulkhead.call(work))
    calls[4].cancel()  # one who waits gives up: its place is free again
    await settle()
    late = asyncio.create_task(bulkhead.call(work))
    await settle()
    assert not late.done()
    gate.set()
    assert await asyncio.gather(*calls[:4], late) == ["ok"] * 5
    assert peak.most == 2

    async def fails() -> None:
        raise ValueError

    for _ in range(5):
        await raises(ValueError, bulkhead.call(fails))  # slots come back after errors


run(main())
