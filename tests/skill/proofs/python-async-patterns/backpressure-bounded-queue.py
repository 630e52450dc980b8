import asyncio

import bad
import pattern
import proving


async def main() -> None:
    intake: pattern.Intake[int] = pattern.Intake(depth=4)
    produced = 0

    async def produce() -> None:
        nonlocal produced
        for number in range(100):
            await intake.put(number)
            produced += 1

    producer = asyncio.create_task(produce())
    await proving.settle(200)
    assert produced == 4, produced
    # The producer follows the consumer, and nothing is lost or reordered.
    assert [await intake.get() for _ in range(10)] == list(range(10))
    await proving.settle()
    assert produced == 14, produced
    # Who cannot wait is refused.
    assert intake.offer(-1) is False
    assert [await intake.get() for _ in range(90)] == list(range(10, 100))
    assert intake.offer(-1) is True
    await producer

    # The bad block reads the whole source before anybody consumes.
    queue: asyncio.Queue[bytes] = bad.produce.__defaults__[0]

    async def source():
        for _ in range(1000):
            yield b"chunk"

    await bad.produce(source())
    assert queue.qsize() == 1000


proving.run(main())
