"""Writing files so that nothing half-made ever carries a final name."""

from __future__ import annotations

import codecs
import contextlib
import errno
import hashlib
import os
import platform
import shutil
import stat
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput, RelaxError
from relax.units import in_megabytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NO_SYNC: Final = (errno.EINVAL, errno.ENOTSUP)
"""What file systems that cannot be told to wait answer."""

_OWNER_ONLY: Final = 0o600

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)

_PLENTY: Final = 200_000_000
"""Bytes; a disk with as many free is not the one that took no more."""

_ABANDONED_S = 24 * 3600.0
"""Work of another computer on a shared disk counts as given up after a day."""


def _mine() -> str:
    """``.relax-<computer>-<process>-``: whose unfinished work a name is."""
    return f"{_computer()}{os.getpid()}-"


def _computer() -> str:
    return f".relax-{hashlib.sha256(platform.node().encode()).hexdigest()[:6]}-"


def owner_only(files: Iterable[Path]) -> None:
    """Let nobody but their owner read or write ``files``."""
    for path in files:
        path.chmod(_OWNER_ONLY)


def is_owner_only(path: Path) -> bool:
    """Whether a file was made for its owner alone."""
    return stat.S_IMODE(path.stat().st_mode) & ~_OWNER_ONLY == 0


def files_below(folder: Path) -> Iterator[Path]:
    """Every file in ``folder`` and the folders in it, also while others make and delete there.

    (``Path.rglob`` fails when a folder is gone that it was about to enter.)
    """
    for at, _, names in os.walk(folder):
        yield from (Path(at, name) for name in names)


def used_now(path: Path) -> bool:
    """Note that a file is used now; False if it is gone. A disk may also only be read."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def clear_unfinished(folder: Path) -> int:
    """Delete unfinished work in ``folder`` whose process is gone; how many pieces there were."""
    gone = [path for path in folder.glob(".relax-*") if is_given_up(path)]
    for path in gone:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(gone)


def is_given_up(path: Path) -> bool:
    """Whether unfinished work, named as this module names it, is of a process that is gone."""
    mine = path.name.startswith(_computer())
    process = path.name.removeprefix(_computer()).partition("-")[0]
    if mine and process.isdigit() and os.name == "posix":
        return not _is_alive(int(process))
    with contextlib.suppress(OSError):
        return time.time() - path.stat().st_mtime > _ABANDONED_S
    return False


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@contextmanager
def whole_file(final: Path, *, private: bool = False, lasting: bool = False) -> Iterator[Path]:
    """Give a temporary path in ``final``'s folder; rename it onto ``final`` on success.

    On any exception (Ctrl-C too) the temporary file is deleted and ``final`` is untouched.
    ``private`` files are readable by their owner alone, and one that was before stays so; others
    follow the umask. What is ``lasting`` is on the disk before it gets its name, so that a power
    cut leaves it whole.

    Raises:
        BadInput: ``final`` is a folder.
        RelaxError: the disk is full.
    """
    if final.is_dir():
        raise BadInput(f"{final} is a folder.", hint="Name a file in it.")
    handle, name = tempfile.mkstemp(prefix=_mine(), suffix=final.suffix, dir=final.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        if not (private or (final.exists() and is_owner_only(final))):
            umask = os.umask(0)
            os.umask(umask)
            temporary.chmod(0o666 & ~umask)
        if lasting:
            _to_disk(temporary)
        temporary.replace(final)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and is_full(error):
            raise full_disk(final.parent) from None
        raise


def writable_folder(folder: Path) -> Path:
    """``folder``, made if its parent is there, sure to take new files.

    Raises:
        BadInput: it is a file, its parent is missing, or it cannot be written.
        RelaxError: the disk is full.
    """
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except FileExistsError:
        reason = "it is a file, not a folder"
    except FileNotFoundError:
        reason = "the folder it should stand in does not exist"
    except OSError as error:
        reason = (error.strerror or "it cannot be used").lower()
        if error.errno in _NO_ROOM:
            raise full_disk(folder) from None
    raise _unwritable(folder, reason)


def need_room(folder: Path, size: int) -> None:
    """Stop before work that the disk has no room for; where nobody can tell, go on.

    Raises:
        RelaxError: it has less than ``size`` bytes.
    """
    free = _free(folder)
    if free is not None and free < size:
        raise RelaxError(
            f"The disk that holds {folder.absolute()} is too full: about {in_megabytes(size)} are "
            f"needed, and {in_megabytes(free)} are free.",
            hint="Make room, or choose another place.",
        )


@contextmanager
def naming_full_disk(*folders: Path) -> Iterator[None]:
    """Let work that fails because a disk is full say which of ``folders`` has the least room.

    Raises:
        RelaxError: it failed so.
    """
    try:
        yield
    except (OSError, RelaxError) as error:
        if not is_full(error):
            raise
        raise full_disk(*folders) from None


def is_full(error: BaseException) -> bool:
    """Whether something failed because a disk is full, by itself or in an encoder's words."""
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    return any(os.strerror(code).lower() in str(error).lower() for code in _NO_ROOM)


