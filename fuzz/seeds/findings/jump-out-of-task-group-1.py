import asyncio


async def probe(host: str) -> bool:
    await asyncio.sleep(0.1)
    return True


async def returns(hosts: list[str]) -> bool:
    async with asyncio.TaskGroup() as group:
        for host in hosts:
            group.create_task(probe(host))
        if len(hosts) > 3:
            return True
    return False


async def breaks(hosts: list[str]) -> None:
    for host in hosts:
        async with asyncio.TaskGroup() as group:
            group.create_task(probe(host))
            group.create_task(probe("a"))
            break


async def continues(hosts: list[str]) -> None:
    for host in hosts:
        async with asyncio.TaskGroup() as group:
            group.create_task(probe(host))
            group.create_task(probe("a"))
            if host == "b":
                continue
            print(host)
