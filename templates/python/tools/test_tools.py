import unittest

import tools
import wasmcp


class ToolsTest(unittest.TestCase):
    def call(self, name: str, **arguments):
        """Calls a tool as a client would."""
        return wasmcp.tools[name].call(arguments)

    def test_reverse(self):
        self.assertEqual(tools.reverse("stressed"), "desserts")

    def test_uppercase(self):
        self.assertEqual(self.call("uppercase", text="hello").content, ["HELLO"])

    def test_says_which_argument_is_wrong(self):
        result = self.call("reverse", text=3)
        self.assertTrue(result.is_error)
        self.assertEqual(result.content, ["invalid arguments: text: expected string, got 3"])


if __name__ == "__main__":
    unittest.main()
