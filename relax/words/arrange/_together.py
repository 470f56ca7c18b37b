"""Pieces that go together → the words of one track, with as much in each as fits its share."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput, Place, TemplateError, WordingError
from relax.words.arrange._bells import bell_seconds, refuse_bells, with_bells
from relax.words.arrange._clinic import clinic_seconds, with_clinic
from relax.words.arrange._data import joining_words
from relax.words.arrange._frame import frame_of
from relax.words.arrange._join import PLAIN, Manner, Part, join, made_as_long
from relax.words.arrange._meta import merged_meta, refuse_unfit
from relax.words.check import check_script, facts_for, stops
from relax.words.gates import apply_gates
from relax.words.pacing import estimate, ideal_seconds, pacing, resolve, spans_for
from relax.words.script import Script
from relax.words.template import (
    Clinic,
    Rendered,
    Template,
    as_dense_as_wanted,
    as_printed,
    draft,
    find_template,
    gate_facts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from relax.words.arrange._pieces import Piece, Together
    from relax.words.check import Facts
    from relax.words.client import Client
    from relax.words.script import ScriptMeta, Sentence
    from relax.words.template import Wanted

_FRAME_MINUTES: Final = 1.7
"""What the opening and the closing of a template take by themselves."""
_SCALES: Final = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 1.15, 1.3, 1.6, 2.0)
"""How much a part is given to say, of what its time has room for: until it fits."""
_MOST_SCALES: Final = 3
_LATE: Final = frozenset({"OPEN_LENGTH", "OPEN_CHOICE", "OPEN_EYES", "SLEEP_END"})
"""Rules that an opening breaks which takes too long to come to the point."""
_VOICES_WPM: Final = (122.0, 165.0)
"""Words a minute of a slow voice after a lead-in, with which an opening is in time, and of a quick
one, with which a closing is long enough."""
_ROOM: Final = 1.05
"""How far words must be able to be stretched over their length: a voice may be quicker."""
_OF_PERSONS: Final = frozenset({"AVOID_RESPECT", "SENS_GUARD", "HOLD_GATE"})
"""Rules that depend on whom it is for."""


def render_together(together: Together, wanted: Wanted, folders: Sequence[Path]) -> Rendered:
    """The words of one track from several pieces, or from one script.

    Raises:
        RefusedError, WordingError: a care gate or what was left out forbids one of them.
        TemplateError: one cannot be rendered.
    """
    for piece in together.pieces:
        if isinstance(piece.source, Script):
            _refuse_for(together.client, piece.source, folders)
    parts = _Parts(together, wanted, folders)
    meta = parts.meta()
    refuse_bells(wanted.bells, together.client, meta.ending)
    clinic = wanted.clinic if wanted.clinic and not together.alone else Clinic()
    room = together.minutes * 60 - wanted.edge_s
    room -= bell_seconds(wanted.bells, together.minutes, meta.language)
    room -= clinic_seconds(clinic, together.minutes, meta.language)
    wanted = replace(wanted, clinic=clinic)
    found = _first_sound(parts, meta, room, wanted)
    script, notices = (
        found.script,
        (*parts.notices, *found.notices, *_longer(found.script, together)),
    )
    if together.is_free:
        script = replace(script, meta=script.meta.model_copy(update={"minutes": None}))
    name = f"{'+'.join(piece.name.removesuffix('.md') for piece in together.pieces)}.md"
    return Rendered(as_printed(script, name), tuple(dict.fromkeys(notices)))


def _completed(script: Script, together: Together, room: float, wanted: Wanted) -> Rendered:
    """A joined script with as much as there is room for, the clinic's words, and bells."""
    if together.has_templates:
        script = as_dense_as_wanted(script, room, _band(together))
    script, told = with_clinic(script, wanted.clinic or Clinic())
    script, missing = with_bells(script, wanted.bells)
    return Rendered(script, (*told, *missing))


def _first_sound(parts: _Parts, meta: ScriptMeta, room: float, wanted: Wanted) -> Rendered:
    """The first in which the language check finds no error, or else the one with the fewest."""
    facts = _facts(parts.together.client, meta)
    best: tuple[int, Rendered] | None = None
    for scale in islice(parts.scales(meta, room), _MOST_SCALES):
        manner, tried = PLAIN, False
        while not tried:
            script = join(parts.at(scale), meta, manner) if parts.joins else parts.alone(meta)
            each = _completed(script, parts.together, room, wanted)
            rules = _wrong(each.script, facts)
            if not rules:
                return each
            if best is None or len(rules) <= best[0]:
                best = len(rules), each
            better = _remedy(manner, rules, parts.most_added(meta))
            manner, tried = better, better == manner
    assert best is not None  # noqa: S101  (there is always one)
    return best[1]


