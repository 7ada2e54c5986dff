import unittest

import resources
import wasmcp


class ResourcesTest(unittest.TestCase):
    def test_lists_every_note(self):
        self.assertEqual(resources.index(), "bread\ntea")

    def test_reads_as_a_client_would_ask(self):
        mime_type, text = wasmcp.read("notes://note/tea")
        self.assertEqual(mime_type, "text/markdown")
        self.assertIn("Three minutes", text)

    def test_does_not_know_every_uri(self):
        for uri in ["notes://note/coffee", "notes://note/tea/pot", "notes://other"]:
            with self.subTest(uri=uri), self.assertRaises(wasmcp.NotFound):
                wasmcp.read(uri)


if __name__ == "__main__":
    unittest.main()
