"""``relax voice``: scripts, or words of any format → a finished track of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from relax.cli._listen import listen, play_option
from relax.cli._options import (
    home_options,
    recognise_option,
    report_options,
    rules_option,
    take_home,
    track_options,
    voice_options,
)
from relax.cli._track_file import track_file_from
from relax.cli.make import run

_TITLE: Final = "The title is “{title}”: players show it to everyone. --title gives another."


@click.command("voice")
@click.argument("scripts", nargs=-1, required=True, metavar="SCRIPT…")
@track_options
@rules_option
@recognise_option
@play_option
@voice_options
@report_options
@home_options
def command(scripts: tuple[str, ...], **options: Any) -> None:
    """Make a track from each SCRIPT: what `relax script` wrote, or words of any kind.

    What is not words (stage directions, notes, markup) is never spoken; `relax check` shows what is
    taken for what. Only lines that changed are voiced again.
    """
    from relax.words import Client, read_file, unspoken  # noqa: PLC0415  (after --help)

    home = take_home(options)
    track_file_from(options, tracks=len(scripts))
    readings = [read_file(Path(name)) for name in scripts]
    sources = [reading.whole() for reading in readings]
    quiet = options["quiet"] or options["as_json"]
    for reading, source in zip(readings, sources, strict=True):
        track = run(source, Client(), home, options)
        if not (quiet or options["title"] or reading.has_front):
            click.echo(f"relax: {_TITLE.format(title=source.meta.title)}", err=True)
        if not quiet and (told := unspoken(reading.taken)):
            click.echo(f"relax: {told}", err=True)
        if options["play"]:
            listen(track.mp3)
