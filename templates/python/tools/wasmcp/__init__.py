"""Makes tools of functions. Nothing in this folder needs to change when tools do.

Tools and their tests run under any Python from 3.11 on; only component.py needs what
componentize-py generates.
"""

import inspect
import json
import typing
from dataclasses import dataclass, field, is_dataclass

from . import schema
from .texts import message


class Context(typing.Protocol):
    """What a tool may ask and tell the client. wit/mcp.wit has the rest, under `context`."""

    def report_progress(self, progress: float, total: float | None = None, message: str | None = None) -> None: ...

    def log(self, level: str, data: typing.Any, logger: str | None = None) -> None: ...

    def input_response(self, key: str) -> typing.Any: ...


@dataclass
class Image:
    data: bytes
    mime_type: str


@dataclass
class Audio:
    data: bytes
    mime_type: str


@dataclass
class Result:
    """A result in full. Other blocks of content are dicts in the form that MCP gives them."""

    content: list[str | Image | Audio | dict] = field(default_factory=list)
    structured: dict | None = None
    is_error: bool = False


class InputRequired(Exception):
    """Asks the client: the tool is called again with the answers in `context.input_response`.

    `requests` holds (key, method, params), for example a method `elicitation/create`.
    """

    def __init__(self, *requests: tuple[str, str, dict], state: str | None = None):
        super().__init__("input required")
        self.requests, self.state = requests, state


@dataclass
class Tool:
    function: typing.Callable
    name: str
    description: str
    input_schema: dict
    output_schema: dict | None
    extra: dict
    context: str | None

    def call(self, arguments: dict, context: Context | None = None) -> Result:
        """Calls the function. Only a request for input leaves this as an exception."""
        try:
            values = schema.arguments(self.function, arguments, skip=self.context)
        except ValueError as error:
            return Result([f"invalid arguments: {error}"], is_error=True)
        if self.context:
            values[self.context] = context
        try:
            return _result(self.function(**values))
        except InputRequired:
            raise
        except BaseException as error:  # sys.exit() is one, and ends this call alone.
            return Result([message(error)], is_error=True)


tools: dict[str, Tool] = {}


def tool(function=None, *, name: str | None = None, **extra):
    """Makes a function a tool. `extra` is what else MCP has for tools: `title`, `annotations`."""
    if function is None:
        return lambda function: tool(function, name=name, **extra)
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        raise TypeError(f"tool {name or function.__name__}: async def is not supported, write def")
    hints = typing.get_type_hints(function)
    context = next((key for key, hint in hints.items() if hint is Context), None)
    returns = hints.get("return")
    added = Tool(
        function=function,
        name=name or function.__name__,
        description=inspect.getdoc(function) or "",
        input_schema=schema.of_arguments(function, skip=context),
        output_schema=schema.of(returns) if is_dataclass(returns) and returns is not Result else None,
        extra=extra,
        context=context,
    )
    if added.name in tools:
        raise ValueError(f"two tools are called {added.name}")
    tools[added.name] = added
    return function


def _result(value) -> Result:
    if isinstance(value, Result):
        return value
    if value is None:
        return Result()
    if isinstance(value, (str, Image, Audio)):
        return Result([value])
    value = schema.json_of(value)
    text = json.dumps(value, ensure_ascii=False, allow_nan=not isinstance(value, dict))
    return Result([text], structured=value if isinstance(value, dict) else None)
