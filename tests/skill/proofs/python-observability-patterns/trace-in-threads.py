# The span of the caller is the parent in the thread; plain run_in_executor loses it.
import asyncio
from concurrent.futures import ThreadPoolExecutor

import bad
from opentelemetry import trace
from pattern import in_pool
from proving import run
from tracing import tracer


def current() -> int:
    return trace.get_current_span().get_span_context().span_id


def add(a: int, *, b: int) -> int:
    return a + b


async def main() -> None:
    with ThreadPoolExecutor(2) as pool:
        with tracer.start_as_current_span("request") as span:
            here = span.get_span_context().span_id
            assert await asyncio.gather(*(in_pool(pool, current) for _ in range(4))) == [here] * 4
            assert await asyncio.to_thread(current) == here
            assert await bad.in_pool(pool, current) == 0
        assert await in_pool(pool, add, 1, b=2) == 3
    await asyncio.get_running_loop().shutdown_default_executor()


run(main())
