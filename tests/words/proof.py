"""The proof of one track's words: made by the product's own story, judged by other eyes.

No engine is needed: a clip is as long as the estimate times a pace drawn for the case. Everything
measured here is measured by this file's own vocabulary, beside the product's own check.
"""

from __future__ import annotations

import math
import random
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from relax import composing
from relax.errors import LengthError, RefusedError
from relax.home import Home
from relax.plan import plan_for
from relax.request import Request, settle
from relax.speaking import Speech
from relax.timing import phrases_to_voice
from relax.units import to_samples, to_seconds
from relax.voices import Clip
from relax.words import (
    Client,
    Regions,
    as_spoken,
    bundled_folder,
    estimate,
    load_template,
    parse,
    print_script,
    template_files,
)
from tests.words import areas

_KEPT = Path(tempfile.gettempdir(), "relax-proof")
HOME = Home(_KEPT, _KEPT, (bundled_folder(),))
TEMPLATES = {
    name: load_template(path) for name, path in sorted(template_files([bundled_folder()]).items())
}
REGIONS = Regions.load("en")

CHOICE = re.compile(r"\b(you can|you may|you might|you're welcome to|if you like|whenever you)\b")
EXIT = re.compile(r"\b(stop|skip|leave)\b")
LENGTH = re.compile(r"\b(this|it) (lasts|takes)\b[^.]*\bminutes?\b|\bminutes?\b")
INVITATION = re.compile(
    r"\b(you might|you could|you may|you can|perhaps|maybe|if you like|one option|some people|"
    r"another option|it's fine|is fine|are welcome|is welcome)\b"
)
FOUR_OPTIONS = re.compile(r"(?:[^,.;:!?]+, ){3,}or [^,.]+")
DANGLING = re.compile(r"(?:\b(?:and|or|but|the|a|an|your|than)|[,;–-])\W*$", re.IGNORECASE)
BROKEN = re.compile(r" {2,}| [,.;:!?]|,\s*[,.]|\.{2}(?!\.)|\b(\w+) \1\b(?<!had had)|^\W*[,;.]|\(\)")
ANCHORS = {
    "hands": r"\byour hands?\b|\bpalms?\b|\bbacks of (?:the|your) hands\b|\bfingers?\b",
    "feet": r"\byour (?:feet|foot|heels|toes)\b",
    "contact": r"\b(?:surface|chair|bed|floor|table|mat|seat|support|ground|holds you|touches)\b",
    "sound": r"\bsounds?\b",
    "sight": r"\b(?:see|look|colou?rs?|shapes?|light|spot)\b",
    "object": r"\b(?:object|something (?:you can )?(?:hold|touch)|cloth|cup|stone)\b",
    "breath": r"\bbreath\b",
    "room": r"\broom\b|\bair\b",
}
UNSAFE = re.compile(
    r"\b(?:cur(?:e|es|ing)|heal(?:s|ing)?|treat(?:s|ment)?|therapeutic|reliev\w+|relief|detox\w*|"
    r"toxins?|cortisol|serotonin|dopamine|oxytocin|endorphins?|melatonin|hormon\w+|vag(?:us|al)|"
    r"chakras?|reiki|aura|qi|prana|energ(?:y|ies)|meridians?|anxiety|depress\w+|insomnia|ptsd|"
    r"trauma\w*|disorder\w*|syndrome\w*|diagnos\w+|pain|headaches?|migraines?|nervous system|"
    r"parasympathetic|calm app|headspace|feldenkrais|trager|rolf\w*|yoga nidra|irest|mbsr|"
    r"wim hof|hypno\w+|trance|subconscious)\b",
    re.IGNORECASE,
)


NO_VOICES: Any = SimpleNamespace(begin=lambda *_: None)
"""Nothing is spoken here: see :func:`_speak`."""


