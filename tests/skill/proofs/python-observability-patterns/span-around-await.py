# Spans nest over awaits, keep apart for requests that run together, and end on cancellation.
import asyncio

from pattern import total
from proving import raises, run, settle
from tracing import spans, tracer


async def main() -> None:
    gate = asyncio.Event()

    async def load(name: str) -> float:
        await gate.wait()
        return 1.5

    tasks = [asyncio.create_task(total(tracer, load, names)) for names in (["a", "b"], ["c"])]
    await settle()
    gate.set()
    assert await asyncio.gather(*tasks) == [3.0, 1.5]
    done = spans()
    totals = {span.attributes["names"]: span for span in done if span.name == "total"}
    for span in done:
        if span.name == "load":
            parent = totals[1 if span.attributes["name"] == "c" else 2]
            assert span.parent.span_id == parent.context.span_id
            assert span.context.trace_id == parent.context.trace_id
    assert len(done) == 5
    assert totals[1].context.trace_id != totals[2].context.trace_id

    gate.clear()
    task = asyncio.create_task(total(tracer, load, ["a"]))
    await settle()
    task.cancel()
    await raises(asyncio.CancelledError, task)
    assert sorted(span.name for span in spans()) == ["load", "total"]


run(main())
