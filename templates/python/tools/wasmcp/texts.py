"""JSON and texts as the contract wants them: no text has half of a surrogate pair."""

import json


def well_formed(text: str) -> str:
    """A text with U+FFFD in place of every half of a surrogate pair."""
    try:
        text.encode()
        return text
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def dumps(value) -> str:
    """JSON text of a value. A ValueError says that JSON cannot hold it."""
    return well_formed(json.dumps(value, ensure_ascii=False, allow_nan=False))


def loads(text: str):
    """The value of a JSON text."""
    value = json.loads(text)
    return _clean(value) if "\\u" in text else value


def _clean(value):
    match value:
        case str():
            return well_formed(value)
        case list():
            return [_clean(item) for item in value]
        case dict():
            return {well_formed(key): _clean(item) for key, item in value.items()}
    return value


def message(error: BaseException) -> str:
    """What to tell of an exception."""
    if isinstance(error, SystemExit):
        return f"the program ended itself: sys.exit({'' if error.code is None else repr(error.code)})"
    try:
        text = well_formed(str(error))
    except Exception:
        text = ""
    if isinstance(error, ModuleNotFoundError):
        text += "; import it at the top of the file: a component has no files when it runs"
    elif isinstance(error, LookupError) and text.startswith("unknown encoding: "):
        text += f"; import encodings.{text.removeprefix('unknown encoding: ')} at the top of the file"
    return text or type(error).__name__