@dataclass(frozen=True)
class Case:
    """One track somebody may ask for. ``minutes``: None for the default."""

    template: str
    minutes: float | None = None
    client: dict[str, Any] = field(default_factory=dict)
    variables: tuple[tuple[str, str], ...] = ()
    seed: int = 0
    bed: str = "brown"
    pace: float = 1.0

    def __str__(self) -> str:
        at = "" if self.minutes is None else f" {self.minutes:g} min"
        more = "".join(f" {name}={value}" for name, value in self.variables)
        return f"{self.template}{at}{more} seed {self.seed} pace {self.pace:.2f} {self.client}"


@dataclass(frozen=True)
class Track:
    """What was made of a case. None of it when a care gate refused."""

    script: Any
    timeline: Any
    client: Client

    @property
    def spoken(self) -> list[str]:
        return [sentence.text for sentence in self.script.sentences()]


def made(case: Case) -> Track | None:
    """The track of a case, by the product's own composing; None when a care gate refuses it.

    Raises:
        AssertionError: anything else that stops it, with what stopped it.
    """
    client = Client(**case.client)
    request = settle(
        Request(
            TEMPLATES[case.template],
            client,
            out=Path(),
            minutes=case.minutes,
            bed=case.bed,
            seed=case.seed,
            variables=case.variables,
        )
    )
    try:
        with (
            mock.patch.object(composing, "speak", _speak(case.pace, case.seed)),
            mock.patch.object(composing.sound, "evened", lambda clips, _: dict(clips)),  # no sound
        ):
            found = composing.compose(planned(request), HOME, NO_VOICES, lambda *_: None)
    except RefusedError as error:
        if "--allow" in error.hint:
            said = _sentence_at(error.place, request)
            raise AssertionError(f"{error.message} | {said}") from None
        return None
    except LengthError as error:
        if _at_an_edge(case, request.minutes):
            return None
        raise AssertionError(f"LENGTH {error.message} {error.hint}") from None
    total = to_samples(request.minutes * 60)
    frames = found.timeline.frames
    assert frames == total, f"{frames - total} samples off"
    return Track(found.script, found.timeline, client)


def planned(request):
    """The plan of a request whose voice need not be asked who it is."""
    return plan_for(request, HOME, "voice")


def _at_an_edge(case, minutes):
    """Whether a voice this unlike the default one may be told that a length is not for it.

    The honest range is the default voice's: a slower one has no room in the shortest version, and
    a quicker one too little to say in the longest. Both are told the range that they have.
    """
    span = TEMPLATES[case.template].meta.minutes
    slow = case.pace > 1.05 and minutes < span.min * 1.05
    return slow or (case.pace < 0.95 and minutes > span.max * 0.95)


def _sentence_at(place, request):
    """The line of the script that was found wrong, if the first round of words has it."""
    script = composing.words_for(request, planned(request).wanted, HOME).script
    lines = print_script(script).splitlines()
    return lines[place.line - 1] if place and place.line and place.line <= len(lines) else ""


def _speak(pace, seed):
    """Clips without an engine: the estimate, at this pace, a tenth uneven from phrase to phrase."""

    def speak(script, spans, request, home, open_voices, progress):
        clips = {}
        for phrase in phrases_to_voice(script, spans):
            uneven = random.Random(f"{seed}/{phrase}").uniform(0.95, 1.05)
            said = as_spoken(phrase, script.meta.say)
            clips[phrase] = Clip(Path("x"), to_samples(estimate(said, script) * pace * uneven))
        return Speech(clips, "estimate", ())

    return speak


def faults(case: Case) -> list[str]:
    """Everything wrong with the track of a case; empty when all is well or a gate refused it."""
    try:
        track = made(case)
    except AssertionError as error:
        return [str(error)]
    if track is None:
        return []
    return [fault for judge in JUDGES for fault in judge(case, track)]


def left_out(case, track):
    """Nothing that names or implies an area left out, by a list of these tests alone."""
    texts = [*track.spoken, *(chapter.title for chapter in track.script.chapters)]
    left = [case.client.get(field, ()) for field in ("avoid", "absent")]
    yield from (f"LEFT OUT {fault}" for fault in areas.found(texts, *left))


