"""Work for the benchmark of compute, as the tool of a project that `wasmcp new` makes."""

import hashlib
import json
import re

from wasmcp import tool


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def documents():
    rows = [{"id": i, "name": f"row {i}", "tags": ["a", "b"], "value": i / 4} for i in range(200)]
    return sum(len(json.dumps(json.loads(json.dumps(rows)))) for _ in range(30))


def expressions():
    text = "Write to alice@example.com or, on 2026-11-30, to bob.smith@mail.example.org. " * 150
    return len(re.findall(r"([a-z.]+)@([a-z]+(?:\.[a-z]+)+)|(\d{4})-(\d\d)-(\d\d)", text))


WORK = {
    "fib": lambda: fib(22),
    "sha256": lambda: hashlib.sha256(bytes(4 << 20)).hexdigest(),
    "json": documents,
    "regex": expressions,
}


@tool
def compute(work: str) -> str:
    """Do a piece of work."""
    return f"done: {WORK[work]()}"
