# Child tasks hang under the request's span; detached work has its own trace and a link.
import asyncio

from pattern import detached, fan_out
from proving import run
from tracing import spans, tracer


async def step(name: str) -> None:
    with tracer.start_as_current_span(name):
        await asyncio.sleep(0)


async def main() -> None:
    await fan_out(tracer, [step("a"), step("b")])
    done = {span.name: span for span in spans()}
    for name in ("a", "b"):
        assert done[name].parent.span_id == done["fan out"].context.span_id

    with tracer.start_as_current_span("request") as request:
        task = asyncio.create_task(detached(tracer, "refresh", step("inner")))
        asked_by = request.get_span_context()
    await task
    done = {span.name: span for span in spans()}
    refresh = done["refresh"]
    assert refresh.parent is None
    assert refresh.context.trace_id != asked_by.trace_id
    assert [link.context.span_id for link in refresh.links] == [asked_by.span_id]
    assert done["inner"].parent.span_id == refresh.context.span_id


run(main())
