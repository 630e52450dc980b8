"""Traces: a no-op until OTEL_EXPORTER_OTLP_ENDPOINT is set."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

tracer = trace.get_tracer("package_name")


@contextmanager
def tracing(environment: Mapping[str, str] = os.environ) -> Iterator[None]:
    """Export spans in the background; send what is left at the end, after the event loop."""
    if not environment.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        yield
        return
    resource = Resource.create({"service.name": "<% name %>"})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        provider.shutdown()
