import asyncio

import uvloop


def start() -> None:
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    print(asyncio.get_event_loop_policy())


def right(main) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
