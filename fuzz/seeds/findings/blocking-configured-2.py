import asyncio

import ledger


def book_all(amounts: list[int]) -> None:
    for amount in amounts:
        ledger.post(amount)


def nightly() -> None:
    book_all([1, 2])


async def handler() -> None:
    book_all([1])
    asyncio.get_running_loop().call_later(60, nightly)
