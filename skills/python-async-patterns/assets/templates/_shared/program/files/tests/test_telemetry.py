import pytest
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace.export import SpanExportResult

from package_name.telemetry import tracer, tracing


def test_without_an_endpoint_spans_are_not_recorded() -> None:
    with tracing({}), tracer.start_as_current_span("nothing") as span:
        assert not span.is_recording()


def test_with_an_endpoint_spans_are_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OTLPSpanExporter, "export", lambda *_: SpanExportResult.SUCCESS)
    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    with tracing(endpoint), tracer.start_as_current_span("something") as span:
        assert span.is_recording()
