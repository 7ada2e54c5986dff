"""The prompts of this component. Add yours here.

A prompt is a function: its name, its documentation and its arguments are what a client is told of
it. A ValueError says what is wrong with an argument.
"""

from typing import Annotated

from wasmcp import prompt


@prompt
def review(
    code: Annotated[str, "The code"],
    focus: Annotated[str, "What to look at above all"] = "",
) -> str:
    """Review a piece of code."""
    task = "Review this code. Say what is wrong before what is good."
    if focus:
        task += f" Look at {focus} above all."
    return f"{task}\n\n{code}"


@prompt
def summarize(text: Annotated[str, "The text"]) -> str:
    """Summarize a text in one sentence."""
    if not text.strip():
        raise ValueError("there is no text to summarize")
    return f"Summarize this in one sentence:\n\n{text}"
