"""Prometheus metrics, answered by a thread on a port of their own."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server


class Metrics:
    """How often work succeeded or failed, and how long it took."""

    def __init__(self) -> None:
        """Start from zero; a registry of its own keeps tests apart."""
        self.registry = CollectorRegistry()
        self._done = Counter("work", "Work by outcome", ["outcome"], registry=self.registry)
        self._seconds = Histogram("work_duration_seconds", "Time taken", registry=self.registry)

    @contextmanager
    def measure(self) -> Iterator[None]:
        """Count the block as succeeded, or as failed when it raises."""
        started = time.perf_counter()
        outcome = "failed"
        try:
            yield
            outcome = "succeeded"
        finally:
            self._done.labels(outcome).inc()
            self._seconds.observe(time.perf_counter() - started)

    @contextmanager
    def serve(self, port: int) -> Iterator[int]:
        """Answer scrapes inside the block; yield the port, which 0 leaves to the system."""
        server, thread = start_http_server(port, registry=self.registry)
        try:
            yield server.server_port
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
