"""JSON Schemas of type hints, and values of the hinted types from JSON."""

import dataclasses
import enum
import inspect
import json
import math
import types
import typing

# For a member without a default, and for one whose default is made anew each time.
_NEEDED = inspect.Parameter.empty
_MADE = object()

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
        return _one_of(args)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [of(arg) for arg in args]}
    if hint is list or origin is list:
        return {"type": "array"} | ({"items": of(args[0])} if args else {})
    if hint is dict or origin is dict:
        return {"type": "object"} | ({"additionalProperties": of(args[1])} if args else {})
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return _one_of([member.value for member in hint])
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
    if origin is typing.Literal:
        for arg in args:
            if _same(json, json_of(arg)):
                return arg
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
        for member in hint:
            if _same(json, member.value):
                return member
    elif dataclasses.is_dataclass(hint) and isinstance(json, dict):
        return hint(**_values(_fields(hint), json, f"{where}."))
    raise ValueError(f"{where}: expected {_words(of(hint))}, got {json!r}")


def _parameters(function, skip) -> dict:
    hints = typing.get_type_hints(function, include_extras=True)
    return {
        name: (hints.get(name, typing.Any), parameter.default)
        for name, parameter in inspect.signature(function).parameters.items()
        if name != skip
    }


def _fields(hint) -> dict:
    hints = typing.get_type_hints(hint, include_extras=True)

    def default(field):
        if field.default_factory in (list, dict):
            return field.default_factory()
        if field.default_factory is not dataclasses.MISSING:
            return _MADE
        return _NEEDED if field.default is dataclasses.MISSING else field.default

    return {field.name: (hints[field.name], default(field)) for field in dataclasses.fields(hint) if field.init}


def _object(members: dict) -> dict:
    required = [name for name, (_, default) in members.items() if default is _NEEDED]
    return {
        "type": "object",
        "properties": {name: of(hint) | _default(hint, default) for name, (hint, default) in members.items()},
        "additionalProperties": False,
    } | ({"required": required} if required else {})


def _values(members: dict, json: dict, where: str) -> dict:
    for name in json:
        if name not in members:
            raise ValueError(f"{where}{name}: unknown, expected one of: {', '.join(members)}")
    for name, (_, default) in members.items():
        if default is _NEEDED and name not in json:
            raise ValueError(f"{where}{name}: missing")
    return {name: value(members[name][0], item, f"{where}{name}") for name, item in json.items()}


def _default(hint, default) -> dict:
    """The default of a member, if JSON can hold it and it is of the hinted type."""
    if default is _NEEDED or default is _MADE:
        return {}
    default = json_of(default)
    try:
        value(hint, default, "")
        json.dumps(default, allow_nan=False)
    except (TypeError, ValueError):
        return {}
    return {"default": default}


def json_of(value):
    """A value as JSON has it: of dataclasses their fields, of enum members their values."""
    if isinstance(value, enum.Enum):
        return json_of(value.value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: json_of(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (list, tuple)):
        return [json_of(item) for item in value]
    if isinstance(value, dict):
        return {json_of(key): json_of(item) for key, item in value.items()}
    return value


def _one_of(values) -> dict:
    """The JSON Schema of one of some values: a type beside each list of values, as clients want it."""
    kinds: dict[str, list] = {}
    for one in map(json_of, values):
        kind = next((name for of, name in _SIMPLE.items() if isinstance(one, of)), None)
        kind = "boolean" if isinstance(one, bool) else kind
        if kind is None or isinstance(one, float) and not math.isfinite(one):
            raise TypeError(f"{one!r}: no JSON Schema for this value")
        if one not in kinds.setdefault(kind, []):
            kinds[kind].append(one)
    if "number" in kinds:
        kinds["number"] = kinds.pop("integer", []) + kinds["number"]
    schemas = [{"type": kind, "enum": found} if kind != "null" else {"type": "null"} for kind, found in kinds.items()]
    if not schemas:
        raise TypeError("an enum without members has no JSON Schema")
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _same(json, value) -> bool:
    """Whether JSON is a value. In JSON 1 and 1.0 are one number, and true is none."""
    return json == value and isinstance(json, bool) == isinstance(value, bool)


def _words(schema: dict) -> str:
    if "anyOf" in schema:
        return " or ".join(_words(one) for one in schema["anyOf"])
    if "enum" in schema:
        return "one of: " + ", ".join(repr(one) for one in schema["enum"])
    return schema["type"]
