"""Connects the resources to the contract.

`wit_world` and `componentize_py_types` exist only where componentize-py builds the component.
"""

import json

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.resources import ReadResult, ResourceTemplate
from wit_world.imports import types

import resources  # Its functions register themselves.
import wasmcp


class Resources(exports.Resources):
    def list_resources(self) -> list[types.Resource]:
        return [types.Resource(*_members(entry)) for entry in wasmcp.resources.values()]

    def list_resource_templates(self) -> list[ResourceTemplate]:
        return [ResourceTemplate(*_members(entry)) for entry in wasmcp.templates.values()]

    def read_resource(self, uri: str) -> ReadResult:
        try:
            mime_type, body = wasmcp.read(uri)
        except wasmcp.NotFound:
            raise Err(types.Error_NotFound())
        except Exception as error:
            raise Err(types.Error_Internal(str(error) or type(error).__name__))
        body = types.ResourceBody_Text(body) if isinstance(body, str) else types.ResourceBody_Blob(body)
        return ReadResult([types.ResourceContents(uri, mime_type, body, None)], None)


def _members(entry):
    extra = json.dumps(entry.extra) if entry.extra else None
    return entry.uri, entry.name, entry.description, entry.mime_type, extra
