import asyncio


async def main() -> None:
    await asyncio.sleep(0.1)


def start() -> None:
    loop = asyncio.get_event_loop()
    loop.run_until_complete(main())


def right() -> None:
    asyncio.run(main())


if __name__ == "__main__":
    asyncio.get_event_loop().run_until_complete(main())
