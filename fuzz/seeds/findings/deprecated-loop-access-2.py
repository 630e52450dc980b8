import asyncio


async def main() -> None:
    await asyncio.sleep(0.1)


def start() -> None:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(main())
    finally:
        loop.close()
