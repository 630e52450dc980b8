import plc
from plc import Controller


async def handler(controller: Controller) -> None:
    controller.read("a")
    plc.Controller("10.0.0.1").write("a", 1)


class Press:
    def __init__(self) -> None:
        self.controller = plc.Controller("10.0.0.1")

    def state(self) -> str:
        return self.controller.read("state")

    async def poll(self) -> str:
        return self.state()


async def other(controller) -> None:
    controller.read("a")
