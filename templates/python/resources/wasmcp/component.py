"""Connects the resources to the contract.

`wit_world` and `componentize_py_types` exist only where componentize-py builds the component.
"""

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.resources import ReadResult, ResourceTemplate
from wit_world.imports import types

import resources  # Its functions register themselves.
import wasmcp

from . import sandbox
from .texts import dumps, message, well_formed


class Resources(exports.Resources):
    def list_resources(self) -> list[types.Resource]:
        sandbox.begin()
        try:
            getattr(resources, "refresh", lambda: None)()
        except BaseException as error:
            raise Err(types.Error_Internal(message(error)))
        return [types.Resource(*_members(entry)) for entry in wasmcp.resources.values()]

    def list_resource_templates(self) -> list[ResourceTemplate]:
        sandbox.begin()
        return [ResourceTemplate(*_members(entry)) for entry in wasmcp.templates.values()]

    def read_resource(self, uri: str) -> ReadResult:
        sandbox.begin()
        try:
            mime_type, body = wasmcp.read(uri)
        except wasmcp.NotFound:
            raise Err(types.Error_NotFound())
        except BaseException as error:  # sys.exit() is one, and ends this call alone.
            raise Err(types.Error_Internal(message(error)))
        body = types.ResourceBody_Text(well_formed(body)) if isinstance(body, str) else types.ResourceBody_Blob(body)
        return ReadResult([types.ResourceContents(uri, mime_type, body, None)], None)


def _members(entry):
    extra = dumps(entry.extra) if entry.extra else None
    return well_formed(entry.uri), well_formed(entry.name), well_formed(entry.description), entry.mime_type, extra
