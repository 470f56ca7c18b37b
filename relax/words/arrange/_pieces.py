"""Templates and scripts for one track: whether they go together, and how long each of them is."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf
from typing import TYPE_CHECKING, Final, Literal, NoReturn

from relax.errors import BadInput, LengthError, RefusedError
from relax.units import in_minutes
from relax.words.arrange._frame import frame_of
from relax.words.arrange._meta import merged_meta, refuse_unfit
from relax.words.care import choices
from relax.words.gates import apply_gates
from relax.words.pacing import USUAL_MINUTES, estimate, ideal_seconds, spans_for
from relax.words.script import Script, ScriptMeta
from relax.words.template import Template, gate_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from relax.words.client import Client

    Field = Literal["position", "setting"]

LONGEST_MINUTES: Final = 180.0
_EDGES_S: Final = 18.0
"""Of a track, before and after its words, where nothing else is known."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A template or a script, and what people call it."""

    name: str
    source: Template | Script

    @property
    def weight(self) -> float:
        """Minutes that it takes by itself."""
        if isinstance(self.source, Template):
            return self.source.meta.minutes.default
        return self.source.meta.minutes or _natural_minutes(self.source)

    def meta(self, minutes: float) -> ScriptMeta:
        """Its front matter in ``minutes``, as far as it is known before it is rendered."""
        if isinstance(self.source, Script):
            return self.source.meta.model_copy(update={"minutes": minutes})
        declared = self.source.meta
        return ScriptMeta(
            title=declared.title,
            template=declared.id,
            language=declared.language,
            minutes=minutes,
            form=declared.form,
            ending=declared.ending,
        )


@dataclass(frozen=True, slots=True)
class Together:
    """Pieces that go together.

    Attributes:
        pieces: in the order they are heard.
        client: placed so that all of them suit.
        minutes: length of the whole.
        shares: minutes of it for each piece.
        meta: as much of the front matter as is known before anything is rendered.
        title: of the whole, where one was given.
        is_free: whether it is one script that may be as long as its words are.
    """

    pieces: tuple[Piece, ...]
    client: Client
    minutes: float
    shares: tuple[float, ...]
    meta: ScriptMeta
    title: str | None
    is_free: bool

    @property
    def alone(self) -> Script | None:
        """The script, where it is only one."""
        first, *others = (piece.source for piece in self.pieces)
        return first if isinstance(first, Script) and not others else None

    @property
    def has_templates(self) -> bool:
        """Whether anything of it is still to be rendered."""
        return any(isinstance(piece.source, Template) for piece in self.pieces)


def put_together(
    pieces: Sequence[Piece], client: Client, minutes: float | None, title: str | None = None
) -> Together:
    """Pieces that can be one track, with the minutes each is given.

    Raises:
        LengthError: they cannot be as long as asked, which the message names.
        BadInput, RefusedError: two of them do not go together, or one is not for this client.
    """
    refuse_unfit([(piece.name, piece.meta(piece.weight)) for piece in pieces])
    client = _placed(pieces, client)
    total = minutes if minutes is not None else client.duration_min
    shares = _shares(pieces, total)
    named = [(piece.name, piece.meta(share)) for piece, share in zip(pieces, shares, strict=True)]
    whole = sum(shares) if total is None else total
    meta = merged_meta(named, title, whole, None)
    is_free = total is None and len(pieces) == 1 and _is_free(pieces[0].source)
    return Together(tuple(pieces), client, whole, shares, meta, title, is_free)


def _is_free(source: Template | Script) -> bool:
    return isinstance(source, Script) and source.meta.minutes is None


def _natural_minutes(script: Script) -> float:
    """Length of words that do not say how long they are: by estimate, to half a minute."""
    return max(round((_seconds(script, USUAL_MINUTES) + _EDGES_S) / 30) / 2, 0.5)


def _weight(pieces: Sequence[Piece], n: int) -> float:
    """Minutes a piece takes in its place: of a script, without what does not come along."""
    piece = pieces[n]
    if isinstance(piece.source, Template) or len(pieces) == 1:
        return piece.weight
    script, frame = piece.source, frame_of(piece.source)
    gone = [frame.opening if n else None, frame.closing if n < len(pieces) - 1 else None]
    left_out = Script(script.meta, tuple(chapter for chapter in gone if chapter))
    return max(piece.weight - _seconds(left_out, piece.weight) / 60, 0.5)


def _seconds(script: Script, minutes: float) -> float:
    """What words take, by estimate, in a track of ``minutes``."""
    spans = spans_for(minutes, script.meta.silence_max_s)
    return ideal_seconds(script, spans, lambda phrase: estimate(phrase, script))


