"""The tools of this component. Add yours here.

A tool is a function: its name, its first lines of documentation and its type hints are what a
model is told of it. What it raises becomes an error that the model can read.
"""

from typing import Annotated

from wasmcp import tool


@tool
def reverse(text: Annotated[str, "The text to reverse"]) -> str:
    """Reverse a text."""
    return text[::-1]


@tool
def uppercase(text: Annotated[str, "The text to change"]) -> str:
    """Turn every letter of a text into a capital."""
    return text.upper()


# A tool that takes long can tell the client how far it is. `context` is not an argument that a
# model sees:
#
#     @tool
#     def work(steps: int, context: Context) -> str:
#         for step in range(steps):
#             context.report_progress(step, steps, None)
