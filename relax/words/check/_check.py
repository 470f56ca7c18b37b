"""The check itself: which rules run on a script, on a fitted track and on pasted text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from relax.words.check._choices import anchors, choice_rate, openers, option_count
from relax.words.check._course import estimate_course
from relax.words.check._cues import holds, silences, sounds
from relax.words.check._edges import closing, opening, orders, promises
from relax.words.check._facts import Facts
from relax.words.check._finding import Severity, in_order
from relax.words.check._lexical import lexical
from relax.words.check._patterns import lines_of
from relax.words.check._person import come_back, guarded, left_out, personal
from relax.words.check._readability import long_sentences, reading_ease
from relax.words.check._rules import load_rules
from relax.words.check._structure import limits
from relax.words.check._times import lengths, timed_course
from relax.words.check._unclear import homographs, unspeakable_words
from relax.words.check._view import View
from relax.words.reading import read_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from relax.words.check._finding import Finding
    from relax.words.check._rules import Rules
    from relax.words.check._times import Timed
    from relax.words.script import Script

    Rule = Callable[[View], Iterator[Finding]]

_OF_WORDS: tuple[Rule, ...] = (
    lexical, unspeakable_words, option_count, openers, orders, long_sentences, reading_ease,
    left_out, personal, sounds, holds, promises, homographs,
)  # fmt: skip
_OF_TIME: tuple[Rule, ...] = (
    opening, anchors, choice_rate, guarded, come_back, silences, closing, lengths,
)  # fmt: skip
_OF_A_PASSAGE: tuple[Rule, ...] = (lexical, option_count, long_sentences, left_out, silences)


def check_script(
    script: Script,
    *,
    text: str | None = None,
    facts: Facts | None = None,
    rules: Rules | None = None,
    estimate: bool = True,
) -> list[Finding]:
    """Everything that is wrong with a script, in order of place.

    Args:
        script: its words, cues and front matter.
        text: the file it was read from, for exact columns.
        facts: what the words do not show.
        rules: the wording rules; those shipped for the script's language by default.
        estimate: also judge what depends on time, by the voice's rate and the middle of each
            pause. Leave it out when :func:`check_timeline` follows.

    Raises:
        RelaxError: no rules are shipped for the script's language.
    """
    facts = facts or Facts()
    if facts.minutes:
        script = replace(script, meta=script.meta.model_copy(update={"minutes": facts.minutes}))
    course = estimate_course(script, facts)
    rules = rules or load_rules(script.meta.language)
    view = View(course, facts, rules, _file_of(script), tuple(lines_of(text or "")))
    return _run(view, _OF_WORDS + (_OF_TIME if estimate else ()))


def check_timeline(
    timeline: Timed,
    script: Script,
    *,
    text: str | None = None,
    facts: Facts | None = None,
    rules: Rules | None = None,
) -> list[Finding]:
    """What depends on time, measured on a fitted track.

    Args:
        timeline: a ``relax.timing.Timeline``.
        script: the words it was fitted from.
        text: as for :func:`check_script`, like the others.
        facts: likewise.
        rules: likewise.
    """
    facts = facts or Facts()
    rules = rules or load_rules(script.meta.language)
    course = timed_course(timeline, script)
    view = View(course, facts, rules, _file_of(script), tuple(lines_of(text or "")))
    return _run(view, _OF_TIME)


def check_text(
    text: str,
    file: str = "text",
    *,
    language: str = "en",
    facts: Facts | None = None,
    rules: Rules | None = None,
) -> list[Finding]:
    """What is wrong with words that may be only a passage, in any form.

    They are judged by their wording; what is long enough for a whole track also by its structure.
    What stops them from being read is not told.

    Raises:
        ScriptError: they cannot be read at all, or relax does not know their language.
    """
    facts = facts or Facts()
    reading = read_source(text, file, language=language)
    script = reading.script or reading.whole()
    course = estimate_course(script, facts)
    view = View(course, facts, rules or load_rules(language), file, tuple(lines_of(text)))
    words = sum(len(said.text.split()) for said in course.said)
    whole = words >= limits().whole_script_words
    return _run(view, _OF_WORDS + _OF_TIME if whole else _OF_A_PASSAGE)


def stops(findings: list[Finding], allowed: frozenset[str] = frozenset()) -> list[Finding]:
    """The errors among findings, without the rules that were allowed by name."""
    return [f for f in findings if f.severity is Severity.ERROR and f.rule not in allowed]


def _run(view: View, rules: tuple[Rule, ...]) -> list[Finding]:
    found = [finding for rule in rules for finding in rule(view)]
    guarded_at = {(f.line, f.column) for f in found if f.rule == "SENS_GUARD"}
    kept = [
        finding
        for finding in dict.fromkeys(found)
        if finding.rule not in view.rules.silenced
        and not (finding.rule == "BODY_SENS" and (finding.line, finding.column) in guarded_at)
    ]
    return in_order(kept)


def _file_of(script: Script) -> str:
    places = (sentence.place for sentence in script.sentences())
    return next((place.file for place in places if place), "script")
