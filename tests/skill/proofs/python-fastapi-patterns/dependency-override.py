"""The fake holds for the block only, also when the test fails."""

from typing import Annotated

import pattern
from asgi import direct
from fastapi import Depends, FastAPI
from proving import run


async def current_user(token: str) -> str:
    return f"user of {token}"


async def main() -> None:
    app = FastAPI()

    @app.get("/me")
    async def me(user: Annotated[str, Depends(current_user)]) -> str:
        return user

    async with direct(app) as client:
        assert (await client.get("/me")).status_code == 422
        with pattern.overridden(app, current_user, "ada"):
            assert (await client.get("/me")).json() == "ada"
            with pattern.overridden(app, current_user, "bob"):
                assert (await client.get("/me")).json() == "bob"
            assert (await client.get("/me")).json() == "ada"
        try:
            with pattern.overridden(app, current_user, "ada"):
                raise AssertionError("a failing test")
        except AssertionError:
            pass
        assert (await client.get("/me?token=t")).json() == "user of t"
        assert not app.dependency_overrides


run(main())
