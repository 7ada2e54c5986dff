"""Connects the prompts to the contract.

`wit_world` and `componentize_py_types` exist only where componentize-py builds the component.
"""

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.prompts import Prompt, PromptArgument, PromptMessage, PromptResult
from wit_world.imports import types

import prompts  # Its functions register themselves.
import wasmcp

from . import sandbox
from .texts import dumps, loads, message, well_formed


class Prompts(exports.Prompts):
    def list_prompts(self) -> list[Prompt]:
        sandbox.begin()
        return [
            Prompt(
                name=well_formed(prompt.name),
                description=well_formed(prompt.description),
                arguments=[PromptArgument(a.name, a.description, a.required) for a in prompt.arguments],
                extra=dumps(prompt.extra) if prompt.extra else None,
            )
            for prompt in wasmcp.prompts.values()
        ]

    def get_prompt(self, name: str, args: str) -> PromptResult:
        sandbox.begin()
        prompt = wasmcp.prompts.get(name)
        if prompt is None:
            raise Err(types.Error_NotFound())
        try:
            messages = [_message(made) for made in prompt.get(loads(args))]
        except ValueError as error:
            raise Err(types.Error_InvalidParams(message(error)))
        except BaseException as error:  # sys.exit() is one, and ends this call alone.
            raise Err(types.Error_Internal(message(error)))
        return PromptResult(well_formed(prompt.description), messages, None)


def _message(made: wasmcp.Message) -> PromptMessage:
    content = types.Content_Text(types.TextContent(well_formed(made.text), None))
    return PromptMessage(types.Role[made.role.upper()], content)
