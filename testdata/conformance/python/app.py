"""A part of the fixtures in Python: tools, resources, a template, prompts, completions."""

import json

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.completions import Completion, Reference_Prompt, Reference_ResourceTemplate
from wit_world.exports.prompts import Prompt, PromptArgument, PromptMessage, PromptResult
from wit_world.exports.resources import ReadResult, ResourceTemplate
from wit_world.exports.tools import Tool, ToolResult
from wit_world.imports import context, types

NOTHING = {"type": "object", "additionalProperties": False}

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {
        "address": {
            "$anchor": "addressDef",
            "type": "object",
            "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
        }
    },
    "properties": {
        "name": {"type": "string"},
        "address": {"$ref": "#/$defs/address"},
        "contactMethod": {"type": "string", "enum": ["phone", "email"]},
        "phone": {"type": "string"},
        "email": {"type": "string"},
    },
    "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
    "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
    "then": {"required": ["phone"]},
    "else": {"required": ["email"]},
    "additionalProperties": False,
}


def text(words: str) -> types.Content:
    return types.Content_Text(types.TextContent(words, None))


def simple_text() -> str:
    return "A text, as asked."


def logging() -> str:
    for step in ("started", "working", "finished"):
        context.log(types.LogLevel.INFO, "python", json.dumps(step))
    return "Logged three times."


def logging_once() -> str:
    context.log(types.LogLevel.WARNING, None, json.dumps({"message": "as asked"}))
    return "Logged once."


def progress() -> str:
    for step in (1, 2, 3):
        context.report_progress(step, 3, f"step {step} of 3")
    return "Three steps."


TOOLS = {
    "test_simple_text": ("Answers with a text.", NOTHING, simple_text),
    "test_error_handling": ("Fails, always.", NOTHING, None),
    "test_tool_with_logging": ("Logs at the start, in the middle and at the end.", NOTHING, logging),
    "test_logging_tool": ("Logs once.", NOTHING, logging_once),
    "test_tool_with_progress": ("Reports progress at each of three steps.", NOTHING, progress),
    "json_schema_2020_12_tool": ("Has a schema with much of JSON Schema 2020-12.", SCHEMA, simple_text),
}


class Tools(exports.Tools):
    def list_tools(self) -> list[Tool]:
        return [Tool(name, about, json.dumps(schema), None, None) for name, (about, schema, _) in TOOLS.items()]

    def call_tool(self, name: str, args: str) -> ToolResult:
        if name not in TOOLS:
            raise Err(types.Error_NotFound())
        function = TOOLS[name][2]
        if function is None:
            return ToolResult([text("This tool fails, always.")], None, True, None)
        return ToolResult([text(function())], None, False, None)


RESOURCES = {"test://static-text": "A text, as it was.", "test://watched-resource": "Watched."}
BEFORE, AFTER = "test://template/", "/data"
TEMPLATE = BEFORE + "{id}" + AFTER


class Resources(exports.Resources):
    def list_resources(self) -> list[types.Resource]:
        return [types.Resource(uri, uri.removeprefix("test://"), "A text.", "text/plain", None) for uri in RESOURCES]

    def list_resource_templates(self) -> list[ResourceTemplate]:
        return [ResourceTemplate(TEMPLATE, "template", "The data of what has this id.", "application/json", None)]

    def read_resource(self, uri: str) -> ReadResult:
        if uri in RESOURCES:
            kind, words = "text/plain", RESOURCES[uri]
        elif uri.startswith(BEFORE) and uri.endswith(AFTER):
            kind, words = "application/json", json.dumps({"id": uri[len(BEFORE) : -len(AFTER)]})
        else:
            raise Err(types.Error_NotFound())
        return ReadResult([types.ResourceContents(uri, kind, types.ResourceBody_Text(words), None)], None)


PROMPTS = {
    "test_simple_prompt": ("A prompt without arguments.", []),
    "test_prompt_with_arguments": ("A prompt of two arguments.", ["arg1", "arg2"]),
}


class Prompts(exports.Prompts):
    def list_prompts(self) -> list[Prompt]:
        return [
            Prompt(name, about, [PromptArgument(argument, None, True) for argument in arguments], None)
            for name, (about, arguments) in PROMPTS.items()
        ]

    def get_prompt(self, name: str, args: str) -> PromptResult:
        if name not in PROMPTS:
            raise Err(types.Error_NotFound())
        about, arguments = PROMPTS[name]
        given = json.loads(args)
        for argument in arguments:
            if argument not in given:
                raise Err(types.Error_InvalidParams(f"{name}: {argument} is missing"))
        words = " ".join([about, *(given[argument] for argument in arguments)])
        return PromptResult(about, [PromptMessage(types.Role.USER, text(words))], None)


WORDS = {"arg1": ["paris", "park", "party", "tokyo"], "arg2": [], "id": ["123", "124", "200"]}


class Completions(exports.Completions):
    def complete(self, target, argument: str, value: str, args: str) -> Completion:
        match target:
            case Reference_Prompt(name) if name in PROMPTS:
                known = argument in PROMPTS[name][1]
            case Reference_ResourceTemplate(uri) if uri == TEMPLATE:
                known = argument == "id"
            case _:
                raise Err(types.Error_NotFound())
        if not known:
            raise Err(types.Error_InvalidParams(f"no argument is called {argument}"))
        values = [word for word in WORDS[argument] if word.startswith(value)]
        return Completion(values, len(values), False)
