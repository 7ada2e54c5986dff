import unittest

from middleware import LIMIT, handle
from wasmcp import RpcError


def answer_to(text: str) -> str:
    def next(method, params):
        return {"content": [{"type": "text", "text": text}]}

    return handle("tools/call", {"name": "any"}, next)["content"][0]["text"]


class MiddlewareTest(unittest.TestCase):
    def test_leaves_short_texts_alone(self):
        self.assertEqual(answer_to("short"), "short")

    def test_cuts_long_texts(self):
        self.assertTrue(answer_to("é" * (LIMIT + 7)).endswith("é… (7 characters left out)"))

    def test_passes_errors_on(self):
        def next(method, params):
            raise RpcError(-32602, "unknown tool")

        with self.assertRaisesRegex(RpcError, "unknown tool"):
            handle("tools/call", {}, next)


if __name__ == "__main__":
    unittest.main()
