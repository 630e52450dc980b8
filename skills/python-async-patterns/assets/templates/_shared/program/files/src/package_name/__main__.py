"""Entry point: ``python -m package_name``."""

import asyncio
import logging
import os
import sys
# % if uvloop

if sys.platform == "win32":
    from asyncio import new_event_loop
else:
    from uvloop import new_event_loop
# % endif

from .app import run
from .environment import SettingsError
from .logs import configure_logging
from .settings import Settings
# % if otel
from .telemetry import tracing
# % endif

logger = logging.getLogger(__name__)


def main() -> int:
    """Read the settings, run until told to stop, and return the exit status."""
    configure_logging("INFO")
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as error:
        logger.critical("bad settings: %s", error)
        return 1
    configure_logging(settings.log_level)
    try:
        # % if otel
        with tracing():
            start(settings)
        # % else
        start(settings)
        # % endif
    except OSError as error:
        logger.critical("cannot run: %s", error)
        return 1
    except Exception:
        logger.exception("ended by an error")
        return 1
    return 0


def start(settings: Settings) -> None:
    """Run on a fresh event loop."""
    # % if uvloop
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(run(settings))
    # % else
    asyncio.run(run(settings))
    # % endif


if __name__ == "__main__":
    sys.exit(main())
