import asyncio

import pattern
import proving


async def main() -> None:
    topic: pattern.Broadcast[int] = pattern.Broadcast(depth=3)
    topic.publish(0)

    with topic.subscribe() as first, topic.subscribe() as second:
        topic.publish(1)
        topic.publish(2)
        # Every subscriber gets every message.
        assert [await first.get(), await first.get()] == [1, 2]
        assert [await second.get(), await second.get()] == [1, 2]

        # A slow one loses its oldest messages, and nobody waits for it.
        for number in range(3, 9):
            topic.publish(number)
            assert await first.get() == number
        assert [second.get_nowait() for _ in range(3)] == [6, 7, 8]

    # Who has left gets nothing, and is not remembered, also when cancelled.
    async def listen() -> None:
        with topic.subscribe() as queue:
            while True:
                await queue.get()

    listener = asyncio.create_task(listen())
    await proving.settle()
    assert len(topic._queues) == 1
    listener.cancel()
    await proving.raises(asyncio.CancelledError, listener)
    assert not topic._queues
    topic.publish(9)


proving.run(main())
