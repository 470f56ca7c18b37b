"""Whether this person's studio is open already, and at which address."""

from __future__ import annotations

import http.client
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from relax.files import whole_file

if TYPE_CHECKING:
    from pathlib import Path

_NAME: Final = "studio.address"
_ANSWERS_S: Final = 2.0
_ENTERED: Final = 303
"""What a studio answers to its own start address: it shows the way to the first page."""


def running(folder: Path) -> str:
    """The address at which a studio that uses ``folder`` is entered; "" if none is open."""
    try:
        address = (folder / _NAME).read_text(encoding="utf-8").strip()
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port or 0, timeout=_ANSWERS_S
        )
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        connection.close()
    except (OSError, ValueError, http.client.HTTPException):
        return ""
    ours = "relax-studio-" in answer.headers.get("set-cookie", "")
    return address if answer.status == _ENTERED and ours else ""


def announce(folder: Path, address: str) -> None:
    """Let a second start find this one; only its owner can read the file.

    Raises:
        OSError: the folder cannot be written.
    """
    with whole_file(folder / _NAME, private=True) as file:
        file.write_text(address, encoding="utf-8")


def leave(folder: Path, address: str) -> None:
    """Take the note back, unless another studio has begun since."""
    path = folder / _NAME
    with suppress(OSError):
        if path.read_text(encoding="utf-8") == address:
            path.unlink()