def whole(case, track):
    """No empty chapter, no fragment of a sentence, something steady left."""
    heard = {sentence.chapter for sentence in track.timeline.sentences}
    for n, chapter in enumerate(track.timeline.chapters):
        if n not in heard:
            yield f"EMPTY chapter {chapter.title}"
    for text in track.spoken:
        greeting = text in ("Hello.", "Welcome.")
        if len(text.split()) < 2 and not greeting and not is_point(case, text):
            yield f"FRAGMENT {text}"
        if DANGLING.search(text) and not is_point(case, text):
            yield f"DANGLING {text}"
        if BROKEN.search(text):
            yield f"BROKEN {text}"
        if text[:1].islower() and not track.script.is_personal(text):
            yield f"SMALL LETTER {text}"
    everything = " ".join(track.spoken).casefold()
    anchors = [name for name, words in ANCHORS.items() if re.search(words, everything)]
    if len(anchors) < 2:
        yield f"ANCHORS only {anchors}"


def is_point(case, text):
    """Whether a sentence is only a name, as in a rotation or a count."""
    return case.template in ("rotation-rest", "count-to-five") and len(text.split()) < 6


def beginning(case, track):
    """The choice, the length and the outline early; a way out within a minute."""
    first = {}
    outline = TEMPLATES[case.template].meta.outline
    for sentence in track.timeline.sentences:
        low, end = sentence.text.casefold(), to_seconds(sentence.end)
        for name, pattern in (("choice", CHOICE), ("exit", EXIT), ("length", LENGTH)):
            if pattern.search(low):
                first.setdefault(name, end)
        if low.startswith("we'll "):
            first.setdefault("outline", end)
    said = REGIONS.forbidden(REGIONS.left_out(track.client))
    may = {"choice": 60, "exit": 60, "length": 30}
    if not (said and said.search(outline)):
        may["outline"] = 30
    for name, seconds in may.items():
        if first.get(name, 9e9) > seconds:
            yield f"LATE {name}: {first.get(name, 9e9):.1f} s"


def ending(case, track):
    """Coming back takes 30 s, or 8 % where that is more, unless sleep follows."""
    if track.script.meta.ending == "sleep":
        return
    timeline = track.timeline
    took = to_seconds(timeline.frames - timeline.chapters[-1].start)
    needed = max(30.0, 0.08 * to_seconds(timeline.frames))
    if took < needed - 0.5:
        yield f"SHORT ending: {took:.1f} s of {needed:.1f} s"


def wording(case, track):
    """Never more than three options; no way of beginning an invitation over a quarter."""
    openers = []
    for text in track.spoken:
        if EXIT.search(text.casefold()):
            continue
        if FOUR_OPTIONS.search(text):
            yield f"OPTIONS {text}"
        if INVITATION.search(text.casefold()):
            openers.append(tuple(re.findall(r"[\w’']+", text.casefold())[:2]))
    if len(openers) >= 8:
        for opener in set(openers):
            if openers.count(opener) > math.ceil(len(openers) / 4):
                yield f"OPENER {' '.join(opener)}: {openers.count(opener)} of {len(openers)}"


def personal(case, track):
    """The name three times at most, in the first and the last chapter; nothing else personal."""
    if name := track.client.name:
        whole_name = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        heard = [s for s in track.timeline.sentences if whole_name.search(s.text)]
        if sum(len(whole_name.findall(s.text)) for s in heard) > 3:
            yield "NAME more than three times"
        last = len(track.timeline.chapters) - 1
        yield from (f"NAME in the middle: {s.text}" for s in heard if s.chapter not in (0, last))
    yield from (f"PERSONAL {text}" for text in track.spoken if "zq" in text.casefold())


BREATH = re.compile(r"\b(?:breath\w*|inhal\w+|exhal\w+)\b", re.IGNORECASE)


def breath(case, track):
    """The breath is not spoken of, nor tones to breathe by, where attention to it is distressing."""
    client = track.client
    if client.breath_focus != "none" and "breath_trigger" not in client.contraindications:
        return
    yield from (f"BREATH {text}" for text in track.spoken if BREATH.search(text))
    yield from (f"TONES {text}" for text in track.spoken if "tones" in text.casefold())


