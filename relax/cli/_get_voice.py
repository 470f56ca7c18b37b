"""The steps of ``relax voices get``: list, show licences and ask, fetch, try, print the result."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from relax.cli._report import print_json, print_table, progress_bar
from relax.errors import BadInput, RelaxError
from relax.voices import fetch, installed, megabytes, registry, take, verify

if TYPE_CHECKING:
    from relax.home import Home
    from relax.voices import RegistryVoice

_SENTENCE: Final = "You're welcome to stop, move or skip anything at any time."
_COLUMNS: Final = (
    "voice",
    "language",
    "sex",
    "size",
    "licence",
    "may recordings be sold",
    "here",
)


def list_all(folder: Path, *, as_json: bool) -> None:
    """Print every voice of the registry, and whether it is installed in ``folder``."""
    voices = registry().voices
    here = {voice.name: installed(voice, folder) is not None for voice in voices}
    if as_json:
        print_json(
            [
                {**voice.model_dump(mode="json"), "bytes": voice.bytes, "here": here[voice.name]}
                for voice in voices
            ]
        )
        return
    rows = [
        (
            voice.name,
            ", ".join(voice.languages),
            voice.sex,
            megabytes(voice.bytes) if voice.files else "",
            voice.short_licence,
            voice.may_sell,
            ("here" if here[voice.name] else "") if voice.files else "comes with relax",
        )
        for voice in voices
    ]
    print_table(_COLUMNS, rows)
    if sys.stdout.isatty():
        for answer, why in dict.fromkeys((voice.may_sell, voice.why) for voice in voices):
            click.echo(f"{answer}: {why}", err=True)


def bring(
    voice: RegistryVoice,
    folder: Path,
    source: Path | None,
    mirror: str,
    *,
    yes: bool,
    quiet: bool,
) -> None:
    """Install a voice in ``folder`` from ``source`` or the network, once its licences are accepted.

    Raises:
        BadInput: nobody is there to accept them, or ``source`` cannot be used.
        RelaxError: they were not accepted, or the files could not be fetched.
    """
    if not voice.files:
        click.echo(f"{voice.name} comes with relax.", err=True)
        return
    missing = verify(voice, folder)
    if not missing:
        click.echo(f"{voice.name} is already here, and whole.", err=True)
        return
    if installed(voice, folder) is not None:
        click.echo(f"{voice.name} is here, but damaged: it is had anew.", err=True)
    _accept(voice, sum(file.bytes for file in missing), yes=yes)
    with progress_bar(quiet=quiet) as progress:
        if source is not None:
            take(voice, folder, source, progress)
        else:
            fetch(voice, folder, mirror, progress)


def _accept(voice: RegistryVoice, size: int, *, yes: bool) -> None:
    """Show size and licences, and ask whether they are accepted, unless ``yes``.

    Raises:
        BadInput: nobody is there to ask.
        RelaxError: they are not accepted.
    """
    licence = voice.licence
    for line in (
        f"{voice.name}: {voice.title}; {', '.join(voice.languages)}; {megabytes(size)}.",
        f"  The program that speaks: {licence.code}",
        f"  The model: {licence.weights}",
        f"  What it learned from: {licence.training}",
        f"  May recordings be sold: {voice.may_sell}. {voice.why}",
        *(f"  {source}" for source in licence.sources),
    ):
        click.echo(line, err=True)
    if yes:
        return
    if not sys.stdin.isatty():
        raise BadInput("Nobody is here to accept the licences.", hint="Read them and add --yes.")
    if not click.confirm("Do you accept this?", err=True):
        raise RelaxError("Nothing was fetched: the licences were not accepted.")


def try_out(voice: RegistryVoice, home: Home) -> str:
    """Have the voice speak a sentence; the error in words, or "" where all is well."""
    from relax.sample import say_to  # noqa: PLC0415  (heavy)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        try:
            say_to(Path(folder) / "sentence.wav", _SENTENCE, None, voice.name, home)
        except RelaxError as error:
            return str(error)
    return ""


def tell(voice: RegistryVoice, folder: Path, trouble: str, *, as_json: bool) -> None:
    """Print whether the voice is there and works; ``trouble``: what ``try_out`` gave."""
    if as_json:
        files = [str(path) for path in installed(voice, folder) or ()]
        print_json({"voice": voice.name, "files": files, "works": not trouble, "trouble": trouble})
    elif trouble:
        click.echo(
            f"relax: {voice.name} is here, but cannot speak on this computer yet: {trouble}",
            err=True,
        )
    else:
        print_table(("voice", ""), [(voice.name, "works")])
