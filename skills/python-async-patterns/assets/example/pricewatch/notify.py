"""Tells somebody that a price fell."""

import subprocess


class Notifier:
    def __init__(self, recipient: str) -> None:
        self._recipient = recipient

    async def price_fell(self, name: str, price: float) -> None:
        text = f"Subject: {name} now costs {price:.2f}\n\n"
        subprocess.run(["sendmail", self._recipient], input=text.encode(), check=True)
