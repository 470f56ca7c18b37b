"""Sharing out time among pauses: pure arithmetic on whole samples.

The order in which pauses give or take time is care.md 2.4: pauses after invitations first, the
later ones more than the earlier ones, then rests, then the rest. An opening or a closing is never
squeezed, and is stretched only when nothing else is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Elastic:
    """A pause that may take from ``low`` to ``high`` samples, best at ``ideal``.

    ``place`` is where it stands in the track, 0 to 1; ``guarded`` pauses are never squeezed.
    """

    kind: str
    low: int
    ideal: int
    high: int
    place: float
    guarded: bool


_ORDER: Final = (
    ("invitation",),
    ("rest", "quiet"),
    ("region", "group"),
    ("choice", "sentence"),
    ("phrase",),
)
"""Kinds in the order they give and take time."""


def share(pauses: Sequence[Elastic], total: int) -> list[int] | None:
    """A length for each pause, summing to ``total`` exactly; None when no lengths do."""
    lengths = [pause.ideal for pause in pauses]
    missing = total - sum(lengths)
    rounds: list[tuple[bool, tuple[str, ...]]] = [(False, kinds) for kinds in _ORDER]
    if missing > 0:
        rounds += [(True, kinds) for kinds in _ORDER]
    for guarded, kinds in rounds:
        if not missing:
            break
        chosen = [n for n, p in enumerate(pauses) if p.kind in kinds and p.guarded is guarded]
        missing -= _move(pauses, lengths, chosen, missing)
    return None if missing else lengths


def _move(pauses: Sequence[Elastic], lengths: list[int], chosen: list[int], missing: int) -> int:
    """Change ``lengths`` of ``chosen`` by up to ``missing`` samples in all; the change made."""
    grow = missing > 0
    caps = [pauses[n].high - lengths[n] if grow else lengths[n] - pauses[n].low for n in chosen]
    weights = [0.5 + pauses[n].place for n in chosen]
    amounts = pour(caps, weights, min(abs(missing), sum(caps)))
    for n, amount in zip(chosen, amounts, strict=True):
        lengths[n] += amount if grow else -amount
    return sum(amounts) * (1 if grow else -1)


def pour(caps: Sequence[int], weights: Sequence[float], amount: int) -> list[int]:
    """Whole numbers summing to ``amount``, each at most its cap, in proportion to cap x weight."""
    if amount <= 0:
        return [0] * len(caps)
    shares = [cap * weight for cap, weight in zip(caps, weights, strict=True)]
    level = _level(caps, shares, amount)
    exact = [min(float(cap), level * s) for cap, s in zip(caps, shares, strict=True)]
    marks = [0]
    running = 0.0
    for value in exact:
        running += value
        marks.append(round(running))
    marks[-1] = amount
    out = [after - before for before, after in pairwise(marks)]
    return _mend(out, caps)


def _level(caps: Sequence[int], shares: Sequence[float], amount: int) -> float:
    """The factor at which min(cap, factor x share) sums to ``amount``."""
    order = sorted((cap / s, cap, s) for cap, s in zip(caps, shares, strict=True) if s > 0)
    full = 0.0
    rest = sum(s for _, _, s in order)
    for limit, cap, s in order:
        if full + limit * rest >= amount:
            return (amount - full) / rest
        full += cap
        rest -= s
    return order[-1][0] if order else 0.0


def _mend(values: list[int], caps: Sequence[int]) -> list[int]:
    """Rounding may leave a value one sample over its cap: hand the excess to one with room."""
    spare = 0
    for n, (value, cap) in enumerate(zip(values, caps, strict=True)):
        kept = min(max(value, 0), cap)
        spare += value - kept
        values[n] = kept
    for n, cap in enumerate(caps):
        if not spare:
            break
        step = min(spare, cap - values[n]) if spare > 0 else max(spare, -values[n])
        values[n] += step
        spare -= step
    return values
