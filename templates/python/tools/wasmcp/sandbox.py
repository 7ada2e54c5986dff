"""What a component without WASI has not got, and says so.

Clocks, random numbers and standard error are always there. For the rest, the host is not asked: what
Python would ask it for raises an exception that says what is missing, and how to get it.
"""

import builtins
import os
import sys

_WASI = "build it with `make WASI=1`, and let the host grant"
FILES = f"this component has no files: {_WASI} a directory (--dir)"
NETWORK = f"this component has no network: {_WASI} it"
ENVIRONMENT = f"this component has no environment variables: {_WASI} them (--env)"
INPUT = "a component has no standard input: take an argument"
THREADS = "a component has no threads"
PROCESSES = "a component cannot start programs"

# What Python is about to do, by the names of its audit events, or by what they begin with.
_EVENTS = {
    "open": FILES,
    "os.": FILES,
    "shutil.": FILES,
    "tempfile.": FILES,
    "sqlite3.": FILES,
    "socket.": NETWORK,
    "urllib.": NETWORK,
    "http.": NETWORK,
    "ftplib.": NETWORK,
    "smtplib.": NETWORK,
    "builtins.input": INPUT,
    "_thread.start_new_thread": THREADS,
    "_thread.start_joinable_thread": THREADS,
    "subprocess.": PROCESSES,
    "os.system": PROCESSES,
    "os.exec": PROCESSES,
    "os.fork": PROCESSES,
    "os.posix_spawn": PROCESSES,
    "os.spawn": PROCESSES,
    "os.putenv": None,
    "os.unsetenv": None,
    "socket.__new__": NETWORK,
}

# Whether a call is being answered. Before that the component is being built, which reads files.
_running = False


def begin() -> None:
    """Says that a call begins."""
    global _running
    _running = True


def refusal(event: str, args: tuple) -> BaseException | None:
    """The exception for something that Python is about to do, if it cannot be done."""
    found = max((known for known in _EVENTS if event.startswith(known)), key=len, default=None)
    missing = _EVENTS.get(found)
    if missing is None or (event == "open" and args and isinstance(args[0], int)):
        return None
    what = f" {args[0]!r}" if args and isinstance(args[0], (str, bytes)) else ""
    text = f"{event}{what}: {missing}"
    if missing is THREADS:
        return RuntimeError(text)
    return EOFError(text) if missing is INPUT else PermissionError(text)


def _audit(event: str, args: tuple) -> None:
    if _running and (error := refusal(event, args)):
        raise error


class _NoVariable(KeyError):
    # A KeyError shows its message in quotes.
    __str__ = Exception.__str__


class _Environment(os._Environ):
    def __getitem__(self, key):
        try:
            return super().__getitem__(key)
        except KeyError:
            if _running and key not in _told:
                _told.add(key)
                print(f"os.environ[{key!r}]: {ENVIRONMENT}", file=sys.stderr)
            raise _NoVariable(f"{key}: {ENVIRONMENT}") from None


# The variables that were told of on standard error. `os.environ.get` raises nothing.
_told = set()


class _NoInput:
    def __getattr__(self, name):
        raise EOFError(INPUT)


def _exit(status=None):
    raise SystemExit(status)


def install() -> None:
    """Makes exceptions of what is missing, from the first call on."""
    sys.addaudithook(_audit)
    os.environ.__class__ = _Environment
    sys.stdin = _NoInput()
    os._exit = _exit
    os.abort = _exit
    builtins.exit = builtins.quit = _exit
