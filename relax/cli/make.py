"""``relax make``: a template and a person's preferences → a finished track."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from relax.cli import _complete
from relax.cli._listen import listen, play_option
from relax.cli._options import (
    bell_option,
    client_from,
    client_options,
    credits_from,
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
    from relax.make import make  # noqa: PLC0415  (heavy)
    from relax.request import Request  # noqa: PLC0415
    from relax.words import bells_in  # noqa: PLC0415
    from relax.words.check import refuse_unknown  # noqa: PLC0415

    file = track_file_from(options)
    if not options["quiet"]:
        tell_of_label(file)
    request = Request(
        source=source,
        client=client,
        out=file.out,
        file=file.file,
        label=file.label,
        preset=options["loudness"],
        format=file.format,
        warmth=options["warmth"],
        bed_tone_db=options["bed_tone_db"],
        allow=options["allow"],
        variables=variables,
        recognise=options["recognise"],
        rules=options.get("rules"),
        credits=credits_from(options),
        lead_in_s=options.get("lead_in_s"),
        bells=bells_in(options["bell"]) if options.get("bell") else None,
        **wishes(options, client, source),
    )
    for rule in request.allow:
        refuse_unknown(rule, request.language)
    begun = time.monotonic()
    quiet = options["quiet"] or options["as_json"]
    with (
        progress_bar(quiet=quiet) as progress,
        naming_other_templates(source, client, request.minutes, home),
    ):
        track = make(request, home, force=options["force"], progress=progress)
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
