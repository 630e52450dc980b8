"""Leaves a host alone that fails again and again."""

import time
from collections.abc import Callable


class Breaker:
    """Opens after ``threshold`` failures in a row; every ``pause`` seconds lets one probe pass."""

    def __init__(
        self, threshold: int, pause: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start closed."""
        self._threshold = threshold
        self._pause = pause
        self._clock = clock
        self._failures = 0
        self._next_probe = 0.0

    def delay(self) -> float:
        """Return how long to wait before asking again; at 0 the caller may go on."""
        if self._failures < self._threshold:
            return 0.0
        now = self._clock()
        if now < self._next_probe:
            return self._next_probe - now
        # The caller is the probe: everybody else waits for what becomes of it.
        self._next_probe = now + self._pause
        return 0.0

    def succeeded(self) -> None:
        """Close."""
        self._failures = 0

    def failed(self) -> None:
        """Count a failure, and open at the threshold."""
        self._failures += 1
        if self._failures >= self._threshold:
            self._next_probe = self._clock() + self._pause
