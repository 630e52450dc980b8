from collections.abc import AsyncIterator

import pytest

from package_name.app import Service
from package_name.settings import Settings


@pytest.fixture
def settings() -> Settings:
    return Settings.from_environment(
        {"APP_PORT": "0", "APP_QUEUE": "4", "APP_DRAIN_DELAY": "0", "APP_SHUTDOWN_TIMEOUT": "5"}
    )


@pytest.fixture
def service(settings: Settings) -> Service:
    return Service(settings)


@pytest.fixture
async def address(service: Service) -> AsyncIterator[str]:
    async with service.listen() as server:
        host, port = next(iter(server.sockets)).getsockname()
        yield f"{host}:{port}"
