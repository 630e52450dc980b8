import asyncio


class Both:
    def __enter__(self) -> "Both":
        return self

    def __exit__(self, *error: object) -> None:
        print("left")

    async def __aenter__(self) -> "Both":
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *error: object) -> None:
        await asyncio.sleep(0)


async def handler() -> None:
    with Both():
        print("in")
    async with Both():
        print("in")
