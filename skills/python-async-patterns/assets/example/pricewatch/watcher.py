"""The loop that looks at every product again and again."""

import asyncio
import logging
import time

from .notify import Notifier
from .pricing import lowest_price
from .settings import Product, Settings
from .store import Store

logger = logging.getLogger(__name__)


class Watcher:
    def __init__(self, settings: Settings, store: Store, notifier: Notifier) -> None:
        self._settings = settings
        self._store = store
        self._notifier = notifier

    async def run(self) -> None:
        while True:
            try:
                for product in self._settings.products:
                    await self.check(product)
            except BaseException:
                logger.exception("this round failed, the next one may not")
            self.report()
            time.sleep(self._settings.interval)

    async def check(self, product: Product) -> None:
        rates = self._settings.rates
        price = lowest_price(product.urls, rates)
        await asyncio.to_thread(self._store.save, product.name, price)
        if price < product.limit:
            asyncio.create_task(self._notifier.price_fell(product.name, price))

    async def report(self) -> None:
        logger.info("looked at %d products", len(self._settings.products))
