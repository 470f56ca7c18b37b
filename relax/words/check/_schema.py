"""The shape of rules.yaml, structure.yaml, check.yaml and of a clinic's own rules."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from relax.data import Strict
from relax.words.check._finding import Severity  # noqa: TC001  (pydantic reads it)
from relax.words.check._patterns import pattern_text

Unless = Literal[
    "paced", "exit", "choice", "choice_near", "breath_hold", "muscle", "opted_in", "spiritual"
]
Denial = Literal["freed", "stated", "dont"]
Denied = Literal["freed", "stated", "dont", "way_out"]

TRY_EACH = {"try each pattern": True}
"""Context of a validation that compiles every pattern by itself, so that one that does not work is
named with its place. Those we ship are compiled by rule, once; that halves the time they take."""


def _compiles(text: str, info: ValidationInfo) -> str:
    pattern = pattern_text(text)
    if not info.context:
        return pattern
    try:
        re.compile(re.sub(r"%\w+%", "(?:x)", pattern))
    except re.error as error:
        raise ValueError(f"the pattern does not work: {error}") from None
    return pattern


Pattern = Annotated[str, Field(min_length=1), AfterValidator(_compiles)]
"""A regular expression with plain quotes; may use %lists%."""


class FixData(Strict):
    """``find``, from where the match begins, becomes ``put``."""

    find: Pattern
    put: str


class RuleData(Strict):
    """One wording rule, as explained at the head of rules.yaml."""

    id: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
    severity: Severity
    patterns: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    innocent: tuple[Pattern, ...] = ()
    unless: tuple[Unless, ...] = ()
    denied: tuple[Denied, ...] = ()
    titles: bool = True
    why: Annotated[str, Field(min_length=10)]
    alternatives: tuple[str, ...] = ()
    fix: tuple[FixData, ...] = ()


class RulesData(Strict):
    """``data/<language>/rules.yaml``."""

    words: dict[str, Pattern] = Field(default_factory=dict)
    rules: tuple[RuleData, ...]


class DenialData(Strict):
    """One kind of negation, as explained at the head of negation.yaml."""

    frame: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    behind: tuple[Pattern, ...] = ()
    ends: Pattern | None = None


class WayOutData(Strict):
    """What may come by itself, what leads out of it, and what leads into it."""

    event: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    answer: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    toward: Pattern


class NegationData(Strict):
    """``data/<language>/negation.yaml``. The list ``not`` holds every word that negates."""

    words: dict[str, Pattern]
    questions: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    void: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    opening: Pattern
    ends: Pattern
    continues: Pattern
    denials: dict[Denial, DenialData]
    way_out: WayOutData


class SilenceData(Strict):
    """A rule a clinic does not want, and why: the reason is kept with the track."""

    rule: str
    reason: Annotated[str, Field(min_length=10)]


class ExtraData(Strict):
    """A clinic's own file for ``--rules``."""

    words: dict[str, Pattern] = Field(default_factory=dict)
    rules: tuple[RuleData, ...] = ()
    silence: tuple[SilenceData, ...] = ()


class PatternsData(Strict):
    """Vocabulary by which the structure of a track is recognised."""

    choice: Pattern
    skip: Pattern
    permission: Pattern
    exit: Pattern
    stopping: Pattern
    skipping: Pattern
    length: Pattern
    outline: Pattern
    eyes: Pattern
    eyes_choice: Pattern
    posture: Pattern
    moving: Pattern
    anchor_offer: Pattern
    practice: Pattern
    participle: Pattern
    quiet_notice: Pattern
    bell_notice: Pattern
    tone_notice: Pattern
    bed_notice: Pattern
    pain: Pattern
    alerting: Pattern
    not_alerting: Pattern
    sleep_notice: Pattern
    support: Pattern
    disclosure: Pattern
    whisper: Pattern
    length_before: Pattern
    length_about: Pattern
    length_minutes: Pattern
    length_after: Pattern


class OptionsData(Strict):
    """How a sentence lists options."""

    or_: Annotated[Pattern, Field(alias="or")]
    comma: Pattern
    split: Pattern
    lead_in: Pattern
    idioms: Pattern
    next: Pattern
    start: Pattern


class ReadabilityData(Strict):
    """Reading ease: how to count words and syllables, and the weights of the formula."""

    word: Pattern
    syllable: Pattern
    silent: Pattern
    split: Pattern
    per_word: float
    per_syllable: float
    constant: float


class WordingData(Strict):
    """What a structural finding says. ``id``: the rule's name, when it differs from the key."""

    id: str | None = None
    severity: Severity
    why: Annotated[str, Field(min_length=10)]
    suggestion: str


class StructureData(Strict):
    """``data/<language>/structure.yaml``."""

    patterns: PatternsData
    openers: dict[str, Pattern]
    options: OptionsData
    anchors: dict[str, Pattern]
    external: tuple[str, ...]
    breath_anchor: str
    sensitive: dict[str, Pattern]
    sensitive_prone: dict[str, Pattern]
    sensitive_opt_in: dict[str, Pattern]
    sensitive_innocent: Pattern
    neutral: Pattern
    body: Pattern
    reorient: dict[str, Pattern]
    reorient_begins: tuple[str, ...]
    readability: ReadabilityData | None = None
    rules: dict[str, WordingData]
