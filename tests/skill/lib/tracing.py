"""A tracer for proofs, and the spans that have ended."""

from __future__ import annotations

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

_exporter = InMemorySpanExporter()
_provider = TracerProvider(shutdown_on_exit=False)
_provider.add_span_processor(SimpleSpanProcessor(_exporter))
tracer = _provider.get_tracer("proofs")


def spans() -> tuple[ReadableSpan, ...]:
    """What has ended since the last call."""
    ended = _exporter.get_finished_spans()
    _exporter.clear()
    return ended
