"""What the tool does: replace ``probe`` with your own work."""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count

from .arguments import Arguments, Target

logger = logging.getLogger(__name__)


async def watch(arguments: Arguments, emit: Callable[[str], None]) -> bool:
    """Ask all targets side by side; return whether every answer was good."""
    async with asyncio.TaskGroup() as group:
        loops = [
            group.create_task(watch_one(target, arguments, emit)) for target in arguments.targets
        ]
    return all(loop.result() for loop in loops)


async def watch_one(target: Target, arguments: Arguments, emit: Callable[[str], None]) -> bool:
    """Ask one target as often as told."""
    good = True
    rounds = range(1, arguments.count + 1) if arguments.count else count(1)
    for number in rounds:
        if number > 1:
            await asyncio.sleep(arguments.interval)
        started = time.perf_counter()
        is_open = await probe(target, arguments.timeout)
        good = good and is_open
        answer = {
            "target": f"{target.host}:{target.port}",
            "number": number,
            "open": is_open,
            "seconds": round(time.perf_counter() - started, 6),
        }
        emit(json.dumps(answer))
    return good


async def probe(target: Target, limit: float) -> bool:
    """Say whether a connection can be made."""
    try:
        async with asyncio.timeout(limit):
            _, writer = await asyncio.open_connection(target.host, target.port)
    except OSError as error:
        logger.info("closed", extra={"target": target.host, "reason": str(error)})
        return False
    writer.close()
    with suppress(OSError):
        async with asyncio.timeout(limit):
            await writer.wait_closed()
    return True
