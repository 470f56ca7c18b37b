"""How much of the text orders instead of inviting, bare or in soft shoes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.words.check._closing import closing_start
from relax.words.check._lexical import sentence_hits
from relax.words.check._opening import first_practice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.words.check._finding import Finding
    from relax.words.check._view import View

IMPERATIVE = "IMPERATIVE"
"""The wording rule whose matches are counted here."""


def orders(view: View) -> Iterator[Finding]:
    """IMPERATIVE_SHARE and PARTICIPLE_SHARE; sentences over paced breathing do not count."""
    said = view.course.said
    counted = [n for n, one in enumerate(said) if not one.paced]
    bare = [n for n in counted if any(hit[0].id == IMPERATIVE for hit in sentence_hits(view, n))]
    soft = [n for n in counted if view.has(n, "participle")]
    edges = _edges(view)
    limit = view.limits
    if len(bare) > limit.imperative_share * len(counted):
        yield view.finding("IMPERATIVE_SHARE", said[bare[0]])
    if edge := [n for n in bare if n in edges]:
        yield view.finding("IMPERATIVE_EDGE", said[edge[0]])
    middle = [n for n in counted if n not in edges]
    soft_middle = [n for n in soft if n not in edges]
    soft_edge = [n for n in soft if n in edges]
    if len(soft_middle) > limit.participle_share * len(middle):
        yield view.finding("PARTICIPLE_SHARE", said[soft_middle[0]])
    elif soft_edge:
        yield view.finding("PARTICIPLE_SHARE", said[soft_edge[0]])


def _edges(view: View) -> set[int]:
    """The sentences of the opening and the closing."""
    total = len(view.course.said)
    return {*range(min(first_practice(view), total)), *range(closing_start(view), total)}