ASKED_TO_MOVE = re.compile(
    r"\b(?:you can|might|could|like,|perhaps) (?:shift|stretch|sit up|circle|press|lift|spread|turn(?! this))\b|"
    r"\bshifting (?:is|until)|\bsmall shift|\b(?:might|could) move\b|\bsit up slowly\b|\bmight roll\b"
)


def fitting(case, track):
    """Nothing that cannot be done where and how the listener is."""
    client = track.client
    face_down = client.position == "prone"
    for text in track.spoken:
        low = text.casefold()
        if face_down and re.search(r"colours? in the room|take in the room|look\w* around", low):
            yield f"FACE DOWN {text}"
        if (
            client.setting == "on_table"
            and client.position != "standing"
            and re.search(r"\bskin\b|\bbare\b|turn this off", low)
        ):
            yield f"ON THE TABLE {text}"
        if not client.movement_ok and "move a little" in low:
            yield f"MOVEMENT {text}"
        needles = client.setting == "on_table" and client.pairing == "acupuncture"
        if needles and (ASKED_TO_MOVE.search(low) or "you can move" in low or "lifted" in low):
            yield f"NEEDLES {text}"
        if not client.movement_ok and ASKED_TO_MOVE.search(low):
            yield f"MOVEMENT {text}"
        head = {"dizziness", "cervical_injury"} & set(client.contraindications)
        if head and re.search(r"turn\w* your head|roll the|\bturn might|small turn|tilt", low):
            yield f"HEAD {text}"
        if client.position == "standing" and re.search(r"\b(?:sit|lie|sitting|lying) up\b", low):
            yield f"STANDING {text}"


def reads_back(case, track):
    """The script is the same after it was printed and read."""
    if parse(print_script(track.script)) != track.script:
        yield "PRINT the script reads back as another one"


CLOSED_EYES = re.compile(
    r"\bclosed? eyes\b|\beyes?\b.*\b(?:clos\w+|shut)\b|\b(?:close|shut)\w* (?:your|the) eyes\b|"
    r"\bwithout looking\b|\beyelids\b.*\b(?:heavy|fall|droop)|\bin the dark\b|\bopen your eyes\b|"
    r"\beyes can open\b",
    re.IGNORECASE,
)
EYES_STAY_OPEN = {"hypervigilance", "dissociation"}


def eyes(case, track):
    """Nothing takes closed eyes for granted, or offers them, where the eyes stay open."""
    client = track.client
    if client.eyes != "open" and not EYES_STAY_OPEN & set(client.contraindications):
        return
    yield from (f"CLOSED EYES {text}" for text in track.spoken if CLOSED_EYES.search(text))


def way_out(case, track):
    """What to do when it is too much, within the first minute and a half, and possible."""
    client = track.client
    found = [
        s for s in track.timeline.sentences if s.text.startswith("If it is too much, you can ")
    ]
    if len(found) != 1 or to_seconds(found[0].end) > 90:
        yield f"WAY OUT {[to_seconds(s.end) for s in found]}"
    for said in found:
        still = not client.movement_ok or (
            client.pairing == "acupuncture" and client.setting == "on_table"
        )
        if still == ("press on something solid" in said.text):
            yield f"WAY OUT by pressing {said.text}"
        if still and re.search(
            r"\b(?:stop this|step outside|, roll over|can roll over)\b", said.text
        ):
            yield f"WAY OUT by moving {said.text}"
        if not re.search(r"\b(?:stop this|step outside|ask to stop)\b", said.text):
            yield f"WAY OUT without stopping {said.text}"
        if client.position == "prone" and "eyes" in said.text:
            yield f"WAY OUT face down {said.text}"


JUDGES = (
    left_out,
    eyes,
    way_out,
    whole,
    beginning,
    ending,
    wording,
    personal,
    breath,
    fitting,
    reads_back,
)


def speaking_rate(track: Track) -> float:
    """Words a minute of the time in which somebody speaks."""
    words = sum(len(sentence.text.split()) for sentence in track.timeline.sentences)
    return 60 * words / sum(to_seconds(one.clip.frames) for one in track.timeline.spoken)
