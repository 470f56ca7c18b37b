"""relax works offline: what the suite needs to notice a connection, in any process it starts."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.offline.sitecustomize import FOLDER, HERE, install

LOOPBACK = """
import fcntl, os, socket, struct, sys
with socket.socket() as any:  # SIOCSIFFLAGS: up and running
    fcntl.ioctl(any, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40))
os.execvp(sys.argv[1], sys.argv[1:])
"""


def begin(folder: Path) -> None:
    """Watch this process and those it will start; notes go to ``folder``."""
    os.environ[FOLDER] = str(folder)
    os.environ["PYTHONPATH"] = python_path()
    install()


def python_path(*folders) -> str:
    """PYTHONPATH with the watch first, then ``folders``, then what is there already."""
    there = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return os.pathsep.join(
        [HERE, *map(str, folders), *(each for each in there if each not in ("", HERE))]
    )


def tried() -> list[str]:
    """The notes since the last look: each says which connection, by whom, where in the code."""
    notes = []
    for path in sorted(Path(os.environ[FOLDER]).iterdir()):
        notes.append(path.read_text(encoding="utf-8"))
        path.unlink()
    return notes


@functools.cache
def alone() -> tuple[str, ...]:
    """The words before a command that leave it this computer's loopback and no other network.

    None where the system does not allow it (not Linux, or a container without namespaces).
    """
    if not (program := shutil.which("unshare")):
        return ()
    user = () if os.geteuid() == 0 else ("--map-root-user",)
    words = (program, *user, "--net", sys.executable, "-S", "-c", LOOPBACK)
    tried = subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if tried.returncode == 0 else ()
