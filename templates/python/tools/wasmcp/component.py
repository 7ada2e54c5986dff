"""Connects the tools to the contract.

`wit_world` and `componentize_py_types` exist only where componentize-py builds the component.
"""

import json

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.tools import Tool, ToolResult
from wit_world.imports import context, types

import tools  # Its functions register themselves.
import wasmcp


class Tools(exports.Tools):
    def list_tools(self) -> list[Tool]:
        return [
            Tool(
                name=tool.name,
                description=tool.description,
                input_schema=json.dumps(tool.input_schema),
                output_schema=_json(tool.output_schema),
                extra=_json(tool.extra or None),
            )
            for tool in wasmcp.tools.values()
        ]

    def call_tool(self, name: str, args: str) -> ToolResult:
        tool = wasmcp.tools.get(name)
        if tool is None:
            raise Err(types.Error_NotFound())
        try:
            result = tool.call(json.loads(args), Context())
            return ToolResult(
                content=[_content(block) for block in result.content],
                structured_content=_json(result.structured),
                is_error=result.is_error,
                extra=None,
            )
        except wasmcp.InputRequired as asked:
            requests = [types.InputRequest(k, m, json.dumps(p)) for k, m, p in asked.requests]
            raise Err(types.Error_InputRequired(types.InputRequired(requests, asked.state)))
        except Exception as error:
            # A result that is not one: JSON cannot hold it, or a block is of no known kind.
            raise Err(types.Error_Internal(f"{name}: {error}"))


class Context:
    def report_progress(self, progress, total=None, message=None):
        context.report_progress(progress, total, message)

    def log(self, level, data, logger=None):
        context.log(types.LogLevel[level.upper()], logger, json.dumps(data))

    def input_response(self, key):
        answer = context.input_response(key)
        return None if answer is None else json.loads(answer)

    def __getattr__(self, name):
        return getattr(context, name)


def _json(value) -> str | None:
    return None if value is None else json.dumps(value)


def _content(block):
    match block:
        case str():
            return types.Content_Text(types.TextContent(block, None))
        case wasmcp.Image():
            return types.Content_Image(types.BlobContent(block.data, block.mime_type, None))
        case wasmcp.Audio():
            return types.Content_Audio(types.BlobContent(block.data, block.mime_type, None))
        case _:
            return types.Content_Other(json.dumps(block))
