"""The option ``--play``: a track that was made → played once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

play_option = click.option("--play", is_flag=True, help="Play it when it is made.")


def listen(file: Path) -> None:
    """Play ``file`` once, with the keys of `relax play`.

    Raises:
        RelaxError: nothing here can play it; the file stays.
    """
    from relax.cli._report import draws  # noqa: PLC0415  (after --help)
    from relax.errors import RelaxError  # noqa: PLC0415
    from relax.play import can_play, has_loudspeaker, play_once  # noqa: PLC0415

    if not can_play(file):
        raise RelaxError(
            f"relax itself plays no {file.suffix} files.", hint="Open it in a music player."
        )
    if not has_loudspeaker():
        raise RelaxError(
            "There is no loudspeaker here to play it.", hint="Open the file on another device."
        )
    click.echo("Playing; space pauses, q leaves.", err=True)
    play_once(file, full_screen=sys.stdout.isatty() and draws(sys.stderr))
