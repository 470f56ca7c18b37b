"""``python -m tests.cli.warm N``: a process of its own for each run of the program, quickly.

Reading the program and its rules takes longer than most of its commands. This process does so once
and then divides itself for every run that is asked for over the socket of descriptor N: what runs
has its own memory, folder, environment, streams, signals and end, and only the reading behind it.
What depends on a program that begins with nothing (which modules a command reads itself, the order
of sets) needs the real thing: see ``run.relax``.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import signal
import socket
import struct
import sys
import tempfile
import warnings
from multiprocessing import process
from pathlib import Path

SIZE = struct.Struct("!i")


def read_everything():
    """Import every module of relax, and let the shipped rules and a template be understood."""
    import relax

    for module in pkgutil.walk_packages(relax.__path__, "relax."):
        if not module.name.rpartition(".")[2].startswith("__"):
            with contextlib.suppress(ImportError):  # an extra that is not installed
                importlib.import_module(module.name)
    from relax.cli import group

    quiet = contextlib.redirect_stdout(io.StringIO())
    with tempfile.TemporaryDirectory() as folder, quiet, contextlib.redirect_stderr(io.StringIO()):
        script = str(Path(folder, "words.md"))
        for line in (["script", "three-minute-space", "--out", script], ["check", script]):
            with contextlib.suppress(SystemExit):
                group(line, prog_name="relax")


def become(asked, streams):
    """Let this process be one that the shell has just started, in all that the program can see."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(asked["cwd"])
    sys.path[0] = process.ORIGINAL_DIR = str(Path.cwd())  # as for python -m
    os.environ.clear()
    os.environ.update(asked["env"])
    os.umask(asked["umask"])
    sys.argv[:] = [sys.argv[0], *asked["arguments"]]
    for name, number, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        stream = open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.stderr.reconfigure(line_buffering=True, errors="backslashreplace")
    import relax.__main__ as program

    sys.modules["__main__"] = program  # what a worker of ours reads first
    program.main()


def received(channel):
    """The next run that is asked for and its three streams, or None when there will be no more."""
    head, streams, _, _ = socket.recv_fds(channel, SIZE.size, 3)
    if len(head) < SIZE.size:
        return None
    body = bytearray()
    while len(body) < SIZE.unpack(head)[0]:
        if not (part := channel.recv(1 << 16)):
            return None
        body += part
    return json.loads(body), streams


def main():
    """Divide for every run; tell its process id, and at its end how it ended."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asks
    read_everything()
    gc.collect()
    gc.freeze()
    while (run := received(channel)) is not None:
        with warnings.catch_warnings(action="ignore"):  # numpy's threads know about dividing
            child = os.fork()
        if child == 0:
            channel.close()
            become(*run)
            return
        for stream in run[1]:
            os.close(stream)
        channel.sendall(SIZE.pack(child))
        channel.sendall(SIZE.pack(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])))


if __name__ == "__main__":
    main()
