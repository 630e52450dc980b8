from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from package_name.app import create_app
from package_name.settings import Settings

Client = TestClient[web.Request, web.Application]


@pytest.fixture
def settings() -> Settings:
    return Settings.from_environment(
        {"APP_PORT": "0", "APP_MAX_IN_FLIGHT": "2", "APP_MAX_BODY_BYTES": "100"}
    )


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[Client]:
    async with TestClient(TestServer(create_app(settings))) as client:
        yield client
