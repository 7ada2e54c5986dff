"""The tools of the second component; the first one has those of the template."""

from wasmcp import tool


@tool
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b
