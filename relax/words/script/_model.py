"""The script as plain immutable values: what will be said, and what happens between."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import Field

from relax.data import Strict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relax.errors import Place


class PauseKind(StrEnum):
    """Why it is quiet; pacing.yaml gives each kind its lengths (reference: care.md 2.3)."""

    PHRASE = "phrase"
    SENTENCE = "sentence"
    CHOICE = "choice"
    INVITATION = "invitation"
    REGION = "region"
    GROUP = "group"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Way:
    """How letters ``start`` to ``end`` of one sentence are said, there and nowhere else.

    ``said``: IPA between slashes, or a respelling; in a script ``[read](/ɹɛd/)``.
    """

    start: int
    end: int
    said: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One spoken sentence, as read in the transcript. One caption each.

    ``ways``: words of it that are said in a way of their own, in order. ``pieces``: (letter of
    the text, place) of each further line it stands on.
    """

    text: str
    place: Place | None = field(default=None, compare=False)
    ways: tuple[Way, ...] = ()
    pieces: tuple[tuple[int, Place], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Comment:
    """``% words``: a line for who reads the script; never spoken, kept by the round trip."""

    text: str
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Pause:
    """``[pause]``, ``[pause 4s]``, ``[pause 6-14s]`` or ``[pause rest]``.

    Exactly one of ``kind`` and ``seconds`` may be set; neither: the kind follows from the place.
    ``seconds`` is (shortest, longest); the two are equal when the pause is exact.
    """

    kind: PauseKind | None = None
    seconds: tuple[float, float] | None = None
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Quiet:
    """``[quiet 60s]``: a long silence that the words before it have announced. In seconds."""

    seconds: tuple[float, float]
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class BreathPattern:
    """Seconds of one breath cycle. ``top_up`` is a second small in-breath after ``inhale``."""

    inhale: float
    exhale: float
    hold: float = 0.0
    rest: float = 0.0
    top_up: float = 0.0

    @property
    def cycle(self) -> float:
        """Seconds from one in-breath to the next."""
        return self.inhale + self.top_up + self.hold + self.exhale + self.rest


@dataclass(frozen=True, slots=True)
class Breathe:
    """``[breathe in 4 out 6 for 3-8m; ramp from 3/4; tone; count first 3]``: paced breathing.

    Either ``seconds`` (shortest, longest; filled with whole cycles) or ``cycles`` is set.
    ``ramp_from``: (inhale, exhale) of the first cycle, moving to the pattern.
    ``count_first``: how many cycles are counted aloud. ``sentences`` are spoken over the pacing,
    spread evenly; in the script they stand between the cue and ``[/breathe]``.
    """

    pattern: BreathPattern
    seconds: tuple[float, float] | None = None
    cycles: int | None = None
    ramp_from: tuple[float, float] | None = None
    tone: bool = False
    count_first: int = 0
    sentences: tuple[Sentence, ...] = ()
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Tone:
    """``[tone 6s]``: one soft swell, in seconds."""

    seconds: float
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Bell:
    """``[bell]``: one soft bell, only where the words before it have announced it."""

    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class BedLevel:
    """``[bed -6dB]``: from here the bed plays this many decibels from its own level."""

    decibels: float
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class LineBreak:
    """The end of a line inside a paragraph: keeps the text as the person laid it out."""


@dataclass(frozen=True, slots=True)
class ParagraphBreak:
    """A blank line: one thought, or one body region, ends."""


@dataclass(frozen=True, slots=True)
class Choice:
    """``[optional] … [/optional]``: may be left out to fit the length."""

    items: tuple[Item, ...]
    place: Place | None = field(default=None, compare=False)


Item = (
    Sentence
    | Pause
    | Quiet
    | Breathe
    | Tone
    | Bell
    | BedLevel
    | LineBreak
    | ParagraphBreak
    | Choice
    | Comment
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """What stands under one ``## title``; the title is "" for words before the first one."""

    title: str
    items: tuple[Item, ...]
    place: Place | None = field(default=None, compare=False)


class ScriptMeta(Strict):
    """The front matter of a script. Every field may be left out but ``title``."""

    title: str
    """What a player shows; neutral, never a complaint or a name."""
    template: str | None = None
    """Id of the template it was rendered from."""
    language: str = "en"
    """BCP 47."""
    minutes: float | None = Field(default=None, gt=0, le=180)
    """Length of the track; the natural length of the words when absent."""
    form: str | None = None
    """breath, scan, muscle, grounding, table, integration, sleep or consent."""
    ending: str = "reorient"
    """reorient, sleep, nap_wake or bridge: what the last chapter does."""
    setting: str | None = None
    """before, on_table, after, home, sleep or clinic_group."""
    position: str | None = None
    """seated, supine, prone, side, semi_reclined or standing."""
    silence_max_s: float = Field(default=25.0, ge=10, le=90)
    """The longest silence that needs no announcement, in seconds."""
    lead_in_s: float | None = Field(default=None, ge=5, le=300)
    """So long only the bed is heard before the first word, in seconds; the usual when absent."""
    sounds: tuple[str, ...] = ()
    """Sounds the words announce: tone, bell, bed."""
    seed: int = 0
    """What chose among wordings; kept so that the same script can be made again."""
    personal: tuple[str, ...] = ()
    """Words that belong to one person: sentences with them stay out of tags and shared caches."""
    one_person: bool = False
    """Whether what one person needs has shaped the words, though nothing personal is spoken."""
    say: dict[str, str] = Field(default_factory=dict)
    """Written word → how the voice is to say it. Never shown in the transcript."""

    @property
    def hypervigilance(self) -> bool:
        """Whether silences are kept short, and choices come more often (care.md 2.3, 3.4)."""
        return self.silence_max_s <= 15


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script. ``chapters`` are in the order they are heard."""

    meta: ScriptMeta
    chapters: tuple[Chapter, ...]

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence that may be spoken, in order, those over paced breathing included."""
        for chapter in self.chapters:
            yield from sentences_of(chapter.items)

    def is_personal(self, text: str) -> bool:
        """Whether ``text`` holds a whole word that belongs to one person."""
        return self.without_personal(text)[1] > 0

    def without_personal(self, text: str) -> tuple[str, int]:
        """``text`` without the words that belong to one person, and how many there were."""
        count = 0
        for word in filter(None, self.meta.personal):
            whole = rf"(?<!\w){re.escape(word)}(?!\w)"
            text, found = re.subn(whole, "", text, flags=re.IGNORECASE)
            count += found
        return text, count


def sentences_of(items: tuple[Item, ...]) -> Iterator[Sentence]:
    """Every sentence among ``items``, in order, inside choices and paced breathing too."""
    for item in items:
        if isinstance(item, Sentence):
            yield item
        elif isinstance(item, Choice):
            yield from sentences_of(item.items)
        elif isinstance(item, Breathe):
            yield from item.sentences
