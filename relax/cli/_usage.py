"""What a slip of the pen on the command line is told: one sentence, and where to read more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence


def sentence(error: click.UsageError) -> str:
    """A mistake in the words of a command, without click's heading of two lines."""
    message = error.format_message()
    command = error.ctx.command_path if error.ctx else "relax"
    if "unexpected extra argument" in message:  # which may be somebody's second name
        message = (
            f"There are more words than {command} takes; "
            "put quotes around a name or a path that has spaces."
        )
    return f"relax: {message} `{command} --help` says more."


def refuse_empty(arguments: Sequence[str], ctx: click.Context) -> None:
    """An empty file or value is a mistake, mostly of a script, and never means “none”.

    Raises:
        UsageError: there is one.
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
