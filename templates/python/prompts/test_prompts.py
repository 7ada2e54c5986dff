import unittest

import prompts
import wasmcp


def get(name: str, **arguments: str) -> list[wasmcp.Message]:
    """Gets a prompt as a client would."""
    return wasmcp.prompts[name].get(arguments)


class PromptsTest(unittest.TestCase):
    def test_reviews_with_a_focus(self):
        text = prompts.review("a = 1", "names")
        self.assertIn("Look at names above all.", text)
        self.assertEqual(get("review", code="a = 1", focus="names"), [wasmcp.Message("user", text)])

    def test_says_which_argument_is_missing(self):
        with self.assertRaisesRegex(ValueError, "review: code is missing"):
            get("review")

    def test_says_what_is_wrong(self):
        with self.assertRaisesRegex(ValueError, "no text to summarize"):
            get("summarize", text=" ")

    def test_describes_its_arguments(self):
        self.assertEqual(
            wasmcp.prompts["review"].arguments,
            [wasmcp.Argument("code", "The code", True), wasmcp.Argument("focus", "What to look at above all", False)],
        )


if __name__ == "__main__":
    unittest.main()
