"""Everything a template can use, by name. Client text is escaped before a template sees it."""

from __future__ import annotations

import itertools
import math
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from relax.errors import BadInput, TemplateError
from relax.words.body import Regions
from relax.words.care import support_spoken
from relax.words.pacing import spread_evenly
from relax.words.script import escape, format_number
from relax.words.speech import length_words, speech_words
from relax.words.template._wording import Wording

if TYPE_CHECKING:
    from relax.words.body import Region
    from relax.words.client import Client
    from relax.words.gates import Decision
    from relax.words.template._templates import Template, Variable
    from relax.words.template._wanted import Wanted

COARSE_BELOW = 8.0
FINE_FROM = 18.0
"""Minutes from which a scan stops at fewer or at more areas (care.md 2.1)."""

_GRAINS = ("coarse", "medium", "fine")


@dataclass(frozen=True, slots=True)
class Stop:
    """An area of a scan, with words chosen for this track.

    Attributes:
        your: “your palms”; ``name``: “palms”.
        lines: invitations to notice, the first one first.
        skip: a sentence that says how not to go there; "" for neutral areas.
        focus: the client asked for more time here.
        sens: 0 neutral, 1 or 2 optional.
    """

    id: str
    group: str
    name: str
    your: str
    plural: bool
    sided: bool
    sens: int
    focus: bool
    lines: tuple[str, ...]
    skip: str


