# Errors of lost tasks and of callbacks reach the log with their traceback.
import asyncio
import gc
import logging

import pattern

records: list[logging.LogRecord] = []


class Keep(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        records.append(record)


pattern.log.addHandler(Keep())
pattern.log.propagate = False


async def fails() -> None:
    raise ValueError("lost")


def callback() -> None:
    raise KeyError("callback")


async def main() -> None:
    await pattern.main()
    task = asyncio.create_task(fails(), name="importer")
    await asyncio.wait({task})
    del task
    gc.collect()
    asyncio.get_running_loop().call_soon(callback)
    await asyncio.sleep(0)


asyncio.run(main())
texts = [record.getMessage() for record in records]
assert texts[0] == "Task exception was never retrieved (task importer)", texts
assert texts[1].startswith("Exception in callback callback()"), texts
kinds = [record.exc_info[0] for record in records if record.exc_info]
assert kinds == [ValueError, KeyError], kinds
