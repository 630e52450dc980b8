import asyncio
import subprocess
from concurrent.futures import ThreadPoolExecutor


class Shell:
    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=2)

    async def _in_pool(self, func, *args):
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, func, *args)

    def _run(self, command: list[str]) -> int:
        return subprocess.run(command, check=False).returncode

    async def run(self, command: list[str]) -> int:
        return await self._in_pool(self._run, command)

    async def run_wrong(self, command: list[str]) -> int:
        return await self._in_pool(int, self._run(command))
