"""Speaks to kbq with MCP's own client: over HTTP with `URL KEY`, or over standard input and output with a command."""
import asyncio
import importlib.metadata
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

try:
    import httpx2 as httpx
except ImportError:
    import httpx


async def check(session):
    started = await session.initialize()
    assert started.server_info.name == "almanac", started
    tools = {tool.name: tool for tool in (await session.list_tools()).tools}
    assert set(tools) == {"search", "read", "list", "ask"}, tools
    assert all(tool.input_schema["type"] == "object" and tool.annotations.read_only_hint for tool in tools.values())

    found = await session.call_tool("search", {"query": "how are bundles signed", "limit": 3})
    assert not found.is_error and len(found.structured_content["hits"]) == 3, found
    hit = found.structured_content["hits"][0]
    read = await session.call_tool("read", {"document": hit["document"]})
    assert read.structured_content["title"] == hit["title"]
    listed = await session.call_tool("list", {})
    assert listed.structured_content["total"] > 0
    asked = await session.call_tool("ask", {"question": "What happens when a document crashes its parser?"})
    assert "diagnostic" in asked.content[0].text, asked
    wrong = await session.call_tool("search", {"limit": 1})
    assert wrong.is_error and "query" in wrong.content[0].text, wrong

    resources = (await session.list_resources()).resources
    assert len(resources) == listed.structured_content["total"]
    text = (await session.read_resource(resources[0].uri)).contents[0].text
    assert len(text.encode()) == resources[0].size
    assert (await session.list_resource_templates()).resource_templates
    await session.send_ping()


async def main(arguments):
    if arguments[0].startswith("http"):
        headers = {"Authorization": f"Bearer {arguments[1]}"}
        async with httpx.AsyncClient(headers=headers) as client:
            async with streamable_http_client(arguments[0], http_client=client) as streams:
                async with ClientSession(*streams[:2]) as session:
                    await check(session)
    else:
        parameters = StdioServerParameters(command=arguments[0], args=arguments[1:])
        async with stdio_client(parameters) as (read, write):
            async with ClientSession(read, write) as session:
                await check(session)


asyncio.run(main(sys.argv[1:]))
print("mcp", importlib.metadata.version("mcp"), "ok")
