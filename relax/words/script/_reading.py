"""What comes of reading words: a script, what stops it, and what was taken for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relax.data import Strict, bundled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relax.errors import Place, ScriptError
    from relax.words.script._model import Script


@dataclass(frozen=True, slots=True)
class Taken:
    """Something that is not words, and what it was taken for.

    Attributes:
        kind: a key of ``kinds`` in ``taken.yaml``, which words it for a person.
        text: as it stands in the file.
        place: where.
        became: what it is in the script: a cue, a title; "" where it is nothing, or a comment.
    """

    kind: str
    text: str
    place: Place | None = None
    became: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, read.

    Attributes:
        script: its words, without what stopped the reader; None where not even its head is legible.
        problems: what stops it from being spoken, in order of place.
        taken: what is not words, in order of place.
        text: the text that lines and columns count in.
        has_front: whether the words begin with front matter, or SSML that relax wrote.
        kind: the format of the file; “text” for scripts, SSML and text of any kind.
        notes: a sentence for each kind of thing that a document lost on its way into text.
    """

    script: Script | None
    problems: tuple[ScriptError, ...] = ()
    taken: tuple[Taken, ...] = ()
    text: str = ""
    has_front: bool = False
    kind: str = "text"
    notes: tuple[str, ...] = ()

    def whole(self) -> Script:
        """The script, if nothing stops it.

        Raises:
            ScriptError: the first problem; it says how many there are.
        """
        if self.problems:
            first, *others = self.problems
            if others and "relax check" not in first.hint:
                more = f"It is the first of {len(self.problems)}: `relax check` lists them."
                first.hint = f"{first.hint} {more}".strip()
            raise first
        if self.script is None:
            raise AssertionError  # then there is a problem
        return self.script


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
