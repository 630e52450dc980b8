# verified: cryptography 50.0.2
from typing import Any
@blocks("cpu", "medium", use="asyncio.to_thread")
def generate_private_key(public_exponent, key_size, backend=None) -> Any: ...
