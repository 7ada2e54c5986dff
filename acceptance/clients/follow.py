"""The Python SDK. The plan is the program's only argument, the transcript its output, both JSON;
what the members mean stands in ../plan_test.go."""

import asyncio
import json
import sys

from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.types import (
    CreateMessageResult,
    ElicitResult,
    ListRootsResult,
    PromptReference,
    ResourceTemplateReference,
    Root,
    TextContent,
)


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
    async with Client(
        server,
        mode=mode,
        logging_callback=on_log,
        log_level=plan["logLevel"],
        **(callbacks(plan["replies"]) if "replies" in plan else {}),
    ) as client:
        if client.protocol_version < "2026-07-28":
            await client.set_logging_level(plan["logLevel"])
        tools = (await client.list_tools()).tools
        answers = []
        for call in plan["calls"]:
            logs.clear()
            progress.clear()
            try:
                result = await client.call_tool(call["tool"], call.get("arguments"), progress_callback=on_progress)
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


def callbacks(replies):
    """How a client answers what the server asks."""

    async def on_elicitation(context, params):
        return elicited(replies, params)

    async def on_sampling(context, params):
        return CreateMessageResult(model="m", role="assistant", content=TextContent(type="text", text=replies["model"]))

    async def on_roots(context):
        return ListRootsResult(roots=[Root(**root) for root in replies["roots"]])

    return {
        "elicitation_callback": on_elicitation,
        "sampling_callback": on_sampling,
        "list_roots_callback": on_roots,
    }


def elicited(replies, params):
    if params.mode != "url":
        return ElicitResult(action="accept", content=replies["form"])
    return ElicitResult(action="accept" if params.url == replies["page"] else "decline")


def dump(models):
    return [model.model_dump(mode="json", by_alias=True, exclude_none=True) for model in models]


async def see(client, more):
    """The lists, and what is in them."""
    resources = (await client.list_resources()).resources
    templates = (await client.list_resource_templates()).resource_templates
    prompts = (await client.list_prompts()).prompts
    return {
        "resources": [str(resource.uri) for resource in resources],
        "templates": [template.uri_template for template in templates],
        "prompts": [prompt.name for prompt in prompts],
        "reads": [dump((await client.read_resource(uri)).contents) for uri in more["reads"]],
        "gets": [dump((await client.get_prompt(get["prompt"], get.get("arguments"))).messages) for get in more["gets"]],
        "completions": [
            (await client.complete(reference(wanted), {"name": wanted["argument"], "value": wanted["value"]})).completion.values
            for wanted in more["completes"]
        ],
    }


def reference(wanted):
    if "prompt" in wanted:
        return PromptReference(type="ref/prompt", name=wanted["prompt"])
    return ResourceTemplateReference(type="ref/resource", uri=wanted["template"])


if __name__ == "__main__":
    json.dump(asyncio.run(follow(json.loads(sys.argv[1]))), sys.stdout)
