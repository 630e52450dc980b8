"""Offers from the shops' own interfaces. Synchronous: the nightly import uses it too."""

from dataclasses import dataclass

import requests


@dataclass(frozen=True)
class Offer:
    amount: float
    currency: str


def fetch_offer(url: str) -> Offer:
    response = requests.get(url, timeout=10)
    response.raise_for_status()
    data = response.json()
    return Offer(float(data["amount"]), data["currency"])
