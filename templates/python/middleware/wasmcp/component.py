"""Connects the middleware to the contract.

`wit_world` and `componentize_py_types` exist only where componentize-py builds the component.
"""

import json

from componentize_py_types import Err
from wit_world import exports
from wit_world.imports import handler, types

import middleware
import wasmcp


class Handler(exports.Handler):
    def handle(self, method: str, params: str) -> str:
        if method not in middleware.METHODS:
            return handler.handle(method, params)
        try:
            return json.dumps(middleware.handle(method, json.loads(params), _next))
        except wasmcp.RpcError as error:
            data = None if error.data is None else json.dumps(error.data)
            raise Err(types.RpcError(error.code, error.message, data))
        except Exception as error:
            raise Err(types.RpcError(-32603, str(error) or type(error).__name__, None))

    def notify(self, method: str, params: str) -> None:
        handler.notify(method, params)


def _next(method: str, params: dict) -> dict:
    try:
        return json.loads(handler.handle(method, json.dumps(params)))
    except Err as error:
        data = None if error.value.data is None else json.loads(error.value.data)
        raise wasmcp.RpcError(error.value.code, error.value.message, data)
