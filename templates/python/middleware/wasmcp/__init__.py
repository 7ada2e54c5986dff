"""What middleware is made with. Nothing in this folder needs to change when it does.

Middleware and its tests run under any Python from 3.11 on; only component.py needs what
componentize-py generates.
"""

import typing

# The rest of the server: asks it with a method and its params. It raises an RpcError.
Next = typing.Callable[[str, dict], dict]


class RpcError(Exception):
    """A JSON-RPC error, for the client."""

    def __init__(self, code: int, message: str, data: typing.Any = None):
        super().__init__(message)
        self.code, self.message, self.data = code, message, data
