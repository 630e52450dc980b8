# verified: spotipy 2.26.0
from typing import Any
class Spotify:
    auth_manager: Any
    @blocks("http", "high", use="asyncio.to_thread")
    def __getattr__(self, name) -> Any: ...
