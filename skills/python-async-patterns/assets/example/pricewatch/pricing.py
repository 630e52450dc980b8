"""Compares offers."""

from collections.abc import Iterable, Mapping

from .shops import fetch_offer


def lowest_price(urls: Iterable[str], rates: Mapping[str, float]) -> float:
    offers = [fetch_offer(url) for url in urls]
    return min(offer.amount * rates[offer.currency] for offer in offers)
