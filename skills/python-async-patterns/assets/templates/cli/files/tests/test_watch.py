import asyncio
import json
import socket

import pytest

from package_name.arguments import Arguments
from package_name.watch import watch


async def answers(*arguments: str) -> tuple[bool, list[dict[str, object]]]:
    lines: list[str] = []
    async with asyncio.timeout(10):
        good = await watch(Arguments.parse(arguments), lines.append)
    return good, [json.loads(line) for line in lines]


async def test_open_and_closed_ports_are_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        opened = f"127.0.0.1:{server.getsockname()[1]}"
        closed = f"127.0.0.1:{unused.getsockname()[1]}"
        good, found = await answers("--count", "2", "--interval", "0", opened)
        assert (good, [answer["number"] for answer in found]) == (True, [1, 2])
        good, found = await answers(opened, closed)
        assert not good
        assert {answer["target"]: answer["open"] for answer in found} == {
            opened: True,
            closed: False,
        }


async def test_a_reader_that_is_gone_ends_it() -> None:
    def gone(_line: str) -> None:
        raise BrokenPipeError

    with pytest.raises(ExceptionGroup) as caught:
        await watch(Arguments.parse(["--count", "0", "127.0.0.1:1", "127.0.0.1:2"]), gone)
    assert caught.group_contains(BrokenPipeError)
