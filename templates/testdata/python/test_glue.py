"""Tests of the folder wasmcp, run in a project made from the template."""

import enum
import typing
import unittest
from dataclasses import dataclass

import wasmcp
from wasmcp import Context, InputRequired, Result, schema, tool


class Colour(enum.Enum):
    RED = "red"
    GREEN = "green"


@dataclass
class Point:
    x: int
    y: int = 0


class SchemaTest(unittest.TestCase):
    # A hint, its schema, JSON that has its type with the value it becomes, and JSON that has not.
    cases = [
        (str, {"type": "string"}, [("a", "a")], [1, None]),
        (int, {"type": "integer"}, [(1, 1), (2.0, 2)], [1.5, True, "1"]),
        (float, {"type": "number"}, [(1, 1.0), (1.5, 1.5)], [True, "1"]),
        (bool, {"type": "boolean"}, [(True, True)], [0, "true"]),
        (None, {"type": "null"}, [(None, None)], [0]),
        (typing.Any, {}, [(1, 1), ("a", "a")], []),
        (int | None, {"anyOf": [{"type": "integer"}, {"type": "null"}]}, [(1, 1), (None, None)], ["a"]),
        (typing.Optional[str], {"anyOf": [{"type": "string"}, {"type": "null"}]}, [(None, None)], [1]),
        (list, {"type": "array"}, [([1, "a"], [1, "a"])], [{}]),
        (list[int], {"type": "array", "items": {"type": "integer"}}, [([1, 2.0], [1, 2])], [["a"], 1]),
        (dict[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}, [({"a": 1}, {"a": 1})], [{"a": "b"}, []]),
        (typing.Literal["a", 1], {"enum": ["a", 1]}, [("a", "a"), (1, 1)], ["b", 2]),
        (Colour, {"enum": ["red", "green"]}, [("red", Colour.RED)], ["blue", 1]),
        (typing.Annotated[str, "A name"], {"type": "string", "description": "A name"}, [("a", "a")], [1]),
        (
            Point,
            {
                "type": "object",
                "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}},
                "additionalProperties": False,
                "required": ["x"],
            },
            [({"x": 1}, Point(1, 0)), ({"x": 1, "y": 2}, Point(1, 2))],
            [{}, {"x": "a"}, {"x": 1, "z": 3}],
        ),
    ]

    def test_schema(self):
        for hint, want, _, _ in self.cases:
            with self.subTest(hint=hint):
                self.assertEqual(schema.of(hint if hint is not None else type(None)), want)

    def test_value(self):
        for hint, _, good, bad in self.cases:
            hint = hint if hint is not None else type(None)
            for json, want in good:
                with self.subTest(hint=hint, json=json):
                    got = schema.value(hint, json, "it")
                    self.assertEqual(got, want)
                    self.assertIs(type(got), type(want))
            for json in bad:
                with self.subTest(hint=hint, json=json), self.assertRaises(ValueError):
                    schema.value(hint, json, "it")

    def test_refuses_a_type_without_schema(self):
        with self.assertRaisesRegex(TypeError, "no JSON Schema"):
            schema.of(set)

    def test_says_where(self):
        for hint, json, want in [
            (list[Point], [{"x": 1}, {"x": "a"}], "it[1].x: expected integer, got 'a'"),
            (Point, {}, "it.x: missing"),
            (Point, {"x": 1, "z": 1}, "it.z: unknown, expected one of: x, y"),
            (int | None, "a", "it: expected integer or null, got 'a'"),
            (Colour, "blue", "it: expected one of: 'red', 'green', got 'blue'"),
        ]:
            with self.subTest(want=want), self.assertRaises(ValueError) as raised:
                schema.value(hint, json, "it")
            self.assertEqual(str(raised.exception), want)


class ToolTest(unittest.TestCase):
    def setUp(self):
        self.before = dict(wasmcp.tools)
        self.addCleanup(lambda: (wasmcp.tools.clear(), wasmcp.tools.update(self.before)))

    def made(self, function, **extra):
        tool(**extra)(function) if extra else tool(function)
        return list(wasmcp.tools.values())[-1]

    def test_describes_the_function(self):
        def greet(name: str, times: int = 1) -> str:
            """Greet someone.

            At length.
            """

        made = self.made(greet, title="Greeting")
        self.assertEqual(made.name, "greet")
        self.assertEqual(made.description, "Greet someone.\n\nAt length.")
        self.assertEqual(made.extra, {"title": "Greeting"})
        self.assertEqual(made.input_schema["required"], ["name"])
        self.assertIsNone(made.output_schema)

    def test_refuses_a_second_tool_of_the_same_name(self):
        with self.assertRaisesRegex(ValueError, "two tools are called x"):
            self.made(lambda: None, name="x")
            self.made(lambda: None, name="x")

    def test_results(self):
        for value, content, structured in [
            ("text", ["text"], None),
            (None, [], None),
            (3, ["3"], None),
            (True, ["true"], None),
            (["a"], ['["a"]'], None),
            ({"a": "é"}, ['{"a": "é"}'], {"a": "é"}),
            (Point(1, 2), ['{"x": 1, "y": 2}'], {"x": 1, "y": 2}),
            (wasmcp.Image(b"png", "image/png"), [wasmcp.Image(b"png", "image/png")], None),
            (Result(["a"], {"b": 1}), ["a"], {"b": 1}),
        ]:
            with self.subTest(value=value):
                result = self.made(lambda: value, name=f"returns {value}").call({})
                self.assertEqual(result, Result(content, structured))

    def test_output_schema_of_a_dataclass(self):
        def where() -> Point: ...

        self.assertEqual(self.made(where).output_schema, schema.of(Point))

    def test_exceptions_are_results(self):
        def fail():
            raise OSError("no such file")

        def fail_silently():
            raise KeyError

        self.assertEqual(self.made(fail).call({}), Result(["no such file"], is_error=True))
        self.assertEqual(self.made(fail_silently).call({}), Result(["KeyError"], is_error=True))

    def test_a_request_for_input_is_not(self):
        def ask():
            raise InputRequired(("name", "elicitation/create", {}), state="1")

        with self.assertRaises(InputRequired) as raised:
            self.made(ask).call({})
        self.assertEqual(raised.exception.requests, (("name", "elicitation/create", {}),))
        self.assertEqual(raised.exception.state, "1")

    def test_context_is_given_and_not_described(self):
        def work(steps: int, context: Context) -> str:
            return context.say(steps)

        class Fake:
            def say(self, steps):
                return f"{steps} steps"

        made = self.made(work)
        self.assertEqual(list(made.input_schema["properties"]), ["steps"])
        self.assertEqual(made.call({"steps": 2}, Fake()).content, ["2 steps"])
        self.assertTrue(made.call({"steps": 2, "context": 1}, Fake()).is_error)


if __name__ == "__main__":
    unittest.main()