def _wrong(script: Script, facts: Facts) -> set[str]:
    """The rules that a script breaks, with a slow voice or with a quick one."""
    paced = [replace(facts, voice_wpm=wpm) for wpm in _VOICES_WPM]
    return {f.rule for voice in paced for f in stops(check_script(script, facts=voice))}


def _remedy(manner: Manner, rules: set[str], most_added: int) -> Manner:
    """How scripts are to be joined so that ``rules`` may be kept; the same where nothing helps."""
    longer = manner.longer + ("CLOSE_REORIENT" in rules)
    return Manner(
        reminded=manner.reminded or "ANCHORS" in rules,
        brief=manner.brief or bool(rules & _LATE),
        longer=min(longer, most_added),
    )


def _longer(script: Script, together: Together) -> tuple[str, ...]:
    """That sentences were added to somebody's own closing, if there were."""
    last = together.pieces[-1].source
    if not isinstance(last, Script) or together.alone:
        return ()
    more = set(joining_words(script.meta.language).closing_more)
    own = {sentence.text for sentence in last.sentences()}
    added = [s.text for s in script.sentences() if s.text in more - own]
    if not added:
        return ()
    return (f"Added to the closing, which is short for such a length: {' '.join(added)}",)


def _facts(client: Client, meta: ScriptMeta) -> Facts:
    """What the check is told of a track that is still only words."""
    sounds = frozenset({"bed"} if "bed" in meta.sounds else ())
    facts = facts_for(client, meta.position)
    return replace(
        facts,
        sounds=sounds,
        support_in_transcript=True,
        voice_disclosed=True,
    )


def _refuse_for(client: Client, script: Script, folders: Sequence[Path]) -> None:
    """Stop at somebody's own script that is not for this client.

    Raises:
        RefusedError: the template it came from is not offered.
        WordingError: it names what was left out, or paces the breath as it may not be.
    """
    if script.meta.template:
        try:
            template = find_template(script.meta.template, folders)
        except TemplateError:  # of another house
            template = None
        if template:
            apply_gates(gate_facts(template.meta), client)
    found = check_script(script, facts=facts_for(client, script.meta.position))
    if stopped := [f for f in stops(found) if f.rule in _OF_PERSONS]:
        first = stopped[0]
        place = Place(first.file, first.line, first.column)
        raise WordingError(
            f"{first.rule}: {first.message}", hint=f"{first.suggestion}.", place=place
        )


def _band(together: Together) -> tuple[float, float]:
    """Least and most words a minute in the main part: of each form, as much as there is of it."""
    forms = pacing().band_of_form
    bands = [
        (pacing().density_of(form, together.minutes), share)
        for piece, share in zip(together.pieces, together.shares, strict=True)
        if (form := piece.source.meta.form) in forms
    ]
    if not bands:
        return 0.0, float("inf")
    whole = sum(share for _, share in bands)
    least = sum(low * share for (low, _), share in bands) / whole
    return least, sum(high * share for (_, high), share in bands) / whole


