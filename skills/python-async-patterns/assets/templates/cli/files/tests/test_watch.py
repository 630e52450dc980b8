import asyncio
import json
import socket
from collections.abc import Iterator

import pytest

from package_name.arguments import Arguments
from package_name.watch import watch


async def answers(*arguments: str) -> tuple[bool, list[dict[str, object]]]:
    lines: list[str] = []
    async with asyncio.timeout(10):
        good = await watch(Arguments.parse(arguments), lines.append)
    return good, [json.loads(line) for line in lines]


@pytest.fixture
def ports() -> Iterator[tuple[str, str]]:
    """One port that is open, and one that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        opened, closed = server.getsockname()[1], unused.getsockname()[1]
        yield f"127.0.0.1:{opened}", f"127.0.0.1:{closed}"


async def test_open_and_closed_ports_are_told_apart(ports: tuple[str, str]) -> None:
    opened, closed = ports
    good, found = await answers("--count", "2", "--interval", "0", opened)
    assert (good, [answer["number"] for answer in found]) == (True, [1, 2])
    good, found = await answers(opened, closed)
    assert not good
    states = {answer["target"]: answer["open"] for answer in found}
    assert states == {opened: True, closed: False}


async def test_a_reader_that_is_gone_ends_it() -> None:
    def gone(_line: str) -> None:
        raise BrokenPipeError

    with pytest.raises(ExceptionGroup) as caught:
        await watch(Arguments.parse(["--count", "0", "127.0.0.1:1", "127.0.0.1:2"]), gone)
    assert caught.group_contains(BrokenPipeError)
