class Lock:
    def __enter__(self) -> None:
        print("in")

    def __exit__(self, *error: object) -> None:
        print("out")

    async def __aenter__(self) -> None:
        print("in")

    async def __aexit__(self, *error: object) -> None:
        print("out")


async def handler(lock: Lock, unknown) -> None:
    with lock:
        print("locked")
    with unknown:
        print("locked")
