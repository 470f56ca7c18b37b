"""The path of a file that a command is to write → refused before any work, where it must be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def new_file(out: Path, ending: str, *, force: bool) -> None:
    """Refuse a path that cannot be written, has the wrong ending, or would replace a file.

    Args:
        out: where to write.
        ending: what its name must end with, e.g. ``.png``; "" for anything.
        force: whether it may be there already.

    Raises:
        BadInput: the ending is another, the folder cannot be written, or the file is there.
    """
    from relax.errors import BadInput  # noqa: PLC0415  (after --help)
    from relax.files import writable_folder  # noqa: PLC0415

    if out.is_dir():
        raise BadInput(f"{out} is a folder.", hint="Name a file in it.")
    if ending and out.suffix.lower() != ending:
        raise BadInput(f"This makes {ending[1:].upper()} files.", hint=f"Write OUT{ending}.")
    if out.exists() and not force:
        raise BadInput("There is a file of that name already.", hint="Add --force to replace it.")
    writable_folder(out.absolute().parent)
