"""Prometheus metrics of one hub."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from .hub import Hub


class Metrics(Collector):
    """Reads the hub at each scrape; a registry of its own keeps tests apart."""

    def __init__(self, hub: Hub) -> None:
        """Measure ``hub``."""
        self._hub = hub
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def collect(self) -> Iterator[Metric]:
        """Give what a scrape sees."""
        hub = self._hub
        yield GaugeMetricFamily("websocket_clients", "Connected clients", hub.members)
        yield CounterMetricFamily("websocket_messages", "Messages published", hub.published)

    def text(self) -> str:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self._registry).decode()
