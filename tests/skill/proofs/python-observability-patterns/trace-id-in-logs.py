# Each line has the ids of the span it was written in, and none outside.
import asyncio

import structlog
from opentelemetry import trace
from pattern import add_trace
from proving import run
from structlog.testing import capture_logs
from tracing import tracer

log = structlog.get_logger()


async def request(name: str) -> tuple[str, str]:
    with tracer.start_as_current_span(name) as span:
        await asyncio.sleep(0)
        log.info(name)
        context = span.get_span_context()
        return trace.format_trace_id(context.trace_id), trace.format_span_id(context.span_id)


async def main() -> None:
    with capture_logs(processors=[add_trace]) as lines:
        ids = await asyncio.gather(request("a"), request("b"))
        log.info("outside")
    assert [(line.get("trace"), line.get("span")) for line in lines] == [*ids, (None, None)]
    assert len(lines[0]["trace"]) == 32 and len(lines[0]["span"]) == 16


run(main())
