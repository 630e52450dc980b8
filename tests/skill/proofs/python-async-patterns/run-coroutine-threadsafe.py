"""A thread asks the loop and gets answers and errors; waiting on the loop's own thread never ends."""

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable

import bad
import pattern
from proving import raises, run, warned


async def main() -> None:
    main_thread = threading.get_ident()

    async def ask(question: str) -> int:
        assert threading.get_ident() == main_thread
        await asyncio.sleep(0)
        if question == "bad":
            raise LookupError(question)
        return len(question)

    def work(ask_loop: Callable[[str], int]) -> int:
        assert threading.get_ident() != main_thread
        try:
            ask_loop("bad")
        except LookupError:
            return ask_loop("four") + ask_loop("seventh")
        raise AssertionError("the error was lost")

    assert await pattern.serve_thread(work, ask) == 11
    with warned():
        await raises(concurrent.futures.TimeoutError, bad.main())
        await asyncio.sleep(0)  # only now could the answer be made


run(main())
