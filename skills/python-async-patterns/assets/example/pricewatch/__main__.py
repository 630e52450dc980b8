"""Entry point: ``python -m pricewatch products.json``."""

import asyncio
import sys
from pathlib import Path

from aiohttp import web

from .app import build_app
from .notify import Notifier
from .settings import Settings
from .store import Store
from .watcher import Watcher


async def serve(settings: Settings) -> None:
    store = Store(settings.database)
    watcher = Watcher(settings, store, Notifier(settings.recipient))
    runner = web.AppRunner(build_app(settings, store))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", settings.port).start()
    try:
        await watcher.run()
    finally:
        await runner.cleanup()
        await asyncio.to_thread(store.close)


def main() -> None:
    asyncio.run(serve(Settings.load(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
