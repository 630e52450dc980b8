"""The exit code is main's; what is left over is cancelled and closed; a Runner keeps one loop."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pattern
from proving import raises

HERE = Path(__file__).parent


def exit_code(*arguments: str) -> int:
    return subprocess.run([sys.executable, "pattern.py", *arguments], cwd=HERE, timeout=20).returncode


assert exit_code("x") == 0 and exit_code() == 2

ended: list[str] = []


async def leaves_things_behind() -> None:
    async def forgotten() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("task")

    async def generator():
        try:
            yield 1
            yield 2
        finally:
            ended.append("generator")

    task = asyncio.create_task(forgotten())
    stream = generator()
    await anext(stream)
    await asyncio.sleep(0)
    ended.append(f"{task.done()}")


asyncio.run(leaves_things_behind())
assert sorted(ended) == ["False", "generator", "task"], ended

try:  # Ctrl+C is a cancellation of main, so that clean-up runs
    async def interrupted() -> None:
        try:
            import signal

            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.Event().wait()
        finally:
            ended.append("cleaned up")

    asyncio.run(interrupted())
except KeyboardInterrupt:
    assert ended[-1] == "cleaned up"
else:
    raise AssertionError("no KeyboardInterrupt")


async def nested() -> None:
    main = pattern.main([])
    try:
        asyncio.run(main)
    finally:
        main.close()


async def check_nested() -> None:
    error = await raises(RuntimeError, nested())
    assert "running event loop" in str(error)


asyncio.run(check_nested())

if sys.version_info >= (3, 11):
    import pattern_2

    loops: list[asyncio.AbstractEventLoop] = []

    async def shout(line: str) -> str:
        loops.append(asyncio.get_running_loop())
        return line.upper()

    assert pattern_2.handle_all(shout, ["a", "b", "c"]) == ["A", "B", "C"]
    assert len(set(loops)) == 1 and loops[0].is_closed()
