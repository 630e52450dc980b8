import asyncio

from package_name.hub import Hub
from package_name.metrics import Metrics


async def test_the_hub_is_measured() -> None:
    hub = Hub(queue=1)
    hub.publish("message")
    await asyncio.sleep(0)
    text = Metrics(hub).text()
    assert "websocket_clients 0.0" in text
    assert "websocket_messages_total 1.0" in text
