"""``relax studio``: pages in the browser to make, hear and keep tracks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from relax.cli._options import home_options, take_home


@click.command("studio")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="P",
    help="Where it answers.  [default: any that is free]",
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("output"),
    show_default=True,
    metavar="DIR",
    help="Folder the tracks go to.",
)
@click.option(
    "--shortcut", is_flag=True, help="Put an icon for it into the menu or onto the desktop."
)
@home_options
def command(port: int, out: Path, *, no_browser: bool, shortcut: bool, **options: Any) -> None:
    """Open the studio in the browser: make tracks, hear them, find them again.

    It answers on this computer only, and to whoever opens the address it prints. Ctrl-C ends it,
    or “Close the studio” on its pages; what is being made then goes on at the next start. Where it
    is open already, that one is opened.
    """
    from relax.studio import serve, shortcut as make_icon  # noqa: PLC0415  (heavy)

    home = take_home(options)
    if shortcut:
        click.echo(str(make_icon(out.absolute())))
        return

    def tell(address: str) -> None:
        click.echo(address)
        click.echo("relax: the studio is open at this address.", err=True)

    serve(home, out.absolute(), port=port, browser=not no_browser, tell=tell)
