"""An icon that opens the studio, for who does not open a terminal."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Final

import platformdirs

from relax.errors import RelaxError
from relax.files import write_text
from relax.studio._pages import FOLDER

_TITLE: Final = "relax"

_LNK: Final = """
$link = (New-Object -ComObject WScript.Shell).CreateShortcut($env:RELAX_LINK)
$link.TargetPath = $env:RELAX_PROGRAM
$link.Arguments = $env:RELAX_ARGUMENTS
$link.WorkingDirectory = $env:RELAX_FOLDER
$link.Save()
"""
"""Windows makes such files itself; what stands in them comes by the environment, not as code."""


def shortcut(out: Path) -> Path:
    """Put an icon that opens the studio into the menu (Linux) or onto the desktop.

    Args:
        out: the folder of tracks.

    Returns:
        The file.

    Raises:
        RelaxError: it cannot be written.
    """
    arguments = ["-m", "relax", "studio", "--out", str(out)]
    try:
        if sys.platform == "win32":
            return _windows(arguments, out)
        if sys.platform == "darwin":
            return _macos(arguments)
        return _linux(arguments)
    except (OSError, subprocess.SubprocessError) as error:
        raise RelaxError(
            "The icon could not be made.", hint="Start the studio with `relax studio`."
        ) from error


def _linux(arguments: list[str]) -> Path:
    """An entry of the menu, by the Desktop Entry Specification 1.5."""
    path = Path(platformdirs.user_data_dir()) / "applications" / "relax-studio.desktop"
    path.parent.mkdir(parents=True, exist_ok=True)
    line = " ".join(_quoted(each) for each in (sys.executable, *arguments))
    entry = (
        "[Desktop Entry]\nType=Application\nVersion=1.5\n"
        f"Name={_TITLE}\nComment=Make guided relaxation audio\n"
        f"Exec={line}\nIcon={_escaped(str(FOLDER / 'static' / 'icon.svg'))}\n"
        "Terminal=false\nCategories=AudioVideo;Audio;\n"
    )
    write_text(path, entry)
    return path


def _quoted(word: str) -> str:
    """A word of ``Exec``: quoted, with what the two layers of the format take for signs."""
    for sign in '\\"`$':
        word = word.replace(sign, f"\\{sign}")
    return _escaped(f'"{word}"').replace("%", "%%")


def _escaped(text: str) -> str:
    """A value of the file."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _macos(arguments: list[str]) -> Path:
    """A file that Terminal opens by a double click."""
    path = Path(platformdirs.user_desktop_dir()) / f"{_TITLE}.command"
    line = shlex.join([sys.executable, *arguments])
    write_text(path, f"#!/bin/sh\nexec {line}\n")
    path.chmod(0o755)
    return path


def _windows(arguments: list[str], out: Path) -> Path:
    """A link on the desktop; pythonw opens no black window."""
    path = Path(platformdirs.user_desktop_dir()) / f"{_TITLE}.lnk"
    program = Path(sys.executable)
    silent = program.with_name("pythonw.exe")
    told = {
        "RELAX_LINK": str(path),
        "RELAX_PROGRAM": str(silent if silent.is_file() else program),
        "RELAX_ARGUMENTS": subprocess.list2cmdline(arguments),
        "RELAX_FOLDER": str(out.parent),
    }
    command = ["powershell", "-NoProfile", "-NonInteractive", "-Command", _LNK]
    subprocess.run(command, env={**os.environ, **told}, check=True, capture_output=True)
    return path
