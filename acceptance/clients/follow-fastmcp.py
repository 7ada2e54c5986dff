"""FastMCP's client. The plan is the program's only argument, the transcript its output, both JSON;
what the members mean stands in ../plan_test.go."""

import asyncio
import json
import sys

from fastmcp import Client
from fastmcp.client.transports import StdioTransport, StreamableHttpTransport
from mcp import MCPError
from mcp.types import Root

from follow import dump, elicited, reference


async def follow(plan):
    logs, progress = [], []

    async def on_log(params):
        logs.append({"level": params.level, "logger": params.logger, "data": params.data})

    async def on_progress(done, total, message):
        progress.append({"progress": done, "total": total, "message": message})

    server = StreamableHttpTransport(plan["url"]) if "url" in plan else StdioTransport(plan["command"], [])
    revision = plan["revision"]
    mode = revision if revision == "auto" or revision >= "2026-07-28" else "legacy"
    handlers = answering(plan["replies"]) if "replies" in plan else {}
    async with Client(server, mode=mode, log_handler=on_log, **handlers) as client:
        # Legacy: a level for the session. Modern: a level in every request.
        meta = None
        if client.protocol_version < "2026-07-28":
            await client.set_logging_level(plan["logLevel"])
        else:
            meta = {"io.modelcontextprotocol/logLevel": plan["logLevel"]}
        tools = await client.list_tools()
        answers = []
        for call in plan["calls"]:
            logs.clear()
            progress.clear()
            try:
                result = await client.call_tool_mcp(
                    call["tool"], call.get("arguments", {}), progress_handler=on_progress, meta=meta
                )
                answer = {
                    "content": dump(result.content),
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
        } | ({"more": await see(client, plan["more"])} if "more" in plan else {})


def answering(replies):
    """How the client answers what the server asks."""

    async def on_elicitation(message, response_type, params, context):
        return elicited(replies, params)

    async def on_sampling(messages, params, context):
        return replies["model"]

    return {
        "elicitation_handler": on_elicitation,
        "sampling_handler": on_sampling,
        "roots": [Root(**root) for root in replies["roots"]],
    }


async def see(client, more):
    """The lists, and what is in them."""
    return {
        "resources": [str(resource.uri) for resource in await client.list_resources()],
        "templates": [template.uri_template for template in await client.list_resource_templates()],
        "prompts": [prompt.name for prompt in await client.list_prompts()],
        "reads": [dump(await client.read_resource(uri)) for uri in more["reads"]],
        "gets": [dump((await client.get_prompt(get["prompt"], get.get("arguments"))).messages) for get in more["gets"]],
        "completions": [
            (await client.complete(reference(wanted), {"name": wanted["argument"], "value": wanted["value"]})).values
            for wanted in more["completes"]
        ],
    }


json.dump(asyncio.run(follow(json.loads(sys.argv[1]))), sys.stdout)
