# Spans are sent from another thread, none is lost at the end, and an exporter that hangs cannot hold the exit.
import threading
from collections.abc import Sequence

import pattern
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from proving import logged, run

sent: list[str] = []
threads: set[threading.Thread] = set()
gate = threading.Event()


class Exporter(SpanExporter):
    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        gate.wait()
        threads.add(threading.current_thread())
        sent.extend(span.name for span in spans)
        return SpanExportResult.SUCCESS


async def main(limit: float) -> None:
    async with pattern.tracing(Exporter(), limit) as tracer:
        for number in range(100):
            with tracer.start_as_current_span(f"span {number}"):
                pass


gate.set()
run(main(10))
assert sent == [f"span {number}" for number in range(100)]
assert threading.main_thread() not in threads

gate.clear()
with logged(pattern.__name__) as messages:
    run(main(0.05))  # comes back although nothing could be sent
assert messages == ["spans were lost"]
gate.set()
for thread in threading.enumerate():
    if thread is not threading.current_thread():
        thread.join(10)
assert len(sent) == 200
