import bcrypt


class Accounts:
    def __init__(self) -> None:
        self._hashes: dict[str, bytes] = {}

    def known(self, name: str) -> bool:
        return name in self._hashes

    def verify(self, name: str, password: bytes) -> bool:
        return self.known(name) and bcrypt.checkpw(password, self._hashes[name])
#---
import asyncio

from app.accounts import Accounts


async def login(accounts: Accounts, name: str, password: bytes) -> bool:
    if not accounts.known(name):
        return False
    return accounts.verify(name, password)


async def login_in_thread(accounts: Accounts, name: str, password: bytes) -> bool:
    return await asyncio.to_thread(accounts.verify, name, password)
#---
