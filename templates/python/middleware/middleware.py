"""What this component does with requests on their way. Change it to what yours shall do."""

from wasmcp import Next

# The methods that come to `handle`. All others pass by.
METHODS = {"tools/call"}

# The longest text that a tool may answer with, in characters.
LIMIT = 10_000


def handle(method: str, params: dict, next: Next) -> dict:
    """Answers a request: by asking the rest of the server, or at once, for example with
    `raise RpcError(-32602, "no")`. This one cuts the texts of tools' results."""
    result = next(method, params)
    for block in result.get("content", []):
        if isinstance(block.get("text"), str):
            block["text"] = cut(block["text"])
    return result


def cut(text: str) -> str:
    """What is left of a text that is too long."""
    if len(text) <= LIMIT:
        return text
    return f"{text[:LIMIT]}… ({len(text) - LIMIT} characters left out)"
