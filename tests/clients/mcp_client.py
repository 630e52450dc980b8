"""The Python SDK's client in both eras: every primitive, and one call of each tool."""

import asyncio
import sys

from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

BLOCKING = "import time\n\n\nasync def f():\n    time.sleep(1)\n"


async def visit(server: str, folder: str, mode: str) -> None:
    transport = stdio_client(StdioServerParameters(command=server, args=["serve"], cwd=folder))
    async with Client(transport, mode=mode) as client:
        tools = (await client.list_tools()).tools
        assert len(tools) == 7, tools
        resources = (await client.list_resources()).resources
        assert len(resources) > 50, len(resources)
        assert len((await client.list_resource_templates()).resource_templates) == 2
        assert len((await client.list_prompts()).prompts) >= 2
        await client.get_prompt("make-async", {"path": "src"})
        page = await client.read_resource("skill://python-async-patterns/SKILL.md")
        assert page.contents[0].text.startswith("---\n")
        project = {"kind": "aiohttp-service", "name": "order-service"}
        seen: list[tuple[float, float | None]] = []

        async def progress(done: float, total: float | None, message: str | None) -> None:
            seen.append((done, total))

        for name, arguments in [
            ("scan_blocking_calls", {"files": [{"name": "a.py", "text": BLOCKING}]}),
            ("scan_blocking_calls", {"path": "."}),
            ("fix_blocking_calls", {"files": [{"name": "a.py", "text": BLOCKING}]}),
            ("get_pattern", {"query": "limit concurrent requests"}),
            ("explain_rule", {"rule": "blocking-sleep"}),
            ("generate_template", {**project, "plan_only": True}),
            ("write_template", {**project, "dest": f"python-{mode}"}),
            ("read_skill", {"skill": "python-async-patterns", "path": "SKILL.md"}),
        ]:
            result = await client.call_tool(name, arguments, progress_callback=progress)
            assert not result.is_error, (name, result.content)
            assert result.structured_content, name
        refused = await client.call_tool("explain_rule", {"rule": "blocking-slep"})
        assert refused.is_error and "blocking-sleep" in refused.content[0].text
        print(f"{mode}: {client.protocol_version}, {len(tools)} tools, {len(resources)} resources")


async def main() -> None:
    server, folder = sys.argv[1:]
    for mode in ("legacy", "auto"):
        await visit(server, folder, mode)


asyncio.run(main())
