"""Mistakes on the command line → one sentence each, with what was probably meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from relax.hints import closest

if TYPE_CHECKING:
    from collections.abc import Sequence

_MEANT: Final = {
    "--length": "--minutes",
    "--duration": "--minutes",
    "--time": "--minutes",
    "--background": "--bed",
    "--music": "--bed",
    "--sound": "--bed",
    "--speed": "--rate",
    "--pace": "--rate",
    "--volume": "--loudness",
    "--output": "--out",
    "--folder": "--out",
    "--file": "-o",
    "--speaker": "--voice",
}
"""Option of other programs → the one it is here."""

_CLOSING_OF: Final = {"“": "”", "„": "“”", "«": "»", "‘": "’", "‚": "‘’", "”": "”"}


def sentence(error: click.UsageError) -> str:
    """A usage error of click as one sentence; click itself would print two lines more above it."""
    message = error.format_message()
    command = error.ctx.command_path if error.ctx else "relax"
    if isinstance(error, click.NoSuchOption):
        message = f"There is no option {error.option_name}.{_nearest_option(error)}"
    if "unexpected extra argument" in message:  # which may be somebody's second name
        message = (
            f"There are more words than {command} takes; "
            "put quotes around a name or a path that has spaces."
        )
    return f"relax: {message} `{command} --help` says more."


def _nearest_option(error: click.NoSuchOption) -> str:
    """A sentence with the option that was probably meant; "" where none is near."""
    if error.ctx is None:
        return ""
    parameters = error.ctx.command.get_params(error.ctx)
    own = [name for each in parameters if not getattr(each, "hidden", False) for name in each.opts]
    own = [name for name in own if name.startswith("-")]
    known = {name: name for name in own} | {k: v for k, v in _MEANT.items() if v in own}
    near = closest(error.option_name, known, 0.7)
    return f" Did you mean {known[near]}?" if near else ""


def without_curly_quotes(arguments: Sequence[str]) -> list[str]:
    """The arguments without curly quotes around them.

    A shell takes such quotes for letters and cuts what they hold at its spaces; the pieces are put
    together again.
    """
    found: list[str] = []
    left = list(arguments)
    while left:
        option, quote, first = re.fullmatch(r"(--?[\w-]+=)?(.?)(.*)", left[0], re.DOTALL).groups()  # type: ignore[union-attr]
        closing = _CLOSING_OF.get(quote, "")
        rest = [first, *left[1:]]
        ends = (n for n, each in enumerate(rest) if each and closing and each[-1] in closing)
        end = next(ends, None)
        within = " ".join(rest[: (end or 0) + 1])[:-1]
        if end is None or set(within) & {quote, *closing} - set("’"):  # it quotes something itself
            found.append(left.pop(0))
            continue
        found.append((option or "") + within)
        left = left[end + 1 :]
    return found


def refuse_empty(arguments: Sequence[str], ctx: click.Context) -> None:
    """Refuse empty arguments and values: mostly a variable of a shell script was not set.

    Raises:
        UsageError: one is empty; only a ``--name`` may be.
    """
    pairs = zip(("", *arguments), arguments, strict=False)
    for before, each in pairs:
        option, equals, value = each.partition("=")
        if each == "" and before != "--name":
            what = before if before.startswith("--") else "One of the arguments"
        elif option.startswith("--") and equals and not value and option != "--name":
            what = option
        else:
            continue
        raise click.UsageError(f"{what} is empty; leave it out or name something.", ctx)
