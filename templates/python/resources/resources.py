"""The resources of this component. Add yours here.

A resource is a function: its name and its documentation are what a client is told of it, and what
it returns, a str or bytes, is what the resource holds.
"""

from wasmcp import NotFound, resource, template

NOTES = {
    "bread": "# Bread\n\nFlour, water, salt, time.\n",
    "tea": "# Tea\n\nThree minutes.\n",
}


@resource("notes://index")
def index() -> str:
    """The names of all notes."""
    return "\n".join(NOTES)


@template("notes://note/{name}", mime_type="text/markdown")
def note(name: str) -> str:
    """A note."""
    if name not in NOTES:
        raise NotFound(name)
    return NOTES[name]
