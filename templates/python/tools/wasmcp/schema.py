"""JSON Schemas of type hints, and values of the hinted types from JSON."""

import dataclasses
import enum
import inspect
import types
import typing

_SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def of(hint) -> dict:
    """The JSON Schema of a type hint."""
    if hint in _SIMPLE:
        return {"type": _SIMPLE[hint]}
    if hint in (typing.Any, inspect.Parameter.empty):
        return {}
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        described = next((note for note in args[1:] if isinstance(note, str)), None)
        return of(args[0]) | ({"description": described} if described else {})
    if origin is typing.Literal:
        return {"enum": list(args)}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [of(arg) for arg in args]}
    if hint is list or origin is list:
        return {"type": "array"} | ({"items": of(args[0])} if args else {})
    if hint is dict or origin is dict:
        return {"type": "object"} | ({"additionalProperties": of(args[1])} if args else {})
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return {"enum": [member.value for member in hint]}
    if dataclasses.is_dataclass(hint):
        return _object(_fields(hint))
    raise TypeError(f"{hint!r}: no JSON Schema for this type")


def of_arguments(function, skip: str | None = None) -> dict:
    """The JSON Schema of a function's arguments."""
    return _object(_parameters(function, skip))


def arguments(function, values: dict, skip: str | None = None) -> dict:
    """Arguments for a function from JSON. A ValueError says which is wrong."""
    return _values(_parameters(function, skip), values, "")


def value(hint, json, where: str):
    """A value of the hinted type from JSON. A ValueError says what is wrong `where`."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint in (typing.Any, inspect.Parameter.empty):
        return json
    if origin is typing.Annotated:
        return value(args[0], json, where)
    if origin is typing.Literal and json in args:
        return json
    if origin in (typing.Union, types.UnionType):
        for arg in args:
            try:
                return value(arg, json, where)
            except ValueError:
                continue
    elif hint is float and isinstance(json, (int, float)) and not isinstance(json, bool):
        return float(json)
    elif hint is int and isinstance(json, float) and json.is_integer():
        return int(json)
    elif hint in _SIMPLE and type(json) is hint:
        return json
    elif (hint is list or origin is list) and isinstance(json, list):
        return [value(args[0], item, f"{where}[{i}]") for i, item in enumerate(json)] if args else json
    elif (hint is dict or origin is dict) and isinstance(json, dict):
        return {k: value(args[1], v, f"{where}.{k}") for k, v in json.items()} if args else json
    elif isinstance(hint, type) and issubclass(hint, enum.Enum):
        if any(member.value == json for member in hint):
            return hint(json)
    elif dataclasses.is_dataclass(hint) and isinstance(json, dict):
        return hint(**_values(_fields(hint), json, f"{where}."))
    raise ValueError(f"{where}: expected {_words(of(hint))}, got {json!r}")


def _parameters(function, skip) -> dict:
    hints = typing.get_type_hints(function, include_extras=True)
    return {
        name: (hints.get(name, typing.Any), parameter.default is parameter.empty)
        for name, parameter in inspect.signature(function).parameters.items()
        if name != skip
    }


def _fields(hint) -> dict:
    hints = typing.get_type_hints(hint, include_extras=True)
    missing = dataclasses.MISSING
    return {
        field.name: (hints[field.name], field.default is missing and field.default_factory is missing)
        for field in dataclasses.fields(hint)
    }


def _object(members: dict) -> dict:
    required = [name for name, (_, needed) in members.items() if needed]
    return {
        "type": "object",
        "properties": {name: of(hint) for name, (hint, _) in members.items()},
        "additionalProperties": False,
    } | ({"required": required} if required else {})


def _values(members: dict, json: dict, where: str) -> dict:
    for name in json:
        if name not in members:
            raise ValueError(f"{where}{name}: unknown, expected one of: {', '.join(members)}")
    for name, (_, needed) in members.items():
        if needed and name not in json:
            raise ValueError(f"{where}{name}: missing")
    return {name: value(members[name][0], item, f"{where}{name}") for name, item in json.items()}


def _words(schema: dict) -> str:
    if "anyOf" in schema:
        return " or ".join(_words(one) for one in schema["anyOf"])
    if "enum" in schema:
        return "one of: " + ", ".join(repr(one) for one in schema["enum"])
    return schema["type"]
