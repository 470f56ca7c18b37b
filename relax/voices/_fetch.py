"""Getting a voice: registry entry → its files, whole and proved, in the folder of fetched voices.

A file carries its name only once its size and SHA-256 are right; until then it is ``NAME.part``.
"""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

from relax.errors import BadInput, RelaxError
from relax.files import whole_file, writable_folder
from relax.progress import silent
from relax.voices._registry import megabytes

if TYPE_CHECKING:
    from pathlib import Path

    from relax.progress import Progress
    from relax.voices._registry import RegistryVoice, VoiceFile


def installed(voice: RegistryVoice, folder: Path) -> tuple[Path, ...] | None:
    """The voice's files if all are there with the right size; None if not. Reads none of them."""
    paths = tuple(folder / file.name for file in voice.files)
    sizes = [path.stat().st_size if path.is_file() else -1 for path in paths]
    return paths if sizes == [file.bytes for file in voice.files] else None


def verify(voice: RegistryVoice, folder: Path) -> tuple[VoiceFile, ...]:
    """The voice's files that are missing or not what the registry says; reads all of them."""
    return tuple(file for file in voice.files if not _is_whole(folder / file.name, file))


def fetch(
    voice: RegistryVoice, folder: Path, mirror: str = "", progress: Progress = silent
) -> tuple[Path, ...]:
    """Download what is missing or damaged of a voice; the paths of all its files.

    Args:
        voice: which.
        folder: where fetched voices lie; made if it is not there.
        mirror: a web address under which the files lie by their names; "" for each file's own.
        progress: is told bytes.

    Raises:
        BadInput: the folder or the mirror cannot be used.
        RelaxError: refused, out of reach, broken off, not what the registry says, or a full disk.
    """
    _prepare(folder)
    wanted = verify(voice, folder)
    done = voice.bytes - sum(file.bytes for file in wanted)
    for file in wanted:
        address = f"{mirror.rstrip('/')}/{file.name}" if mirror else file.address
        _fetch_file(file, folder, address, _Counter(done, voice.bytes, progress))
        done += file.bytes
    return tuple(folder / file.name for file in voice.files)


def take(
    voice: RegistryVoice, folder: Path, source: Path, progress: Progress = silent
) -> tuple[Path, ...]:
    """Copy a voice's files from ``source``, a file or the folder they lie in; their new paths.

    A file may have any name; what else its voice needs lies beside it.

    Raises:
        BadInput: something is missing there, or is another file; what was there stays.
        RelaxError: the disk is full.
    """
    _prepare(folder)
    found = {file: _found(file, source) for file in verify(voice, folder)}
    for file, path in found.items():
        if not _is_whole(path, file):
            raise BadInput(
                f"{path} is not the file {file.name} that relax knows; nothing was changed.",
                hint="Copy it once more from where it came.",
            )
    done = voice.bytes - sum(file.bytes for file in found)
    for file, path in found.items():
        _copy(path, folder / file.name, file)
        done += file.bytes
        progress("copying", done, voice.bytes)
    return tuple(folder / file.name for file in voice.files)


class _Counter:
    """Turns the bytes of one file into those of the whole voice."""

    def __init__(self, done: int, total: int, progress: Progress) -> None:
        self._done, self._total, self._progress = done, total, progress

    def __call__(self, have: int) -> None:
        self._progress("fetching", self._done + have, self._total)


def _prepare(folder: Path) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "it cannot be used").lower()
        raise BadInput(
            f"Nothing can be written to {folder}: {reason}.", hint="Choose another RELAX_DATA."
        ) from None
    writable_folder(folder)


def _fetch_file(file: VoiceFile, folder: Path, address: str, counter: _Counter) -> None:
    from relax.voices._download import download, host  # noqa: PLC0415  (heavy: urllib)

    part = folder / f"{file.name}.part"
    download(address, part, file.bytes, counter)
    if _is_whole(part, file):
        part.replace(folder / file.name)
        return
    part.unlink()
    raise RelaxError(
        f"What {host(address)} gave as {file.name} is another file than relax knows; it was "
        "thrown away.",
        hint="Try again; if that does not help, use --mirror URL or --from FILE.",
    )


def _found(file: VoiceFile, source: Path) -> Path:
    """Where in ``source`` a file must be: itself, if it has that size, or beside it."""
    if source.is_file() and source.stat().st_size == file.bytes:
        return source
    path = (source if source.is_dir() else source.parent) / file.name
    if path.is_file():
        return path
    if source.is_file():
        raise BadInput(
            f"{source} is not {file.name}, which has {megabytes(file.bytes)}.",
            hint="Name that file, or the folder that it lies in.",
        )
    raise BadInput(
        f"There is no file {path}.", hint=f"Name a folder that holds {file.name}, or the file."
    )


def _copy(source: Path, target: Path, file: VoiceFile) -> None:
    try:
        with whole_file(target, lasting=True) as temporary:
            shutil.copyfile(source, temporary)
            if not _is_whole(temporary, file):
                raise RelaxError(f"{file.name} changed while it was copied.", hint="Try again.")
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise RelaxError(
            f"{file.name} ({megabytes(file.bytes)}) cannot be written to {target.parent}: {reason}."
        ) from None


def _is_whole(path: Path, file: VoiceFile) -> bool:
    if not path.is_file() or path.stat().st_size != file.bytes:
        return False
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256
