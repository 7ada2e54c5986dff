"""The component that is built without WASI; `make WASI=1` builds component.py itself."""

from . import sandbox

sandbox.install()

from .component import *  # noqa: E402, F403
