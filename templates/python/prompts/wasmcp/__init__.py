"""Makes prompts of functions. Nothing in this folder needs to change when prompts do.

Prompts and their tests run under any Python from 3.11 on; only component.py needs what
componentize-py generates.
"""

import inspect
import typing
from dataclasses import dataclass


@dataclass
class Message:
    role: typing.Literal["user", "assistant"]
    text: str


@dataclass
class Argument:
    name: str
    description: str | None
    required: bool


@dataclass
class Prompt:
    function: typing.Callable
    name: str
    description: str
    arguments: list[Argument]
    extra: dict

    def get(self, values: dict[str, str]) -> list[Message]:
        """The messages. A ValueError says which argument is wrong."""
        known = {argument.name for argument in self.arguments}
        for argument in self.arguments:
            if argument.required and argument.name not in values:
                raise ValueError(f"{self.name}: {argument.name} is missing")
        made = self.function(**{name: value for name, value in values.items() if name in known})
        return [Message("user", made)] if isinstance(made, str) else made


prompts: dict[str, Prompt] = {}


def prompt(function=None, *, name: str | None = None, **extra):
    """Makes a function a prompt: its arguments, all of them str, are the prompt's, and it returns a
    str or a list of messages. `extra` is what else MCP has for prompts: `title`, `icons`."""
    if function is None:
        return lambda function: prompt(function, name=name, **extra)
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        raise TypeError(f"prompt {name or function.__name__}: async def is not supported, write def")
    hints = typing.get_type_hints(function, include_extras=True)
    arguments = [
        Argument(argument, _description(hints.get(argument)), parameter.default is parameter.empty)
        for argument, parameter in inspect.signature(function).parameters.items()
    ]
    added = Prompt(function, name or function.__name__, inspect.getdoc(function) or "", arguments, extra)
    if added.name in prompts:
        raise ValueError(f"two prompts are called {added.name}")
    prompts[added.name] = added
    return function


def _description(hint) -> str | None:
    if typing.get_origin(hint) is not typing.Annotated:
        return None
    return next((note for note in typing.get_args(hint)[1:] if isinstance(note, str)), None)
