# verified: python 3.13
class Cmd:
    @blocks("stdin", "high", use="asyncio.to_thread")
    def cmdloop(self, intro=None) -> None: ...
