# A step that holds the loop is logged; calls from a wrong thread are refused.
import asyncio
import logging
import time

from pattern import run_debug

messages: list[str] = []


class Keep(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        messages.append(record.getMessage())


logging.getLogger("asyncio").addHandler(Keep())
logging.getLogger().setLevel(logging.ERROR)


async def slow() -> str:
    time.sleep(0.06)
    await asyncio.sleep(0)
    return "done"


async def wrong_thread() -> str:
    loop = asyncio.get_running_loop()
    try:
        await asyncio.to_thread(loop.call_soon, print)
    except RuntimeError as error:
        return str(error)
    return ""


asyncio.run(slow(), debug=False)
assert messages == []
assert run_debug(slow(), slow=0.03) == "done"
assert any("Executing <Task" in m and "seconds" in m for m in messages), messages
assert "Non-thread-safe operation" in run_debug(wrong_thread(), slow=5)
