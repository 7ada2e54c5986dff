"""Connects the tools to the contract.

`wit_world` and `componentize_py_types` exist only where componentize-py builds the component.
"""

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.tools import Tool, ToolResult
from wit_world.imports import context, types

import tools  # Its functions register themselves.
import wasmcp

from . import sandbox
from .texts import dumps, loads, message, well_formed


class Tools(exports.Tools):
    def list_tools(self) -> list[Tool]:
        sandbox.begin()
        return [
            Tool(
                name=well_formed(tool.name),
                description=well_formed(tool.description),
                input_schema=dumps(tool.input_schema),
                output_schema=_json(tool.output_schema),
                extra=_json(tool.extra or None),
            )
            for tool in wasmcp.tools.values()
        ]

    def call_tool(self, name: str, args: str) -> ToolResult:
        sandbox.begin()
        tool = wasmcp.tools.get(name)
        if tool is None:
            raise Err(types.Error_NotFound())
        try:
            result = tool.call(loads(args), Context())
            return ToolResult(
                content=[_content(block) for block in result.content],
                structured_content=_json(result.structured),
                is_error=result.is_error,
                extra=None,
            )
        except wasmcp.InputRequired as asked:
            requests = [types.InputRequest(well_formed(k), well_formed(m), dumps(p)) for k, m, p in asked.requests]
            raise Err(types.Error_InputRequired(types.InputRequired(requests, _text(asked.state))))
        except BaseException as error:
            # A result that is not one: JSON cannot hold it, or a block is of no known kind.
            raise Err(types.Error_Internal(f"{name}: {message(error)}"))


class Context:
    def report_progress(self, progress, total=None, message=None):
        context.report_progress(progress, total, _text(message))

    def log(self, level, data, logger=None):
        context.log(types.LogLevel[level.upper()], _text(logger), dumps(data))

    def input_response(self, key):
        answer = context.input_response(well_formed(key))
        return None if answer is None else loads(answer)

    def __getattr__(self, name):
        return getattr(context, name)


def _json(value) -> str | None:
    return None if value is None else dumps(value)


def _text(text: str | None) -> str | None:
    return None if text is None else well_formed(text)


def _content(block):
    match block:
        case str():
            return types.Content_Text(types.TextContent(well_formed(block), None))
        case wasmcp.Image():
            return types.Content_Image(types.BlobContent(block.data, well_formed(block.mime_type), None))
        case wasmcp.Audio():
            return types.Content_Audio(types.BlobContent(block.data, well_formed(block.mime_type), None))
        case _:
            return types.Content_Other(dumps(block))
