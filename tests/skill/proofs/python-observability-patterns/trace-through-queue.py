# A consumer that was started before continues the trace of each message.
import asyncio

from pattern import Message, receive, send
from proving import run
from tracing import spans, tracer


async def main() -> None:
    queue: asyncio.Queue[Message] = asyncio.Queue()

    async def consume() -> list[str]:
        return [await receive(tracer, queue) for _ in range(2)]

    consumer = asyncio.create_task(consume())
    await asyncio.sleep(0)
    for name in ("a", "b"):
        with tracer.start_as_current_span(f"request {name}"):
            await send(tracer, queue, name)
    assert await consumer == ["A", "B"]
    done = spans()
    sent = [span for span in done if span.name == "send"]
    received = [span for span in done if span.name == "receive"]
    assert [r.parent.span_id for r in received] == [s.context.span_id for s in sent]
    assert [r.context.trace_id for r in received] == [s.context.trace_id for s in sent]
    assert sent[0].context.trace_id != sent[1].context.trace_id


run(main())