class Toolbox:
    """The functions of a template that need client, regions and wording together."""

    def __init__(
        self, client: Client, decision: Decision, minutes: float, wording: Wording
    ) -> None:
        self._client = client
        self._decision = decision
        self._minutes = minutes
        self._wording = wording
        self._regions = Regions.load(client.language)
        self.anchors = [anchor.phrases[0] for anchor in decision.anchors]
        beside_breath = [a.phrases[0] for a in decision.anchors if a.id != "breath"]
        self.anchor = (beside_breath or self.anchors)[0]
        around = self._regions.outside(client)
        self._outside: list[tuple[str, tuple[str, ...] | None]] = [
            (name, None) for name in wording.some(len(around), around)
        ]

    def scan(
        self,
        order: str | None = None,
        parts: int = 3,
        granularity: str | None = None,
        most: float | None = None,
    ) -> list[list[Stop]]:
        """The stops of a scan in ``parts`` parts, none of them empty.

        The number of parts is the template's, so that chapters tell nothing about a client. The
        client's own order is used when ``order`` is None. ``most``: how many stops there is time
        for, one that is asked about first counting as two; those in focus stay in any case.
        """
        client = self._client
        grain = granularity or self._grain()
        journey = self._regions.journey(client, order or client.order, grain)  # type: ignore[arg-type]
        stops = [region for region in journey if region.id not in self._decision.rather_not]
        if most is not None:
            stops = self._as_many(stops, most)
        around = [name for name in self._regions.outside(client) if name != "light"]
        outside = [self._regions.get(n, client.position) for n in around]
        stops += [r for r in outside if r.id not in {s.id for s in stops}][
            : max(parts - len(stops), 0)
        ]
        while len(stops) < parts:
            stops.append(outside[len(stops) % len(outside)])
        taken = {stop.id for stop in stops}
        self._outside = [entry for entry in self._outside if entry[0] not in taken]
        marks = [round(n * len(stops) / parts) for n in range(parts + 1)]
        return [[self._stop(r) for r in stops[a:b]] for a, b in itertools.pairwise(marks)]

    def _as_many(self, stops: list[Region], most: float) -> list[Region]:
        """As many of the stops as there is room for, spread over all of them."""
        asked_for = {stop.id for stop in stops if stop.focus} | set(self._client.opt_in)
        room = most - sum(1 + bool(stop.skip) for stop in stops if stop.id in asked_for)
        kept = set(asked_for)
        others = [stop for stop in stops if stop.id not in asked_for]
        for n in spread_evenly(len(others)):
            time = 1 + bool(others[n].skip)
            if time <= room:
                kept.add(others[n].id)
                room -= time
        return [stop for stop in stops if stop.id in kept]

    def stop(self, *names: str) -> Stop | None:
        """The first of these areas that may be visited with this client; None when none may."""
        for name in names:
            if name in self._offered and name not in self._decision.rather_not:
                return self._stop(self._offered[name])
        return None

    @cached_property
    def _offered(self) -> dict[str, Region]:
        return {region.id: region for region in self._regions.offered(self._client)}

    def outside(self, most: int = 3) -> Stop | None:
        """The next thing outside the body, with up to ``most`` lines not yet used in this track.

        Sounds, air, light and the room take turns; None when there is nothing left to say.
        """
        while self._outside:
            name, lines = self._outside.pop(0)
            stop = self.stop(name)
            if stop is None:
                continue
            left = lines if lines is not None else stop.lines
            if left[most:]:
                self._outside.append((name, left[most:]))
            if left:
                return replace(stop, lines=left[:most])
        return None

    def rotation(self, granularity: str = "fine") -> list[str]:
        """Every point of a rotation, only named: “the right thumb”.

        Named so quickly that there is no way round them, areas of sens 1 are left out.
        """
        points = self._regions.rotation(self._client, granularity)  # type: ignore[arg-type]
        left_out = self._decision.rather_not
        neutral = {r.id for r in self._offered.values() if r.sens == 0}
        return [p.text for p in points if p.region in neutral and p.region not in left_out]

    def breathe(
        self,
        share: float,
        *,
        count: int = 3,
        remind: list[str] | None = None,
        tone: bool = True,
        ramp: bool = True,
    ) -> str:
        """The cue of paced breathing over about ``share`` of the track.

        Args:
            share: part of the whole track, 0 to 1; pauses around it take what is left over.
            count: breaths counted aloud at the start.
            remind: sentences spoken over the pacing, spread evenly, as many as there is room for.
            tone: a soft swell for each phase.
            ramp: begin at an easier pace (not under 3 minutes).

        Raises:
            TemplateError: the breath is not paced for this client; ask ``paced`` first.
        """
        choice = self._decision.breath
        if choice is None or choice.pattern is None:
            raise TemplateError("The template paces the breath without asking `paced` first.")
        p = choice.pattern
        phases = [("in", p.inhale), ("top up", p.top_up), ("hold", p.hold), ("out", p.exhale)]
        phases.append(("rest", p.rest))
        text = " ".join(f"{name} {format_number(s)}" for name, s in phases if s)
        seconds = self._minutes * 60 * share
        most = min(
            (choice.most_minutes or math.inf) * 60, (choice.most_cycles or math.inf) * p.cycle
        )
        high = round(min(max(seconds * 1.4, p.cycle * 3), most))
        low = round(min(max(seconds * 0.75, p.cycle), high))
        cue = [f"{text} for {low}-{high}s"]
        start = choice.ramp_from if ramp and self._minutes >= 3 else None
        if start:
            cue.append(f"ramp from {format_number(start[0])}/{format_number(start[1])}")
        cue += ["tone"] if tone else []
        cue += [f"count first {count}"] if count else []
        said = [line for line in remind or [] if self._wording.ok(line)]
        if not said or not tone:
            return f"[breathe {'; '.join(cue)}]"
        fitting = said[: max(int(seconds // 75), 1)]
        return "\n".join([f"[breathe {'; '.join(cue)}; remind]", *fitting, "[/breathe]"])

    def _grain(self) -> str:
        """Fewer stops in a short track, more in a long one; the client may shift it by one."""
        level = 0 if self._minutes < COARSE_BELOW else 2 if self._minutes >= FINE_FROM else 1
        shift = _GRAINS.index(self._client.granularity) - 1
        return _GRAINS[min(max(level + shift, 0), 2)]

    def _stop(self, region: Region) -> Stop:
        anchor = self.anchor
        decision = self._decision
        may_move = decision.head_movement_ok if region.with_head else decision.movement_ok
        lines = region.notice if may_move else region.still
        skips = [text.format(anchor=anchor) for text in region.skip]
        return Stop(
            id=region.id,
            group=region.group,
            name=region.name,
            your=region.your,
            plural=region.plural,
            sided=region.sided,
            sens=region.sens,
            focus=region.focus,
            lines=tuple(self._wording.some(len(lines), lines)),
            skip=self._wording.pick(skips) if skips else "",
        )


def template_context(
    template: Template, client: Client, decision: Decision, wanted: Wanted, minutes: float
) -> dict[str, Any]:
    """Name → value for one rendering: everything a template can use."""
    client = settled(client, decision)
    wording = _wording(template, client, decision, wanted)
    tools = Toolbox(client, decision, minutes, wording)
    fields = {
        name: escape(value) if isinstance(value, str) else value
        for name, value in dict(client).items()
    }
    breath = decision.breath
    return {
        **fields,
        "var": _variables(template, dict(wanted.variables)),
        "minutes": minutes,
        "about": length_words(minutes, template.language),
        "length": "short" if minutes <= 5 else "standard" if minutes < FINE_FROM else "long",
        "bed": wanted.bed,
        "form": template.meta.form,
        "sounds": template.meta.sounds,
        "outline": template.meta.outline,
        "chapter": wording.chapter,
        "ok": wording.ok,
        "line": wording.line,
        "pick": wording.pick,
        "some": wording.some,
        "one_of": wording.one_of,
        "anchors": tools.anchors,
        "anchor": tools.anchor,
        "anchor_list": wording.one_of(tools.anchors[:3]),
        "scan": tools.scan,
        "stop": tools.stop,
        "rotation": tools.rotation,
        "beyond": tools.outside,
        "breathe": tools.breathe,
        "support_words": support_spoken(template.language),
        "paced": breath is not None and breath.pattern is not None,
        "protocol": breath.protocol if breath else None,
        "pattern": breath.pattern if breath else None,
        "holds": decision.holds,
        "breath_ok": decision.breath_focus,
        "head_movement_ok": decision.head_movement_ok,
        "no_tension": decision.no_tension,
        "passive": decision.passive,
    }


def _wording(template: Template, client: Client, decision: Decision, wanted: Wanted) -> Wording:
    """The phrases of the template's language, without any that names what is left out."""
    regions = Regions.load(template.language)
    speech = speech_words(template.language)
    forbidden = regions.forbidden(regions.left_out(client))
    if not decision.breath_focus:
        forbidden = _either(forbidden, speech.breath_named)
    if decision.eyes == "open":
        forbidden = _either(forbidden, speech.eyes_closed)
    return Wording(
        f"{wanted.seed}/{template.meta.id}",  # so that two templates greet differently
        template.language,
        forbidden,
        speech.stock_openers,
        speech.one_word_openers,
        plain=client.variant == "plain",
    )


def _either(pattern: re.Pattern[str] | None, more: str) -> re.Pattern[str]:
    """A pattern that matches what ``pattern`` does, and ``more``, in capitals or not."""
    text = f"{pattern.pattern}|{more}" if pattern else more
    return re.compile(text, pattern.flags if pattern else re.IGNORECASE)


def settled(client: Client, decision: Decision) -> Client:
    """The client as the gates have decided to speak to them."""
    return client.model_copy(
        update={
            "setting": decision.setting,
            "position": decision.position,
            "ending": decision.ending,
            "eyes": decision.eyes,
            "bell": decision.bell,
            "movement_ok": decision.movement_ok,
            "self_touch_ok": decision.self_touch_ok,
            "support_spoken": decision.support_spoken,
            "silence_max_s": decision.silence_max_s,
        }
    )


def _variables(template: Template, given: dict[str, str]) -> dict[str, Any]:
    """The template's own settings: as given, else their defaults.

    Raises:
        BadInput: a setting the template does not have, or a value of the wrong kind.
    """
    declared = template.meta.variables
    for name in given:
        if name not in declared:
            known = ", ".join(declared) or "none"
            raise BadInput(
                f"{template.meta.id} has no setting of that name.", hint=f"It has: {known}."
            )
    return {
        name: _value(name, variable, given[name]) if name in given else variable.default
        for name, variable in declared.items()
    }


def _value(name: str, variable: Variable, text: str) -> str | float | bool:
    match variable.type:
        case "yes_no" if text.lower() in ("yes", "no", "true", "false"):
            return text.lower() in ("yes", "true")
        case "number":
            with suppress(ValueError):  # told below, with what is expected
                return float(text)
        case "choice" if text in variable.choices:
            return text
        case "text" if len(text) <= 200:
            return escape(text)
    expected = ", ".join(variable.choices) or variable.type.replace("_", " or ")
    raise BadInput(f"The setting {name} is not right.", hint=f"Expected: {expected}.")
