"""Refuses every connection to another computer, in this process and in every Python below it.

Python imports a module of this name by itself when it starts, if its folder is on PYTHONPATH:
``tests/conftest.py`` puts it there, so that the programs that tests start, and the processes that
these start, are watched like pytest itself. A refused connection becomes a note in the folder that
RELAX_TEST_CONNECTIONS names, with who tried; the test during which the note was written fails.

What a library in C would open by itself is not seen here; ``tests.offline.alone`` runs a whole
command where there is no network at all.
"""

from __future__ import annotations

import os
import sys

FOLDER = "RELAX_TEST_CONNECTIONS"
HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - every start pays imports
OWN = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
LOCAL = ("localhost", "0.0.0.0", "::", "::1", "", OWN)
_AT_START = os.environ.get(FOLDER)


def _is_local(host):
    """Whether a host's name or number is this computer."""
    if not isinstance(host, (str, bytes)):
        return True  # None, or the address of a socket that is not of the internet
    name = os.fsdecode(host)
    return name in LOCAL or name.startswith("127.")


def _address(args):
    """``socket.connect`` and sending: a socket and (host, port, …), a path, or nothing."""
    to = args[1] if len(args) > 1 else None
    return to[0] if isinstance(to, tuple) and to else None


def _watches(env, words):
    """Whether a Python started with this environment and command line is watched too."""
    if {"-I", "-E", "-S"} & {str(word) for word in words[1:3]}:
        return False
    folders = (env or os.environ).get("PYTHONPATH", "").split(os.pathsep)
    return any(os.path.isfile(os.path.join(each, "sitecustomize.py")) for each in folders)  # noqa: PTH113, PTH118


def _child(args):
    """``subprocess.Popen``: the command line of a Python that nobody would watch, or None."""
    program, words, _, env = args
    name = os.path.basename(os.fsdecode(program or words[0]))  # noqa: PTH119
    if not name.startswith("python") or (env is not None and not isinstance(env, dict)):
        return None
    words = list(words) if isinstance(words, (list, tuple)) else [words]
    return None if _watches(env, words) else f"an unwatched {' '.join(map(str, words))[:200]}"


HOST = {
    "socket.connect": _address,
    "socket.sendto": _address,
    "socket.sendmsg": _address,
    "socket.getaddrinfo": lambda args: args[0],
    "socket.gethostbyname": lambda args: args[0],
}


def _note(what):
    """Say what was tried, and where in the code, to the test that is running."""
    import tempfile
    import traceback

    lines = [f"{what} was tried by {' '.join(sys.argv)[:300]}\n", *traceback.format_stack()[:-2]]
    folder = os.environ.get(FOLDER) or _AT_START
    if folder and os.path.isdir(folder):  # noqa: PTH112
        number, _ = tempfile.mkstemp(dir=folder, suffix=".txt", text=True)
        with os.fdopen(number, "w", encoding="utf-8", errors="replace") as file:
            file.writelines(lines)
    else:
        sys.stderr.writelines(lines)


def _watch(event, args):
    if event in HOST:
        if not _is_local(host := HOST[event](args)):
            _note(f"a connection to {os.fsdecode(host)} ({event})")
            raise OSError(101, "the tests let nobody reach another computer")
    elif event == "subprocess.Popen" and (unwatched := _child(args)):
        _note(unwatched)


def install():
    """Watch this process, for as long as it lives."""
    sys.addaudithook(_watch)


def _run_next():
    """A ``sitecustomize`` that stands further down the path counts too."""
    from importlib.machinery import PathFinder

    others = [each for each in sys.path if os.path.abspath(each) != HERE]  # noqa: PTH100
    if spec := PathFinder.find_spec("sitecustomize", others):
        module = type(sys)("sitecustomize")
        module.__file__ = spec.origin
        spec.loader.exec_module(module)


if __name__ == "sitecustomize":
    install()
    _run_next()
