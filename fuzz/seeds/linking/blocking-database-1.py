from sqlalchemy.orm import Session


class Users:
    def __init__(self, session: Session) -> None:
        self.session = session

    def save(self, user: object) -> None:
        self.session.add(user)
        self.session.commit()
#---
from app.repository import Users


class SignUp:
    users: Users

    def __init__(self, users: Users) -> None:
        self.users = users

    def register(self, user: object) -> None:
        self.users.save(user)
#---
import asyncio

from app.service import SignUp


async def post_user(user: object, sign_up: SignUp) -> None:
    sign_up.register(user)


async def post_user_in_thread(user: object, sign_up: SignUp) -> None:
    await asyncio.to_thread(sign_up.register, user)
#---
