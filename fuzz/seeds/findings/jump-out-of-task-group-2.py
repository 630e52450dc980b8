import anyio


async def probe(host: str) -> None:
    await anyio.sleep(0.1)


async def handler(hosts: list[str]) -> bool:
    async with anyio.create_task_group() as group:
        for host in hosts:
            group.start_soon(probe, host)
        return True


async def cancelled_first(hosts: list[str]) -> bool:
    async with anyio.create_task_group() as group:
        for host in hosts:
            group.start_soon(probe, host)
        await anyio.sleep(1)
        group.cancel_scope.cancel()
        return True
