import asyncio


class Console:
    def ask(self, question: str) -> bool:
        return input(f"{question} [y/n] ") == "y"


class Agent:
    def __init__(self) -> None:
        self.console = Console()

    def allowed(self, action: str) -> bool:
        return self.console.ask(f"allow {action}?")

    async def act(self, action: str) -> None:
        if self.allowed(action):
            print(action)

    async def act_politely(self, action: str) -> None:
        if await asyncio.to_thread(self.allowed, action):
            print(action)
