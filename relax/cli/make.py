"""``relax make``: a template and a person's preferences → a finished track."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

import click

from relax.cli import _complete
from relax.cli._listen import listen, play_option
from relax.cli._options import (
    bell_option,
    client_from,
    client_options,
    home_options,
    lead_in_option,
    recognise_option,
    report_options,
    take_home,
    track_options,
    variables_from,
    voice_options,
    wishes,
)
from relax.cli._other_templates import naming_other_templates
from relax.cli._report import print_json, progress_bar, span
from relax.cli._track_file import tell_of_label, track_file_from
from relax.units import clock

if TYPE_CHECKING:
    from relax.home import Home
    from relax.track import Track
    from relax.words import Client, Script, Template

_AS_NAMED: Final = (
    "loudness", "warmth", "bed_tone_db", "allow", "recognise", "title", "artist", "cover"
)  # fmt: skip
"""Options that are called as the wish is."""


@click.command("make")
@click.argument("template", shell_complete=_complete.templates)
@client_options
@track_options
@lead_in_option
@bell_option
@recognise_option
@play_option
@voice_options
@report_options
@home_options
def command(
    template: str,
    client_file: str | None,
    name: str | None,
    variables: tuple[str, ...],
    **options: Any,
) -> None:
    """Make a track from TEMPLATE (see `relax templates`).

    The finished MP3 goes to the folder output, with its transcript, captions, a picture of its
    course and a proof of what was measured beside it.

    Example:  relax make outside-in-scan --client ana.yaml --minutes 10
    """
    from relax.words import find_template  # noqa: PLC0415  (after --help)

    home = take_home(options)
    source = find_template(template, home.templates)
    client = client_from(client_file, name)
    if name is not None and not options["quiet"]:
        click.echo(
            "relax: other programs on this computer can see --name while it runs; "
            "a client file (--client) keeps it private.",
            err=True,
        )
    track = run(source, client, home, options, variables_from(variables))
    if options["play"]:
        listen(track.mp3)


def run(
    source: Template | Script,
    client: Client,
    home: Home,
    options: dict[str, Any],
    variables: tuple[tuple[str, str], ...] = (),
) -> Track:
    """Make the track that the options describe, print the result, and return it."""
    import relax  # noqa: PLC0415  (heavy)
    from relax.words import Script  # noqa: PLC0415

    file = track_file_from(options)
    if not options["quiet"]:
        tell_of_label(file)
    asked: dict[str, Any] = {
        "file": file.file,
        "label": file.label,
        "format": file.format,
        "variables": dict(variables),
        "lead_in_s": options.get("lead_in_s"),
        "bells": options.get("bell"),
        "rules": options.get("rules"),
        **{name: options[name] for name in _AS_NAMED},
        **wishes(options, client, source),
    }
    begun = time.monotonic()
    quiet = options["quiet"] or options["as_json"]
    with (
        progress_bar(quiet=quiet) as progress,
        naming_other_templates(source, client, asked.get("minutes"), home),
    ):
        common: dict[str, Any] = {
            "client": client,
            "out": file.out,
            "home": home,
            "progress": progress,
        }
        if isinstance(source, Script):
            track = relax.voice(source, force=options["force"], **common, **asked)
        else:
            track = relax.make(source, force=options["force"], **common, **asked)
    show(track, time.monotonic() - begun, options)
    return track


def show(track: Track, took_s: float, options: dict[str, Any]) -> None:
    """Print the track to standard output; notices, and how to listen, to standard error."""
    if options["as_json"]:
        print_json(track.as_dict())
        return
    if not options["quiet"]:
        for notice in track.notices:
            click.echo(f"relax: {notice}", err=True)
        verb = "Already there" if track.kept else f"Made in {span(took_s)}"
        click.echo(f"{verb}: a track of {clock(track.duration_s)} minutes.", err=True)
    click.echo(str(track.mp3))
    if not (options["quiet"] or options.get("play")):
        click.echo(
            "To listen, open it in any music player, or write the same line with --play.", err=True
        )
