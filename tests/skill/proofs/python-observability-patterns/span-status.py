# Errors are errors, a cancellation is marked as such and raised on, success is neither.
import asyncio

from opentelemetry.trace import StatusCode
from pattern import operation
from proving import raises, run, settle
from tracing import spans, tracer


async def main() -> None:
    async def work(name: str) -> None:
        with operation(tracer, name) as span:
            span.set_attribute("name", name)
            if name == "error":
                raise ValueError("no")
            if name == "wait":
                await asyncio.Event().wait()

    await work("fine")
    await raises(ValueError, work("error"))
    task = asyncio.create_task(work("wait"))
    await settle()
    task.cancel()
    await raises(asyncio.CancelledError, task)
    done = {span.name: span for span in spans()}
    assert done["fine"].status.status_code is StatusCode.UNSET
    assert done["error"].status.status_code is StatusCode.ERROR
    assert done["error"].events[0].attributes["exception.type"] == "ValueError"
    assert done["wait"].status.status_code is StatusCode.UNSET
    assert [name for name, span in done.items() if span.attributes.get("cancelled")] == ["wait"]


run(main())
