"""Tools that do what tools do seldom, for calls_test.go."""

import datetime
import os
import random
import secrets
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from dataclasses import dataclass

from wasmcp import Context, tool


def down(n):
    return down(n - 1)


def through_callbacks(n):
    return max([n], key=lambda one: through_callbacks(one + 1))


def fail(text):
    raise ValueError(text)


CASES = {
    "date": lambda: datetime.datetime.now().year,
    "now": lambda: time.time() > 1.7e9 and time.monotonic() > 0,
    "random": random.random,
    "uuid": uuid.uuid4,
    "secrets": lambda: secrets.token_hex(16),
    "sleep": lambda: time.sleep(0.001),
    "recursion": lambda: down(10_000),
    "callbacks": lambda: through_callbacks(0),
    "print": lambda: print('{"jsonrpc":"2.0","id":1,"result":{}}'),
    "half": lambda: "half \ud83d",
    "thrown": lambda: fail("half \ud83d"),
    "environment": lambda: os.environ["API_KEY"],
    "open": lambda: open("notes.txt"),
    "write": lambda: open("notes.txt", "w"),
    "listdir": lambda: os.listdir("/"),
    "exists": lambda: os.path.exists("/notes"),
    "socket": lambda: socket.socket(),
    "http": lambda: urllib.request.urlopen("http://example.com/"),
    "stdin": lambda: sys.stdin.read(),
    "input": lambda: input(),
    "exit": lambda: sys.exit(3),
    "_exit": lambda: os._exit(3),
    "thread": lambda: threading.Thread(target=print).start(),
    "process": lambda: subprocess.run(["ls"]),
    "import": lambda: __import__("colorsys"),
}


@dataclass
class Text:
    text: str


@tool(name="try")
def attempt(what: str, with_: str = "") -> str:
    """Do it."""
    return with_ if what == "echo" else str(CASES[what]())


@tool(name="object")
def answer() -> Text:
    """Answer with an object."""
    return Text("half \ud83d, whole 👍, \\ud83d")


@tool
def messages(context: Context):
    """Report and log."""
    context.report_progress(1, 2, "half \ud83d")
    context.log("info", "half \ud83d", "\ud83d")
