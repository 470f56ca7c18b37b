"""Templates → lines for a terminal, grouped by form, each with its minutes and purpose."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relax.words import TemplateMeta


def in_groups(metas: Sequence[TemplateMeta]) -> list[tuple[str, list[TemplateMeta]]]:
    """Heading of a form → its templates, in the order of ``data/choices.yaml``."""
    from relax.words import choices  # noqa: PLC0415  (after --help)

    return [
        (title, found)
        for form, title in choices().forms.items()
        if (found := [meta for meta in metas if meta.form == form])
    ]


def catalogue(metas: Sequence[TemplateMeta], *, numbered: bool = False) -> Iterator[str]:
    """The lines of the list, none wider than the terminal; ``numbered`` ones count from 1."""
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
    """The width of this terminal in characters."""
    return shutil.get_terminal_size().columns


def length_of(meta: TemplateMeta) -> str:
    """Default length and range of a template in minutes, as ``10 (6–15)``."""
    minutes = meta.minutes
    return f"{minutes.default:g} ({minutes.min:g}–{minutes.max:g})"


def clipped(text: str, width: int) -> str:
    """The first whole words of ``text`` that fit into ``width`` characters, “…” for the rest."""
    if len(text) <= width:
        return text
    kept = ""
    for word in text.split():
        longer = f"{kept} {word}".strip()
        if len(longer) + 2 > width:
            break
        kept = longer
    return f"{kept.rstrip(',;:')} …".strip()
