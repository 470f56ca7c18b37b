"""``--out``, ``-o``, ``--label`` and ``--format`` → a ``TrackFile``: where a track is written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from pathlib import Path

FORMATS: Final = ("mp3", "m4a", "opus", "flac", "wav", "mp4")
_LONGEST_LABEL: Final = 40
_NOT_IN_NAMES: Final = re.compile(r'[<>:"/\\|?*]')
"""Characters that Windows, or another system, does not allow in file names."""


@dataclass(frozen=True, slots=True)
class TrackFile:
    """Where a track is written, and in which format.

    Attributes:
        out: the folder.
        file: the path that ``-o`` names; None for a name that relax makes, in ``out``.
        label: what that name begins with; "" for nothing.
        format: of the sound; None where no option and no ending says it.
    """

    out: Path
    file: Path | None
    label: str
    format: str | None


def track_file_from(options: dict[str, Any], *, tracks: int = 1) -> TrackFile:
    """Where the options say that a track is written; ``tracks``: how many there will be.

    Raises:
        UsageError: they contradict each other.
        BadInput: a folder, file or label has a name that it cannot have.
    """
    out, file, label = options["out"], options["file"], options["label"]
    source = click.get_current_context().get_parameter_source("out")
    if file is None:
        _refuse_file(out)
        return TrackFile(out, None, _label(label), options["format_"])
    if source is ParameterSource.COMMANDLINE:
        raise click.UsageError("--out names a folder and -o a file: take one.")
    if label:
        raise click.UsageError("-o names the whole file: --label has no place in it.")
    if tracks > 1:
        raise click.UsageError("-o names one file, and this makes several: take --out.")
    return TrackFile(file.absolute().parent, file, "", _format(file, options["format_"]))


def _refuse_file(out: Path) -> None:
    """Stop where ``--out`` has the ending of a sound file and is no folder.

    Raises:
        BadInput: it is so.
    """
    from relax.errors import BadInput  # noqa: PLC0415  (after --help)

    if out.suffix[1:].lower() in FORMATS and not out.is_dir():
        raise BadInput(
            f"--out names a folder, and {out} is the name of a file.", hint=f"Write -o {out}."
        )


def _format(file: Path, wanted: str | None) -> str:
    """The format that the ending of ``file`` stands for; ``wanted``: what ``--format`` says.

    Raises:
        BadInput: it names none, or another than ``wanted``.
    """
    from relax.errors import BadInput  # noqa: PLC0415  (after --help)

    ending = file.suffix[1:].lower()
    if file.is_dir():
        raise BadInput(f"{file} is a folder.", hint="Name a file in it, or take --out.")
    if ending not in FORMATS:
        kinds = ", ".join(f".{each}" for each in FORMATS)
        raise BadInput(f"The name {file.name} does not say what it is.", hint=f"End it in {kinds}.")
    if wanted not in (None, ending):
        raise BadInput(
            f"--format {wanted} does not go with a name that ends in .{ending}.",
            hint="Leave --format out, or change the name.",
        )
    return ending


def _label(text: str | None) -> str:
    """``text`` as the beginning of a file name; a space becomes a hyphen.

    Raises:
        BadInput: it has a character that file names cannot have, or is too long. The message
            does not repeat it: it may be a name.
    """
    from relax.errors import BadInput  # noqa: PLC0415  (after --help)

    label = "-".join(unicodedata.normalize("NFC", text or "").split())
    if not label:
        return ""
    if _NOT_IN_NAMES.search(label) or not label.isprintable() or label[0] in ".-~":
        raise BadInput(
            "This label cannot stand in the name of a file.", hint="Take letters and numbers."
        )
    if len(label) > _LONGEST_LABEL:
        raise BadInput(f"A label is at most {_LONGEST_LABEL} characters long.")
    return label


def tell_of_label(file: TrackFile) -> None:
    """Warn that a label, unlike everything else about a person, can be read in file names."""
    if file.label:
        click.echo(
            "relax: the label stands in the names of the files: whoever sees the folder reads it.",
            err=True,
        )
