import asyncio

import pattern
import proving


async def main() -> None:
    lines: list[str] = []

    async def handle(identifier: str) -> None:
        with pattern.request(identifier):
            await asyncio.sleep(0)
            lines.append(pattern.log_line("inside"))
            await deeper()

    async def deeper() -> None:
        await asyncio.sleep(0)
        lines.append(pattern.log_line("deeper"))

    await asyncio.gather(handle("a"), handle("b"))
    assert sorted(lines) == ["[a] deeper", "[a] inside", "[b] deeper", "[b] inside"]
    assert pattern.log_line("outside") == "[-] outside"

    # Copied at creation: later changes of the parent do not reach the task, and the task's do not come back.
    gate = asyncio.Event()

    async def child() -> str:
        await gate.wait()
        seen = pattern.request_id.get()
        pattern.request_id.set("child")
        return seen

    with pattern.request("before"):
        task = asyncio.create_task(child())
        with pattern.request("after"):
            gate.set()
            assert await task == "before"
            assert pattern.request_id.get() == "after"

        # to_thread copies the context, run_in_executor does not.
        assert await asyncio.to_thread(pattern.request_id.get) == "before"
        loop = asyncio.get_running_loop()
        assert await loop.run_in_executor(None, pattern.request_id.get) == "-"

    # A token is good only in its own context.
    async def reset_elsewhere(token) -> None:
        pattern.request_id.reset(token)

    token = pattern.request_id.set("x")
    error = await proving.raises(ValueError, asyncio.create_task(reset_elsewhere(token)))
    assert "different Context" in str(error)


proving.run(main())
