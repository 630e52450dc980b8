"""fastmcp's client with its skills extension."""

import asyncio
import sys

from fastmcp import Client
from fastmcp.client.transports import StdioTransport
from fastmcp.skills.client import SkillsClientExtension


async def main() -> None:
    server, folder = sys.argv[1:]
    transport = StdioTransport(server, ["serve"], cwd=folder)
    async with Client(transport, extensions=[SkillsClientExtension()]) as client:
        skills = await client.list_skills()
        own = "skill://python-async-patterns/SKILL.md"
        assert own in [str(skill.uri) for skill in skills], skills
        skill = await client.get_skill(own)
        assert skill.frontmatter.name == "python-async-patterns"
        page = await client.read_resource(own)
        assert page[0].text.startswith("---\n")
        tools = await client.list_tools()
        result = await client.call_tool("get_pattern", {"id": "gather"})
        assert result.structured_content["id"] == "gather"
        print(f"{len(skills)} skills, {len(tools)} tools, {len(skill.resources)} files")


asyncio.run(main())
