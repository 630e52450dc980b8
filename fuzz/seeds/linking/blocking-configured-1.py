def solve(size: int) -> int:
    return sum(range(size))


def check(size: int) -> bool:
    return size > 0
#---
from app.engine import check, solve


async def handler(size: int) -> int:
    check(size)
    return solve(size)
#---
