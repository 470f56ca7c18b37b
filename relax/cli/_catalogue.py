"""Templates as a person chooses among them: by kind, with their minutes, a line each."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relax.words import TemplateMeta


def in_groups(metas: Sequence[TemplateMeta]) -> list[tuple[str, list[TemplateMeta]]]:
    """The templates under the heading of their form, in the order of ``data/choices.yaml``."""
    from relax.words import choices  # noqa: PLC0415  (after --help)

    return [
        (title, found)
        for form, title in choices().forms.items()
        if (found := [meta for meta in metas if meta.form == form])
    ]


def catalogue(metas: Sequence[TemplateMeta], *, numbered: bool = False) -> Iterator[str]:
    """Lines for a terminal, none wider than it; ``numbered`` from 1 on, in the same order."""
    number = 0
    width = max((len(meta.id) for meta in metas), default=0)
    for title, found in in_groups(metas):
        yield click.style(title, bold=True)
        for meta in found:
            number += 1
            before = f"{number:>3}  " if numbered else "  "
            start = f"{before}{meta.id:<{width}}  {length_of(meta):<11}  "
            yield start + clipped(meta.purpose, columns() - len(start))


def columns() -> int:
    """How many characters a line of this terminal takes."""
    return shutil.get_terminal_size().columns


def length_of(meta: TemplateMeta) -> str:
    """``10 (6–15)``: the template's own length and its range, in minutes."""
    minutes = meta.minutes
    return f"{minutes.default:g} ({minutes.min:g}–{minutes.max:g})"


def clipped(text: str, width: int) -> str:
    """As many whole words of ``text`` as ``width`` characters take; “…” for what is left out."""
    if len(text) <= width:
        return text
    kept = ""
    for word in text.split():
        longer = f"{kept} {word}".strip()
        if len(longer) + 2 > width:
            break
        kept = longer
    return f"{kept.rstrip(',;:')} …".strip()
