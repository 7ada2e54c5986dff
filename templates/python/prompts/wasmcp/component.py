"""Connects the prompts to the contract.

`wit_world` and `componentize_py_types` exist only where componentize-py builds the component.
"""

import json

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.prompts import Prompt, PromptArgument, PromptMessage, PromptResult
from wit_world.imports import types

import prompts  # Its functions register themselves.
import wasmcp


class Prompts(exports.Prompts):
    def list_prompts(self) -> list[Prompt]:
        return [
            Prompt(
                name=prompt.name,
                description=prompt.description,
                arguments=[PromptArgument(a.name, a.description, a.required) for a in prompt.arguments],
                extra=json.dumps(prompt.extra) if prompt.extra else None,
            )
            for prompt in wasmcp.prompts.values()
        ]

    def get_prompt(self, name: str, args: str) -> PromptResult:
        prompt = wasmcp.prompts.get(name)
        if prompt is None:
            raise Err(types.Error_NotFound())
        try:
            messages = prompt.get(json.loads(args))
        except ValueError as error:
            raise Err(types.Error_InvalidParams(str(error)))
        except Exception as error:
            raise Err(types.Error_Internal(str(error) or type(error).__name__))
        return PromptResult(prompt.description, [_message(message) for message in messages], None)


def _message(message: wasmcp.Message) -> PromptMessage:
    content = types.Content_Text(types.TextContent(message.text, None))
    return PromptMessage(types.Role[message.role.upper()], content)
