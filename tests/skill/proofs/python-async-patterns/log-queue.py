# A handler that stands still does not stop the loop, and at the end no line is lost.
import asyncio
import logging
import threading

from pattern import logging_thread
from proving import run

gate = threading.Event()
written: list[tuple[str, str, object]] = []


class Slow(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        gate.wait()
        written.append((record.getMessage(), threading.current_thread().name, record.mark))


class Mark(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.mark = threading.current_thread().name
        return True


async def main() -> None:
    for number in range(100):
        logging.warning("line %d", number)
        await asyncio.sleep(0)
    assert written == []  # the loop went on while the handler stood still
    gate.set()


with logging_thread(Slow()) as front:
    front.addFilter(Mark())
    run(main())
assert threading.enumerate() == [threading.main_thread()]  # the listener has ended
assert [text for text, _, _ in written] == [f"line {number}" for number in range(100)]
assert {name for _, name, _ in written} != {"MainThread"}
assert {mark for _, _, mark in written} == {"MainThread"}
assert not logging.getLogger().handlers
