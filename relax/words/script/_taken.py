"""What a reader took for what → sentences for a person, one for each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.data import Strict, bundled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relax.words.script._reading import Taken


class TakenData(Strict):
    """``data/<language>/taken.yaml``: a sentence for each kind."""

    pause: str
    direction: str
    note: str
    speaker: str
    time_mark: str
    struck: str
    picture: str
    rule: str
    item: str
    emphasis: str
    link: str
    element: str
    left_out: str
    comment: str
    language: str
    mark: str
    changed_break: str
    title: str
    heading: str


_LONGEST = 60
_UNSPOKEN = frozenset({"direction", "note", "speaker", "struck", "left_out"})


def unspoken(taken: Sequence[Taken]) -> str:
    """A sentence on how much of a text is not spoken though it has words; "" for nothing."""
    count = sum(each.kind in _UNSPOKEN for each in taken)
    if not count:
        return ""
    what = "1 note or direction is" if count == 1 else f"{count} notes and directions are"
    return f"{what} not spoken; `relax check` shows them."


def taken_told(taken: Sequence[Taken]) -> Iterator[tuple[Taken, str]]:
    """The first of each kind, and a sentence about all of that kind."""
    wording = bundled("words", "taken", TakenData, "en").model_dump()
    kinds = dict.fromkeys(each.kind for each in taken)
    for kind in kinds:
        first, *others = (each for each in taken if each.kind == kind)
        count = len({each.text for each in others} - {first.text})
        more = f", and {count} more like it" if count else ""
        text = first.text if len(first.text) <= _LONGEST else f"{first.text[:_LONGEST]}…"
        yield first, wording[kind].format(text=text, became=first.became, more=more)
