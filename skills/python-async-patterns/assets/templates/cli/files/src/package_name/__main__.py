"""Entry point: arguments in, exit status out."""

import asyncio
import logging
import os
import sys
from collections.abc import Sequence

# % if uvloop
if sys.platform == "win32":
    from asyncio import new_event_loop
else:
    from uvloop import new_event_loop

# % endif
from .arguments import Arguments
from .environment import SettingsError
from .logs import configure_logging
from .settings import Settings
from .watch import watch

INTERRUPTED = 130

logger = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tool and return its exit status."""
    parsed = Arguments.parse(arguments)
    configure_logging("INFO")
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as error:
        logger.critical("bad settings: %s", error)
        return 1
    configure_logging(settings.log_level)
    try:
        return start(parsed)
    except KeyboardInterrupt:
        return INTERRUPTED


def start(arguments: Arguments) -> int:
    """Run on a fresh event loop, which turns Ctrl-C into a cancellation."""
    good = True
    try:
        # % if uvloop
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            good = runner.run(watch(arguments, emit))
        # % else
        good = asyncio.run(watch(arguments, emit))
        # % endif
    except* BrokenPipeError:
        # The reader has what it wants. What is still buffered must not fail at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0 if good else 1


def emit(line: str) -> None:
    """Write a line for whoever reads, now."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
