"""Tests of the folder wasmcp, run in a project made from the template."""

import enum
import json
import sys
import typing
import unittest
from dataclasses import dataclass, field

import wasmcp
from wasmcp import Context, InputRequired, Result, sandbox, schema, texts, tool


class Colour(enum.Enum):
    RED = "red"
    GREEN = "green"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Share(enum.Enum):
    ALL = 1
    HALF = 0.5


class Odd(enum.Enum):
    PAIR = (1, 2)


@dataclass
class Paint:
    colour: Colour = Colour.RED
    layers: list[int] = field(default_factory=list)
    share: typing.Literal["thin", "thick"] | None = None


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
        (typing.Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}, [("a", "a")], ["c", 2]),
        (typing.Literal["a", 1, None], {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "integer", "enum": [1]}, {"type": "null"}]}, [("a", "a"), (1, 1), (None, None)], ["b", True, 2]),
        (typing.Literal[True], {"type": "boolean", "enum": [True]}, [(True, True)], [1]),
        (Level, {"type": "integer", "enum": [1, 2]}, [(1, Level.LOW)], [True, 3]),
        (Share, {"type": "number", "enum": [1, 0.5]}, [(0.5, Share.HALF), (1, Share.ALL)], [2]),
        (Colour | None, {"anyOf": [{"type": "string", "enum": ["red", "green"]}, {"type": "null"}]}, [("red", Colour.RED), (None, None)], ["blue"]),
        (Colour, {"type": "string", "enum": ["red", "green"]}, [("red", Colour.RED)], ["blue", 1]),
        (typing.Annotated[str, "A name"], {"type": "string", "description": "A name"}, [("a", "a")], [1]),
        (
            Point,
            {
                "type": "object",
                "properties": {"x": {"type": "integer"}, "y": {"type": "integer", "default": 0}},
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
        for hint in [set, Odd, typing.Literal[b"a"], enum.Enum("Empty", {})]:
            with self.subTest(hint=hint), self.assertRaisesRegex(TypeError, "no JSON Schema"):
                schema.of(hint)

    def test_defaults(self):
        def paint(first: Paint, layers: int = 2, colour: Colour = Colour.GREEN, odd: str = None, *, last: Point = Point(1)): ...

        properties = schema.of_arguments(paint)["properties"]
        self.assertEqual(properties["layers"], {"type": "integer", "default": 2})
        self.assertEqual(properties["colour"]["default"], "green")
        self.assertNotIn("default", properties["odd"])  # null is no string
        self.assertEqual(properties["last"]["default"], {"x": 1, "y": 0})
        inside = properties["first"]["properties"]
        self.assertEqual(inside["colour"], {"type": "string", "enum": ["red", "green"], "default": "red"})
        self.assertEqual(inside["layers"]["default"], [])
        self.assertIsNone(inside["share"]["default"])
        self.assertEqual(schema.of_arguments(paint)["required"], ["first"])

    def test_no_arguments(self):
        self.assertEqual(schema.of_arguments(lambda: None), {"type": "object", "properties": {}, "additionalProperties": False})

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
            (
                Paint(),
                ['{"colour": "red", "layers": [], "share": null}'],
                {"colour": "red", "layers": [], "share": None},
            ),
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

    def test_ending_the_program_is_a_result(self):
        def leave(code=None):
            sys.exit(code)

        made = self.made(leave)
        self.assertEqual(made.call({}), Result(["the program ended itself: sys.exit()"], is_error=True))
        self.assertEqual(made.call({"code": 3}), Result(["the program ended itself: sys.exit(3)"], is_error=True))

    def test_recursion_is_a_result(self):
        def down(n: int):
            return down(n - 1)

        result = self.made(down).call({"n": 10_000})
        self.assertTrue(result.is_error)
        self.assertIn("recursion", result.content[0])

    def test_refuses_async(self):
        async def wait() -> str: ...

        async def several():
            yield 1

        for function in [wait, several]:
            with self.assertRaisesRegex(TypeError, f"tool {function.__name__}: async def is not supported, write def"):
                tool(function)

    def test_a_number_that_json_has_not(self):
        self.assertTrue(self.made(lambda: {"a": float("nan")}, name="nan").call({}).is_error)

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


class TextsTest(unittest.TestCase):
    def test_halves_of_surrogate_pairs(self):
        for text, want in [
            ("x", "x"),
            ("👍", "👍"),
            ("\ud83d x", "\ufffd x"),
            ("x\ud83d", "x\ufffd"),
            ("\udc4d\ud83d", "\ufffd\ufffd"),
            ("\ud83d\udc4d", "👍"),
        ]:
            with self.subTest(text=ascii(text)):
                self.assertEqual(texts.well_formed(text), want)
                self.assertEqual(texts.loads(texts.dumps({text: [text]})), {want: [want]})
                self.assertEqual(texts.loads(json.dumps({text: [text]})), {want: [want]})
                self.assertEqual(texts.message(ValueError(text)), want)

    def test_a_module_that_was_not_imported(self):
        self.assertIn("import it at the top of the file", texts.message(ModuleNotFoundError("No module named 'x'")))
        self.assertIn("import encodings.idna", texts.message(LookupError("unknown encoding: idna")))

    def test_an_exception_without_text(self):
        class Odd(Exception):
            def __str__(self):
                raise ValueError

        self.assertEqual(texts.message(Odd()), "Odd")


class SandboxTest(unittest.TestCase):
    def test_says_what_is_missing(self):
        for event, args, kind, want in [
            ("open", ("notes.txt", "r", 0), PermissionError, "open 'notes.txt': this component has no files: build it with `make WASI=1`"),
            ("os.listdir", ("/",), PermissionError, "no files"),
            ("socket.connect", (None, "example.com"), PermissionError, "no network"),
            ("urllib.Request", ("http://example.com",), PermissionError, "no network"),
            ("subprocess.Popen", (), PermissionError, "cannot start programs"),
            ("os.system", ("ls",), PermissionError, "cannot start programs"),
            ("_thread.start_new_thread", (), RuntimeError, "no threads"),
            ("builtins.input", ("?",), EOFError, "no standard input"),
        ]:
            with self.subTest(event=event):
                error = sandbox.refusal(event, args)
                self.assertIs(type(error), kind)
                self.assertIn(want, str(error))

    def test_lets_the_rest_be(self):
        for event, args in [("open", (1, "w", 0)), ("import", ("json",)), ("exec", ()), ("os.putenv", ()), ("object.__getattr__", ())]:
            with self.subTest(event=event):
                self.assertIsNone(sandbox.refusal(event, args))


if __name__ == "__main__":
    unittest.main()
