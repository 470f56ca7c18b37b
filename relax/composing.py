"""A plan → its words, voiced and placed in time: no word that the language check refuses."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from relax import sound, timing, voices, words
from relax.errors import LengthError, Place, WordingError
from relax.speaking import speak
from relax.units import to_samples
from relax.words.check import check_script, check_timeline, stops

if TYPE_CHECKING:
    from relax.home import Home
    from relax.plan import Plan
    from relax.progress import Progress
    from relax.request import Request
    from relax.speaking import OpenVoices
    from relax.timing import Edges, Timeline
    from relax.words import Rendered, Script, Wanted
    from relax.words.check import Finding

_log = logging.getLogger(__name__)

DOUBT: Final = 1.3
"""A voice may be this much slower or quicker than the estimate of its words."""

SPARE_S: Final = 4.0
"""Words are corrected by a little more than they were off: pauses keep off their limits."""

ROUNDS: Final = 4
"""Times that words are chosen anew for a voice that is slower or quicker than the estimate."""


@dataclass(frozen=True, slots=True)
class Composed:
    """The words of a track in their places.

    Attributes:
        script: what is said.
        timeline: when.
        voice: identity of the voice that says it.
        notices: what a person should be told about how the request was met.
    """

    script: Script
    timeline: Timeline
    voice: str
    notices: tuple[str, ...]


def compose(plan: Plan, home: Home, open_voices: OpenVoices, progress: Progress) -> Composed:
    """The words of a plan, voiced and fitted to its length.

    Words are chosen by how long they will take; a voice that turns out slower or quicker than
    that gets fewer or more of them.

    Raises:
        LengthError: no choice of words and pauses has the length; with the range.
        WordingError: a rule of the language check is broken that was not allowed.
        VoiceError: a line could not be voiced; with its place.
    """
    open_voices.begin(plan, home)
    own = isinstance(plan.request.source, words.Script)
    spare_s = 0.0
    for n in range(ROUNDS):
        wanted = replace(plan.wanted, edge_s=plan.wanted.edge_s + spare_s)
        rendered = words_for(plan.request, wanted, home)
        refuse_wording(rendered.script, plan, estimate=own)
        if own:
            refuse_hopeless(rendered.script, plan.seconds, plan.settings.edges)
        try:
            return _voiced(rendered, plan, home, open_voices, progress)
        except LengthError as error:
            if n == ROUNDS - 1 or plan.seconds is None or own:
                raise
            spare_s += _too_long_by(error, plan.seconds)
            _log.debug("fit: round %d has no place in %.0f s, next with %+.1f s to spare",
                       n + 1, plan.seconds, spare_s)  # fmt: skip
    raise AssertionError  # the last round returns or raises


def words_for(request: Request, wanted: Wanted, home: Home) -> Rendered:
    """The script of a settled request: rendered from its template, or as somebody wrote it."""
    source = request.source
    if isinstance(source, words.Script):
        return words.Rendered(source, ())
    return words.render_whole(source, request.client, wanted, home.templates)


def _voiced(
    rendered: Rendered, plan: Plan, home: Home, open_voices: OpenVoices, progress: Progress
) -> Composed:
    script, request = rendered.script, plan.request
    spans = words.spans_for(request.minutes or words.USUAL_MINUTES, script.meta.silence_max_s)
    speech = speak(script, spans, plan, home, open_voices, progress)
    clips = sound.evened(speech.clips, home.beds)
    timeline = timing.fit(script, clips, plan.seconds, spans, plan.settings.edges)
    found = check_timeline(timeline, script, facts=plan.facts, rules=plan.rules)
    refuse(found, request.allow)
    return Composed(script, timeline, speech.identity, (*rendered.notices, *speech.notices))


def refuse_wording(script: Script, plan: Plan, *, estimate: bool = False) -> None:
    """Stop at the first rule that a script breaks and that was not allowed.

    ``estimate``: whether its course in time is judged too, by estimate.

    Raises:
        WordingError: see :func:`refuse`.
    """
    found = check_script(script, facts=plan.facts, rules=plan.rules, estimate=estimate)
    refuse(found, plan.request.allow)


def refuse_hopeless(script: Script, seconds: float | None, edges: Edges) -> None:
    """Stop at a length far from what the words can be, before anything is voiced.

    Raises:
        LengthError: with the range by estimate.
    """
    if seconds is None:
        return
    spans = words.spans_for(seconds / 60, script.meta.silence_max_s)
    clips = {
        phrase: voices.Clip(Path(), to_samples(words.estimate(phrase, script)))
        for phrase in timing.phrases_to_voice(script, spans)
    }
    try:
        timing.fit(script, clips, seconds, spans, edges)
    except LengthError as error:
        low, high = error.shortest or 0.0, error.longest or math.inf
        if seconds < low / DOUBT or seconds > high * DOUBT:
            raise


def _too_long_by(error: LengthError, seconds: float) -> float:
    """Seconds by which the words are over (or, below 0, under) what can be made of them."""
    if error.shortest is None or error.longest is None:
        raise error
    over = max(error.shortest - seconds, 0.0) - max(seconds - error.longest, 0.0)
    return over + math.copysign(SPARE_S, over)


def refuse(findings: list[Finding], allowed: tuple[str, ...]) -> None:
    """Stop at the first error of the language check that was not allowed.

    Raises:
        WordingError: with the rule, why, and what to say instead; the wording stays private.
    """
    if found := stops(findings, frozenset(allowed)):
        finding, *others = found
        instead = f"Instead: {finding.suggestion.rstrip('.')}. " if finding.suggestion else ""
        more = f" It is the first of {len(found)}: `relax check` lists them." if others else ""
        quoted = f" (“{finding.text}”)" if finding.text else ""
        error = WordingError(
            f"{finding.rule}{quoted}: {finding.message}",
            hint=f"{instead}To let it pass: --allow {finding.rule}.{more}",
            place=Place(finding.file, finding.line, finding.column),
        )
        error.instead = instead
        raise error
