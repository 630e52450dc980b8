# verified: passlib 1.7.4
from typing import Any
class _Handler:
    @blocks("cpu", "medium", use="asyncio.to_thread")
    def hash(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("cpu", "medium", use="asyncio.to_thread")
    def verify(self, *args: Any, **kwargs: Any) -> Any: ...
bcrypt: _Handler
argon2: _Handler
pbkdf2_sha256: _Handler
pbkdf2_sha512: _Handler
sha256_crypt: _Handler
sha512_crypt: _Handler
