import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor


def run_coroutine(coroutine: Coroutine[None, None, str]) -> str:
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
#---
import asyncio

from app.sync import run_coroutine


class Agent:
    async def _ask(self, question: str) -> str:
        await asyncio.sleep(0.1)
        return question

    def ask(self, question: str) -> str:
        return run_coroutine(self._ask(question))


async def handler(agent: Agent) -> None:
    print(agent.ask("why"))
    print(await asyncio.to_thread(agent.ask, "why"))
#---