def _shares(pieces: Sequence[Piece], total: float | None) -> tuple[float, ...]:
    """Minutes of each, in proportion to what it takes by itself, none outside its honest range."""
    weights = [_weight(pieces, n) for n in range(len(pieces))]
    limits = [
        (p.source.meta.minutes.min, p.source.meta.minutes.max)
        if isinstance(p.source, Template)
        else (0.0, inf)
        for p in pieces
    ]
    low, high = sum(low for low, _ in limits), min(sum(high for _, high in limits), LONGEST_MINUTES)
    wanted = ceil(sum(weights) * 2) / 2 if total is None else total
    if total is None and not low <= wanted <= high:  # by rounding
        wanted = min(max(wanted, low), high)
    if not low <= wanted <= high or wanted <= 0:
        together = " together" if len(pieces) > 1 else ""
        raise LengthError(
            f"{_and(piece.name for piece in pieces)} cannot honestly be made "
            f"{in_minutes(wanted)} long{together}.",
            hint=f"They can last from {max(low, 0.5):g} to {high:g} minutes.",
        )
    fixed: dict[int, float] = {}
    while True:
        left = wanted - sum(fixed.values())
        free = [n for n in range(len(pieces)) if n not in fixed]
        per = left / sum(weights[n] for n in free) if free else 0.0
        out = {n: min(max(weights[n] * per, limits[n][0]), limits[n][1]) for n in free}
        beyond = {n: out[n] for n in free if abs(out[n] - weights[n] * per) > 1e-9}
        over = sum(out.values()) - left
        if not beyond or abs(over) < 1e-9:
            found = {**fixed, **out}
            return tuple(found[n] for n in range(len(pieces)))
        # As when space is shared among boxes: those on the side that is too much are settled first.
        fixed |= {n: m for n, m in beyond.items() if (m > weights[n] * per) == (over > 0)}


def _placed(pieces: Sequence[Piece], client: Client) -> Client:
    """The client in a position and a setting that suit all of the pieces.

    Raises:
        RefusedError: one is not offered to this client.
        BadInput: two have none in common.
    """
    templates = [p.source for p in pieces if isinstance(p.source, Template)]
    scripts = [p.source.meta for p in pieces if isinstance(p.source, Script)]
    if not templates:
        return client
    decisions = [apply_gates(gate_facts(template.meta), client) for template in templates]
    fields: tuple[Field, Field] = ("position", "setting")
    for field in fields:
        chosen = [getattr(decision, field) for decision in decisions]
        given = [value for meta in scripts if (value := getattr(meta, field))]
        if len({*chosen, *given}) == 1:
            continue
        options = [_options(piece, field, client) for piece in pieces]
        everyone = [o for o in options if o is not None]
        common = [v for v in (*chosen, *everyone[0]) if all(v in o for o in everyone)]
        if not common:
            _refuse_places(pieces, options, field)
        client = client.model_copy(update={field: common[0]})
    return client


def _options(piece: Piece, field: Field, client: Client) -> tuple[str, ...] | None:
    """The positions or settings of a piece that this client may have; None for any."""
    if isinstance(piece.source, Script):
        value = getattr(piece.source.meta, field)
        return (value,) if value else None
    facts = gate_facts(piece.source.meta)
    declared: tuple[str, ...] = facts.positions if field == "position" else facts.settings
    if field in client.model_fields_set:
        return (getattr(apply_gates(facts, client), field),)
    if not declared:
        return None
    return tuple(value for value in declared if _offered(piece.source, field, value, client))


def _offered(template: Template, field: Field, value: str, client: Client) -> bool:
    try:
        apply_gates(gate_facts(template.meta), client.model_copy(update={field: value}))
    except RefusedError:
        return False
    return True


def _refuse_places(
    pieces: Sequence[Piece], options: Sequence[tuple[str, ...] | None], field: Field
) -> NoReturn:
    """Name the first two that have no position, or no setting, in common."""
    means = choices().positions if field == "position" else choices().settings
    known = [(p.name, o) for p, o in zip(pieces, options, strict=True) if o is not None]
    for n, (one, here) in enumerate(known):
        for other, there in known[n + 1 :]:
            if not set(here) & set(there):
                raise BadInput(
                    f"{one} and {other} do not go together: one is for "
                    f"{means.get(here[0], here[0])}, the other for {means.get(there[0], there[0])}."
                )
    raise BadInput(f"{_and(name for name, _ in known)} have no {field} in common.")


def _and(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
