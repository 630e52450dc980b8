# A poison message is set aside after three failures, and all others are handled.
import asyncio

from pattern import Message, consume
from proving import raises, run


async def main() -> None:
    handled: list[str] = []
    flaky = {"b": 1}

    async def handle(body: str) -> None:
        if body == "poison":
            raise ValueError("cannot read this")
        if flaky.get(body, 0) > 0:
            flaky[body] -= 1
            raise ConnectionError
        handled.append(body)

    queue: asyncio.Queue[Message] = asyncio.Queue()
    dead: list[Message] = []
    for body in ("a", "poison", "b", "c"):
        queue.put_nowait(Message(body))
    consumer = asyncio.create_task(consume(queue, handle, dead))
    await asyncio.wait_for(queue.join(), 5)
    assert sorted(handled) == ["a", "b", "c"]
    assert [(m.body, m.failures, m.reason) for m in dead] == [
        ("poison", 3, "ValueError('cannot read this')")
    ]
    consumer.cancel()
    await raises(asyncio.CancelledError, consumer)


run(main())
