"""The Python SDK. The plan is the program's only argument, the transcript its output, both JSON;
what the members mean stands in ../plan_test.go."""

import asyncio
import json
import sys

from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client


async def follow(plan):
    logs, progress = [], []

    async def on_log(params):
        logs.append({"level": params.level, "logger": params.logger, "data": params.data})

    async def on_progress(done, total, message):
        progress.append({"progress": done, "total": total, "message": message})

    revision = plan["revision"]
    if "url" in plan:
        # By default the client refuses server-sent events of more than a megabyte.
        server = streamable_http_client(plan["url"], max_sse_event_size=None)
    else:
        server = StdioServerParameters(command=plan["command"])
    mode = revision if revision == "auto" or revision >= "2026-07-28" else "legacy"
    async with Client(server, mode=mode, logging_callback=on_log, log_level=plan["logLevel"]) as client:
        if client.protocol_version < "2026-07-28":
            await client.set_logging_level(plan["logLevel"])
        tools = (await client.list_tools()).tools
        answers = []
        for call in plan["calls"]:
            logs.clear()
            progress.clear()
            try:
                result = await client.call_tool(call["tool"], call["arguments"], progress_callback=on_progress)
                answer = {
                    "content": [block.model_dump(mode="json", by_alias=True, exclude_none=True) for block in result.content],
                    "structured": result.structured_content,
                    "isError": result.is_error,
                }
            except MCPError as error:
                answer = {"error": {"code": error.code}}
            answers.append(answer | {"progress": list(progress), "logs": list(logs)})
        return {
            "revision": client.protocol_version,
            "server": client.server_info.name if client.server_info else "",
            "tools": [tool.name for tool in tools],
            "answers": answers,
        }


json.dump(asyncio.run(follow(json.loads(sys.argv[1]))), sys.stdout)
