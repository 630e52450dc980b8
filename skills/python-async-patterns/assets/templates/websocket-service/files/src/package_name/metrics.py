"""Prometheus metrics of one hub."""

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from .hub import Hub


class Metrics:
    """Reads the hub at each scrape; a registry of its own keeps tests apart."""

    def __init__(self, hub: Hub) -> None:
        """Measure ``hub``."""
        self._registry = CollectorRegistry()
        members = Gauge("websocket_clients", "Connected clients", registry=self._registry)
        members.set_function(lambda: hub.members)
        published = Gauge("websocket_messages", "Messages published", registry=self._registry)
        published.set_function(lambda: hub.published)

    def text(self) -> str:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self._registry).decode()
