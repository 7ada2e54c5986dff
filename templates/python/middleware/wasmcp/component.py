"""Connects the middleware to the contract.

`wit_world` and `componentize_py_types` exist only where componentize-py builds the component.
"""

import inspect

from componentize_py_types import Err
from wit_world import exports
from wit_world.imports import handler, types

import middleware
import wasmcp

from . import sandbox
from .texts import dumps, loads, message, well_formed

if inspect.iscoroutinefunction(middleware.handle):
    raise TypeError("handle: async def is not supported, write def")


class Handler(exports.Handler):
    def handle(self, method: str, params: str) -> str:
        sandbox.begin()
        if method not in middleware.METHODS:
            return handler.handle(method, params)
        try:
            return dumps(middleware.handle(method, loads(params), _next))
        except wasmcp.RpcError as error:
            data = None if error.data is None else dumps(error.data)
            raise Err(types.RpcError(error.code, well_formed(error.message), data))
        except BaseException as error:  # sys.exit() is one, and ends this call alone.
            raise Err(types.RpcError(-32603, message(error), None))

    def notify(self, method: str, params: str) -> None:
        handler.notify(method, params)


def _next(method: str, params: dict) -> dict:
    try:
        return loads(handler.handle(well_formed(method), dumps(params)))
    except Err as error:
        data = None if error.value.data is None else loads(error.value.data)
        raise wasmcp.RpcError(error.value.code, error.value.message, data)
