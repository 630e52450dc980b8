"""The work itself: replace ``handle`` with your own."""

import asyncio
import json


class BadJobError(ValueError):
    """The job can never succeed: it goes to the dead letters at once."""


async def handle(key: str, body: str) -> None:
    """Do one job; ``key`` names it, so that you can make its effect repeatable.

    Whatever it raises is logged, and the job is tried again.
    """
    try:
        seconds = float(json.loads(body)["seconds"])
    except (ValueError, KeyError, TypeError) as error:
        message = f"job {key} has no usable seconds"
        raise BadJobError(message) from error
    await asyncio.sleep(seconds)
