# verified: python 3.13
@blocks("cpu", "medium", use="asyncio.to_thread")
@calls("stmt")
def timeit(stmt="pass", setup="pass", timer=..., number=1000000, globals=None) -> float: ...