class _Parts:
    """The pieces of one track, each as long as its share, and the frame as long as the whole."""

    def __init__(self, together: Together, wanted: Wanted, folders: Sequence[Path]) -> None:
        self.together = together
        self._wanted = wanted
        self._folders = folders
        self.notices: list[str] = []
        self._refuse_variables()
        self._whole = [self._script(piece, together.minutes) for piece in together.pieces]
        self._at: dict[float, list[Part]] = {}
        if self.joins:
            for piece in together.pieces:
                self._tell_left_out(piece)

    def meta(self) -> ScriptMeta:
        """The front matter of the whole.

        Raises:
            BadInput: what was rendered does not go together.
        """
        together = self.together
        named = [
            (piece.name, script.meta.model_copy(update={"minutes": share}))
            for piece, script, share in zip(
                together.pieces, self._whole, together.shares, strict=True
            )
        ]
        refuse_unfit(named)
        return merged_meta(named, together.title, together.minutes, self._wanted.lead_in_s)

    @property
    def joins(self) -> bool:
        """Whether there are several, or a template."""
        return self.together.alone is None

    def alone(self, meta: ScriptMeta) -> Script:
        """The only script, under its new front matter."""
        script = self.together.pieces[0].source
        assert isinstance(script, Script)  # noqa: S101  (asked for only where it is one)
        return made_as_long(script, meta)

    def most_added(self, meta: ScriptMeta) -> int:
        """How many sentences a closing may be longer by; a template's own is long enough."""
        own = isinstance(self.together.pieces[-1].source, Script) and meta.ending != "sleep"
        return len(joining_words(meta.language).closing_more) if own and self.joins else 0

    def scales(self, meta: ScriptMeta, room: float) -> Iterator[float]:
        """How much each is given to say; what can fill ``room`` seconds comes first."""
        if not self.together.has_templates:
            yield _SCALES[0]
            return
        others: list[tuple[float, float]] = []
        for scale in _SCALES:
            off = _off(join(self.at(scale), meta), room)
            if off <= 0:
                yield scale
            else:
                others.append((off, scale))
        yield from (scale for _, scale in sorted(others))

    def at(self, scale: float) -> list[Part]:
        """The parts, each with as much to say as ``scale`` times its share has room for."""
        if scale not in self._at:
            self._at[scale] = self._parts(scale)
        return self._at[scale]

    def _parts(self, scale: float) -> list[Part]:
        found = []
        together = self.together
        for piece, whole, share in zip(together.pieces, self._whole, together.shares, strict=True):
            rendered = isinstance(piece.source, Template)
            frame = frame_of(whole, by_chapters=rendered)
            if isinstance(piece.source, Template):
                limits = piece.source.meta.minutes
                minutes = min(max(share * scale + _FRAME_MINUTES, limits.min), limits.max)
                own = frame_of(self._script(piece, minutes), by_chapters=True)
                frame = replace(frame, middle=own.middle)
            found.append(Part(piece.name, whole.meta.title, frame))
        return found

    def _script(self, piece: Piece, minutes: float) -> Script:
        """Everything a piece has to say in ``minutes``."""
        if isinstance(piece.source, Script):
            return piece.source
        declared = piece.source.meta.variables
        own = tuple((name, value) for name, value in self._wanted.variables if name in declared)
        drafted = draft(
            piece.source,
            self.together.client,
            replace(self._wanted, variables=own),
            self._folders,
            minutes,
            of=self.together.minutes,
        )
        self.notices += drafted.notices
        return drafted.script

    def _refuse_variables(self) -> None:
        sources = [piece.source for piece in self.together.pieces]
        known = {name for s in sources if isinstance(s, Template) for name in s.meta.variables}
        if {name for name, _ in self._wanted.variables} - known:
            raise BadInput(
                "None of these has a setting of that name.",
                hint=f"They have: {', '.join(sorted(known)) or 'none'}.",
            )

    def _tell_left_out(self, piece: Piece) -> None:
        """Say what of somebody's own script does not come along, so that nothing goes unseen."""
        pieces, script = self.together.pieces, piece.source
        if not isinstance(script, Script):
            return
        frame = frame_of(script)
        opening = None if piece is pieces[0] else frame.opening
        closing = None if piece is pieces[-1] else frame.closing
        parts = {"opening": opening, "closing": closing}
        gone = [name for name, part in parts.items() if part]
        if gone:
            verb = "are" if gone[1:] else "is"
            self.notices.append(f"The {' and the '.join(gone)} of {piece.name} {verb} left out.")
        lost = [
            s for part in parts.values() if part for s in Script(script.meta, (part,)).sentences()
        ]
        for sentence in frame.unusual:
            if sentence in lost:
                self.notices.append(_lost(piece.name, sentence, script))


def _lost(name: str, sentence: Sentence, script: Script) -> str:
    """A sentence that somebody may miss, unless it is personal."""
    at = f":{sentence.place.line}" if sentence.place else ""
    if script.is_personal(sentence.text):
        return f"With it goes a personal sentence at {name}{at}."
    return f"With it goes {name}{at}: “{sentence.text}”"


def _off(script: Script, room: float) -> float:
    """Seconds by which words are too many or too few for ``room``; 0 where they can fit it."""
    spans = spans_for(script.meta.minutes or 0.0, script.meta.silence_max_s)

    @cache
    def measure(phrase: str) -> float:
        return estimate(phrase, script)

    least = ideal_seconds(resolve(script, set()), spans, measure)
    most = ideal_seconds(script, spans.eased(1.0), measure)
    return max(least - room, room * _ROOM - most, 0.0)