def full_disk(*folders: Path) -> RelaxError:
    """The error of a disk that took no more: the one of ``folders`` with the least room."""
    known = [(free, each) for each in folders if (free := _free(each)) is not None]
    free, folder = min(known, default=(_PLENTY, Path()))
    if free >= _PLENTY:  # a quota, or a disk that nobody has named
        return RelaxError("A disk is full, or your share of it.", hint="Make room on it.")
    return RelaxError(
        f"The disk that holds {folder.absolute()} is full: {in_megabytes(free)} are free.",
        hint="Make room, or choose another place. Nothing half-made was left.",
    )


def _free(folder: Path) -> int | None:
    """Bytes that are free where ``folder`` is, or is to be; None where that cannot be known."""
    at = folder.absolute()
    while not at.exists() and at != at.parent:
        at = at.parent
    try:
        return shutil.disk_usage(at).free
    except OSError:
        return None


def refuse_unwritable(folder: Path) -> None:
    """Find out, without writing anything, whether ``folder`` could be made and take files.

    ``folder`` may be missing, and the one it is to stand in as well.

    Raises:
        BadInput: it could not.
    """
    at = next((each for each in (folder, *folder.absolute().parents[:2]) if each.exists()), None)
    if at is None:
        raise _unwritable(folder, "the folder it should stand in does not exist")
    if not at.is_dir():
        raise _unwritable(folder, f"{at} is a file, not a folder")
    if not os.access(at, os.W_OK | os.X_OK):
        raise _unwritable(folder, "it may not be written")


def _unwritable(folder: Path, reason: str) -> BadInput:
    return BadInput(f"Nothing can be written to {folder}: {reason}.", hint="Choose another place.")


def is_utf16(content: bytes) -> bool:
    """Whether a file begins with the mark of UTF-16."""
    return content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8 with or without a mark, or UTF-16 where its mark says so.

    Raises:
        UnicodeDecodeError: it is neither.
    """
    text = content.decode("utf-16" if is_utf16(content) else "utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def write_text(path: Path, text: str, *, private: bool = False) -> None:
    """Write a whole text file, or nothing.

    Raises:
        BadInput: the folder cannot take it.
    """
    writable_folder(path.parent)
    with whole_file(path, private=private, lasting=True) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def private_folder(beside: Path) -> Iterator[Path]:
    """A folder on the same disk as ``beside`` for work in progress; gone afterwards."""
    with tempfile.TemporaryDirectory(
        prefix=_mine(), dir=beside, ignore_cleanup_errors=True
    ) as name:
        yield Path(name)


def move_whole(source: Path, target: Path, names: Sequence[str]) -> None:
    """Move files to ``target`` on the same disk, in this order.

    What they hold is on the disk before they get their final names, so that a power cut leaves
    none under them that is empty or cut off.
    """
    for name in names:
        _to_disk(source / name)
    for name in names:
        (source / name).replace(target / name)
    _to_disk(target)


def _to_disk(path: Path) -> None:
    """Wait until a file, or what a folder lists, would outlast a power cut."""
    if path.is_dir() and os.name != "posix":
        return  # Windows opens no folders
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(handle)
