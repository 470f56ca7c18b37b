"""``relax voices``: what this computer can speak with."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from relax.cli._options import home_options, take_home
from relax.cli._report import print_json, print_table


@click.command("voices")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@home_options
def command(*, as_json: bool, **options: Any) -> None:
    """List the voices, and what each one needs before it works."""
    from relax.plan import voice_settings  # noqa: PLC0415  (after --help)
    from relax.voices import list_voices  # noqa: PLC0415

    voices = list_voices(voice_settings(take_home(options)))
    if as_json:
        print_json([asdict(voice) for voice in voices])
        return
    print_table(
        ("voice", "language", "what it is", "needs"),
        [(v.id, v.language, v.description, v.needs) for v in voices],
    )
