"""Speaks to kbq with MCP's own client: over HTTP with `URL KEY`, or over standard input and output with a command."""
import asyncio
import importlib.metadata
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamablehttp_client


async def check(session):
    started = await session.initialize()
    assert started.serverInfo.name == "almanac", started
    tools = {tool.name: tool for tool in (await session.list_tools()).tools}
    assert set(tools) == {"search", "read", "list", "ask"}, tools
    assert all(tool.inputSchema["type"] == "object" and tool.annotations.readOnlyHint for tool in tools.values())

    found = await session.call_tool("search", {"query": "how are bundles signed", "limit": 3})
    assert not found.isError and len(found.structuredContent["hits"]) == 3, found
    hit = found.structuredContent["hits"][0]
    read = await session.call_tool("read", {"document": hit["document"]})
    assert read.structuredContent["title"] == hit["title"]
    listed = await session.call_tool("list", {})
    assert listed.structuredContent["total"] > 0
    asked = await session.call_tool("ask", {"question": "How do I pin a web source?"})
    assert "lock" in asked.content[0].text, asked
    wrong = await session.call_tool("search", {"limit": 1})
    assert wrong.isError and "query" in wrong.content[0].text, wrong

    resources = (await session.list_resources()).resources
    assert len(resources) == listed.structuredContent["total"]
    text = (await session.read_resource(resources[0].uri)).contents[0].text
    assert len(text.encode()) == resources[0].size
    assert (await session.list_resource_templates()).resourceTemplates
    await session.send_ping()


async def main(arguments):
    if arguments[0].startswith("http"):
        headers = {"Authorization": f"Bearer {arguments[1]}"}
        async with streamablehttp_client(arguments[0], headers=headers) as (read, write, _):
            async with ClientSession(read, write) as session:
                await check(session)
    else:
        parameters = StdioServerParameters(command=arguments[0], args=arguments[1:])
        async with stdio_client(parameters) as (read, write):
            async with ClientSession(read, write) as session:
                await check(session)


asyncio.run(main(sys.argv[1:]))
print("mcp", importlib.metadata.version("mcp"), "ok")
