import asyncio

import bad
import pattern
import proving


async def main() -> None:
    async def pay() -> None:
        await asyncio.sleep(0)

    seats = pattern.Seats(3)
    outcomes = await asyncio.gather(*(seats.book(pay) for _ in range(10)))
    assert sum(outcomes) == 3 and seats.free == 0

    # Given back on failure and on cancellation.
    async def declined() -> None:
        raise ValueError("declined")

    seats = pattern.Seats(1)
    await proving.raises(ValueError, seats.book(declined))
    assert seats.free == 1
    booking = asyncio.create_task(seats.book(asyncio.Event().wait))
    await proving.settle()
    assert seats.free == 0
    booking.cancel()
    await proving.raises(asyncio.CancelledError, booking)
    assert seats.free == 1

    oversold = bad.Seats(3)
    await asyncio.gather(*(oversold.book(pay) for _ in range(10)))
    assert oversold.free == -7


proving.run(main())
