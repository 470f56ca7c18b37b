"""A length that a template cannot have → the other templates that can, named in the refusal."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relax.home import Home
    from relax.words import Client, Script, Template, TemplateMeta

_MOST_NAMED: Final = 3
"""Templates that a hint names."""


@contextmanager
def naming_other_templates(
    source: Template | Script, client: Client, minutes: float | None, home: Home
) -> Iterator[None]:
    """While in the block, add other templates to the hint of a ``LengthError`` and raise it on.

    Raises:
        LengthError: the block's own, with a longer hint.
    """
    from relax.errors import LengthError  # noqa: PLC0415  (after --help)
    from relax.words import Template  # noqa: PLC0415

    try:
        yield
    except LengthError as error:
        wanted = minutes if minutes is not None else client.duration_min
        if (
            isinstance(source, Template)
            and wanted is not None
            and not _can_last(source.meta, wanted)
        ):
            error.hint = f"{error.hint} {_others(source.meta, client, wanted, home)}".strip()
        raise


def _can_last(meta: TemplateMeta, minutes: float) -> bool:
    """Whether a template can be so many minutes long."""
    return meta.minutes.min <= minutes <= meta.minutes.max


def _others(own: TemplateMeta, client: Client, minutes: float, home: Home) -> str:
    """A sentence naming templates of that length, the most similar first; "" without any."""
    from relax.cli.templates import read_metas  # noqa: PLC0415
    from relax.units import in_minutes  # noqa: PLC0415
    from relax.words import Occasion, find  # noqa: PLC0415

    metas = [meta for meta in read_metas(home, quiet=True) if meta.id != own.id]
    told = client.model_fields_set
    wanted = Occasion(
        position=client.position if "position" in told else None,
        setting=client.setting if "setting" in told else None,
        health=frozenset(client.contraindications),
    )
    offered = {fit.template for fit in find(wanted, metas)}
    metas = [meta for meta in metas if meta.id in offered]
    can = sorted(
        (meta for meta in metas if _can_last(meta, minutes)),
        key=lambda meta: (meta.form != own.form, meta.ending != own.ending, meta.id),
    )
    if can:
        return f"These can last {in_minutes(minutes)}: {_named(can)}."
    longest = max((meta.minutes.max for meta in metas), default=0.0)
    if minutes <= max(longest, own.minutes.max):
        return ""
    most = [meta for meta in metas if meta.minutes.max == longest]
    return f"The longest there is: {_named(most)}, up to {in_minutes(longest)}."


def _named(metas: Sequence[TemplateMeta]) -> str:
    """The ids of the first few templates, with commas."""
    return ", ".join(meta.id for meta in metas[:_MOST_NAMED])
