# verified: nest-asyncio 1.6.0
# Patches the running loop so that it can be entered again.
@runs_loop
def apply(loop=None) -> None: ...
