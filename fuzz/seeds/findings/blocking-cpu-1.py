import asyncio
import hashlib

import bcrypt


async def handler(password: bytes, salt: bytes) -> None:
    hashlib.pbkdf2_hmac("sha256", password, salt, 600_000)
    hashlib.scrypt(password, salt=salt, n=2**14, r=8, p=1)
    bcrypt.hashpw(password, salt)
    await asyncio.to_thread(bcrypt.checkpw, password, salt)
