"""``relax make``: a template and a person's preferences → a finished track."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from relax.cli._options import (
    client_from,
    client_options,
    home_options,
    recognise_option,
    report_options,
    take_home,
    track_options,
    variables_from,
    voice_options,
)
from relax.cli._report import print_json, progress_bar
from relax.units import clock

if TYPE_CHECKING:
    from relax.home import Home
    from relax.track import Track
    from relax.words import Client, Script, Template


@click.command("make")
@click.argument("template")
@client_options
@track_options
@recognise_option
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
    run(source, client, home, options, variables_from(variables))


def run(
    source: Template | Script,
    client: Client,
    home: Home,
    options: dict[str, Any],
    variables: tuple[tuple[str, str], ...] = (),
) -> None:
    """Make the track that the options describe, and say what came of it."""
    from relax.make import make  # noqa: PLC0415  (heavy)
    from relax.request import Request  # noqa: PLC0415
    from relax.words.check import refuse_unknown  # noqa: PLC0415

    request = Request(
        source=source,
        client=client,
        out=options["out"],
        minutes=options["minutes"],
        voice=options["voice"],
        bed=options["bed"],
        preset=options["loudness"],
        format=options["format_"],
        warmth=options["warmth"],
        bed_tone_db=options["bed_tone_db"],
        seed=options["seed"],
        allow=options["allow"],
        variables=variables,
        rate=_rate(options, client),
        recognise=options["recognise"],
    )
    for rule in request.allow:
        refuse_unknown(rule, request.language)
    with progress_bar(quiet=options["quiet"] or options["as_json"]) as progress:
        track = make(request, home, force=options["force"], progress=progress)
    show(track, as_json=options["as_json"], quiet=options["quiet"])


def _rate(options: dict[str, Any], client: Client) -> float | None:
    """How fast the voice speaks, if that is said; a client's own wish comes before the settings."""
    source = click.get_current_context().get_parameter_source("rate")
    if source is click.core.ParameterSource.DEFAULT_MAP and "voice_rate" in client.model_fields_set:
        return None
    rate: float | None = options["rate"]
    return rate


def show(track: Track, *, as_json: bool, quiet: bool) -> None:
    """The result on standard output; notices and advice on standard error."""
    if as_json:
        print_json(track.as_dict())
        return
    if not quiet:
        for notice in track.notices:
            click.echo(f"relax: {notice}", err=True)
        verb = "Already there" if track.kept else "Made"
        click.echo(f"{verb}: {clock(track.duration_s)} minutes", err=True)
    click.echo(str(track.mp3))
