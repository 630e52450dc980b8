"""Turn the signals that ask a program to stop into an event."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stop_on_signals() -> Iterator[asyncio.Event]:
    """Yield an event that the first SIGTERM or SIGINT sets; a second one acts at once.

    ``signal.signal`` works on every platform, ``loop.add_signal_handler`` not on Windows.
    """
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def request_stop(_number: int, _frame: FrameType | None) -> None:
        restore()
        loop.call_soon_threadsafe(stop.set)

    def restore() -> None:
        for number, handler in previous.items():
            signal.signal(number, handler)

    previous = {number: signal.getsignal(number) for number in SIGNALS}
    for number in SIGNALS:
        signal.signal(number, request_stop)
    try:
        yield stop
    finally:
        restore()
