# verified: selenium 4.51.0
from selenium.webdriver import remote
from selenium.webdriver.remote.webdriver import WebDriver as Remote
class Chrome(Remote):
    @blocks("network", "high", use="asyncio.to_thread")
    def __init__(self, options=None, service=None, keep_alive=True) -> None: ...
class Firefox(Remote):
    @blocks("network", "high", use="asyncio.to_thread")
    def __init__(self, options=None, service=None, keep_alive=True) -> None: ...
class Edge(Remote):
    @blocks("network", "high", use="asyncio.to_thread")
    def __init__(self, options=None, service=None, keep_alive=True) -> None: ...
class Safari(Remote):
    @blocks("network", "high", use="asyncio.to_thread")
    def __init__(self, options=None, service=None, keep_alive=True) -> None: ...
