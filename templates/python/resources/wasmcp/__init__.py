"""Makes resources of functions. Nothing in this folder needs to change when resources do.

Resources and their tests run under any Python from 3.11 on; only component.py needs what
componentize-py generates.
"""

import inspect
import re
import typing
from dataclasses import dataclass


class NotFound(Exception):
    """There is no such resource here. Another component of the server may have it."""


@dataclass
class Entry:
    """A resource, or a template of resources."""

    function: typing.Callable
    uri: str
    name: str
    description: str
    mime_type: str
    extra: dict

    def variables(self, uri: str) -> dict[str, str] | None:
        """The values of the template's variables in a URI that fits it."""
        parts = re.split(r"\{(\w+)\}", self.uri)
        pattern = "".join(f"(?P<{part}>[^/]+?)" if i % 2 else re.escape(part) for i, part in enumerate(parts))
        match = re.fullmatch(pattern, uri)
        return match.groupdict() if match else None


resources: dict[str, Entry] = {}
templates: dict[str, Entry] = {}


def resource(uri: str, *, name: str | None = None, mime_type: str = "text/plain", **extra):
    """Makes a function a resource: what it returns, a str or bytes, is what the resource holds.
    `extra` is what else MCP has for resources: `title`, `annotations`."""
    return lambda function: _add(resources, function, uri, name, mime_type, extra)


def template(uri: str, *, name: str | None = None, mime_type: str = "text/plain", **extra):
    """Makes a function a template of resources. Each `{variable}` in the URI stands for one or more
    characters that are no slash, and is an argument of the function."""
    return lambda function: _add(templates, function, uri, name, mime_type, extra)


def _add(entries, function, uri, name, mime_type, extra):
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        raise TypeError(f"resource {uri}: async def is not supported, write def")
    if uri in entries:
        raise ValueError(f"two resources are called {uri}")
    entries[uri] = Entry(function, uri, name or function.__name__, inspect.getdoc(function) or "", mime_type, extra)
    return function


def read(uri: str) -> tuple[str, str | bytes]:
    """The media type of what has a URI, and what it holds."""
    if entry := resources.get(uri):
        return entry.mime_type, entry.function()
    for entry in templates.values():
        if (values := entry.variables(uri)) is not None:
            return entry.mime_type, entry.function(**values)
    raise NotFound(uri)
