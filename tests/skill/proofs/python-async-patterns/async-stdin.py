"""Lines come while the loop runs; the program may end although nobody types any more; input() stops the loop."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pattern
from proving import run

EARLY = """
import asyncio, sys
sys.path.insert(0, sys.argv[1])
import pattern

async def main():
    turns = 0
    async for line in pattern.lines():
        print(line.decode().upper(), flush=True)
        if line == b"quit":
            break

asyncio.run(main())
"""
STUCK = """
import asyncio, sys
sys.path.insert(0, sys.argv[1])
import bad

async def main():
    task = asyncio.create_task(bad.answer())
    asyncio.get_running_loop().call_later(0.01, print, "the loop runs")
    print(await task)
    await asyncio.sleep(0.1)

asyncio.run(main())
"""


async def main() -> None:
    reader, writer = os.pipe()
    ended = asyncio.Event()
    turns = 0

    async def others() -> None:
        nonlocal turns
        while not ended.is_set():
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(others())
    seen: list[bytes] = []
    stream = pattern.lines(reader)
    first = asyncio.create_task(anext(stream))
    while turns < 100:
        await asyncio.sleep(0)
    assert not first.done()
    os.write(writer, b"one\ntw")
    seen.append(await first)
    os.write(writer, b"o\n" + b"".join(b"%d\n" % n for n in range(500)) + b"last")
    os.close(writer)
    seen += [line async for line in stream]
    assert seen == [b"one", b"two", *[b"%d" % n for n in range(500)], b"last"]
    ended.set()
    await task
    os.close(reader)

    folder = str(Path(__file__).parent)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", EARLY, folder, stdin=PIPE, stdout=PIPE)
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(b"hello\nquit\nnever read\n")
    assert [await process.stdout.readline(), await process.stdout.readline()] == [b"HELLO\n", b"QUIT\n"]
    assert await asyncio.wait_for(process.wait(), 10) == 0, "it ends although stdin is open"
    process.stdin.close()

    process = await asyncio.create_subprocess_exec(sys.executable, "-c", STUCK, folder, stdin=PIPE, stdout=PIPE)
    assert process.stdin is not None and process.stdout is not None
    assert await process.stdout.readexactly(8) == b"really? "
    try:
        await asyncio.wait_for(process.stdout.read(1), 0.3)
    except asyncio.TimeoutError:
        pass
    else:
        raise AssertionError("the loop ran while input() waited")
    out, _ = await process.communicate(b"yes\n")
    assert out.split() == [b"yes", b"the", b"loop", b"runs"], out


run(main())
