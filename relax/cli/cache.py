"""``relax cache``: how much is kept so as not to be made twice; ``clear`` throws it away."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from relax.caches import KINDS, Size
from relax.cli._options import home_options, report_options, take_home
from relax.cli._report import print_json, print_table
from relax.taken import forget_taken, last_taken
from relax.units import in_megabytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relax.home import Home

_BESIDES = "not counted, and not cleared: `relax forget` and `relax purge` delete them"


@click.group("cache", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@home_options
@click.pass_context
def command(context: click.Context, /, *, as_json: bool, **options: Any) -> None:
    """Show how much is kept so as not to be made twice, and how much may be.

    What has not been used for longest makes room by itself. `cache-limit: 2 GB` in config.yaml
    says how much may be kept.
    """
    if context.invoked_subcommand is not None:
        return
    home = take_home(options)
    sizes = home.caches.sizes()
    if as_json:
        print_json(_as_dict(home, sizes))
        return
    rows = [
        (name, in_megabytes(size.bytes), str(size.files), _what_is(name))
        for name, size in sizes.items()
    ]
    held = counted(sizes)
    told = f"at most {in_megabytes(home.cache_limit)}, in {home.cache}\n{taken_sentence(home)}"
    rows.append(("all", in_megabytes(held.bytes), str(held.files), told.strip()))
    print_table(("kind", "size", "files", "what it is"), rows)


def _what_is(name: str) -> str:
    kind = KINDS[name]
    return kind.title if kind.limited else f"{kind.title} ({_BESIDES})"


def _as_dict(home: Home, sizes: Mapping[str, Size]) -> dict[str, Any]:
    """What ``--json`` prints."""
    held, taken = counted(sizes), last_taken(home.cache)
    return {
        "folder": str(home.cache),
        "bytes": held.bytes,
        "files": held.files,
        "limit_bytes": home.cache_limit,
        "kinds": [
            {"kind": name, "is": KINDS[name].title, "bytes": size.bytes, "files": size.files,
             "counted": KINDS[name].limited}
            for name, size in sizes.items()
        ],
        "last_tracks": taken.tracks if taken else 0,
        "taken_share": round(taken.share, 3) if taken else None,
    }  # fmt: skip


def counted(sizes: Mapping[str, Size]) -> Size:
    """All that counts towards the limit."""
    return sum((size for name, size in sizes.items() if KINDS[name].limited), Size())


def taken_sentence(home: Home) -> str:
    """How much the last tracks took from the cache; "" where none was made."""
    taken = last_taken(home.cache)
    if taken is None:
        return ""
    whose = (
        "track took {} of its" if taken.tracks == 1 else f"{taken.tracks} tracks took {{}} of their"
    )
    return f"The last {whose.format(f'{taken.share:.0%}')} sound from it."


@command.command("clear")
@click.option("--dry-run", is_flag=True, help="Say what would be deleted; delete nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@report_options
@home_options
def clear(*, dry_run: bool, yes: bool, as_json: bool, quiet: bool, **options: Any) -> None:
    """Delete everything that can be made again.

    Phrases with something personal stay: `relax forget` and `relax purge` delete those. So do
    tracks, voices that were fetched, and what a track that is being made reads. On a terminal it
    asks first.
    """
    caches = take_home(options).caches
    if not (dry_run or yes) and sys.stdin.isatty():
        there = counted(caches.sizes())
        if there.files:
            click.confirm(f"Delete {_told(there)}?", abort=True, err=True)
    removed = caches.clear(only_look=dry_run)
    if not dry_run:
        forget_taken(caches.folder)
    if as_json:
        verb = "would_remove" if dry_run else "removed"
        gone, left = removed.gone, removed.in_use
        told = {f"{verb}_bytes": gone.bytes, f"{verb}_files": gone.files}
        print_json({**told, "in_use_bytes": left.bytes, "in_use_files": left.files})
        return
    click.echo(f"{'Would remove' if dry_run else 'Removed'} {_told(removed.gone)}.")
    if removed.in_use.files and not quiet:
        click.echo(f"relax: {_told(removed.in_use)} in use stayed.", err=True)


def _told(size: Size) -> str:
    """``12 MB in 40 files``."""
    return f"{in_megabytes(size.bytes)} in {size.files} file{'' if size.files == 1 else 's'}"
