"""Lengths → absolute samples: walks the parts once and writes the timeline down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from relax.timing._breath import place_phases
from relax.timing._manner import chapter_gains, manner_data
from relax.timing._model import (
    BedChange,
    ChapterSpan,
    Gap,
    Heard,
    PhaseKind,
    SoundCue,
    SoundKind,
    Spoken,
    Timeline,
)
from relax.timing._parts import BreathPart, LevelPart, PhrasePart, SoundPart, WaitPart
from relax.units import to_samples, to_seconds
from relax.words import PauseKind, Tone, phrases_of, speech_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.timing._model import Edges, Phase
    from relax.timing._parts import ChapterParts, Lengths, PartBuilder
    from relax.words import Breathe, Script, Sentence, Spans

COUNT_S: Final = 1.0
"""A count aloud gives each number one second."""

LEAST_GAP: Final = to_samples(0.25)
"""Shorter breaks between phrases are not worth a line in the proof."""


class Placer:
    """Writes events at absolute samples, one chapter after the other."""

    def __init__(self, script: Script, spans: Spans, builder: PartBuilder, edges: Edges) -> None:
        self._script = script
        self._builder = builder
        self._words = speech_words(script.meta.language)
        self._phrase_gap = to_samples(spans.of(PauseKind.PHRASE).ideal)
        self._lead_in, self._tail = to_samples(edges.lead_in), to_samples(edges.tail)
        self._at = self._lead_in
        self._chapter = 0
        self._gains: list[float] = []
        self._spoken: list[Spoken] = []
        self._heard: list[Heard] = []
        self._phases: list[Phase] = []
        self._gaps: list[Gap] = [Gap(0, self._lead_in, "lead_in")]
        self._sounds: list[SoundCue] = []
        self._bed: list[BedChange] = []
        self._last: Sentence | None = None

    def timeline(self, chapters: Sequence[ChapterParts], plan: Sequence[Lengths]) -> Timeline:
        """The finished timeline."""
        spans = []
        self._gains = chapter_gains(len(chapters), sleep=self._script.meta.ending == "sleep")
        for n, (chapter, lengths) in enumerate(zip(chapters, plan, strict=True)):
            start = self._at if n else 0
            self._chapter = n
            self._place(chapter, lengths)
            spans.append((chapter.title, start))
        frames = self._at + self._tail
        self._gaps.append(Gap(self._at, self._tail, "tail"))
        ends = [start for _, start in spans[1:]] + [frames]
        return Timeline(
            frames=frames,
            lead_in=self._lead_in,
            tail=self._tail,
            chapters=tuple(
                ChapterSpan(title, start, end)
                for (title, start), end in zip(spans, ends, strict=True)
            ),
            spoken=tuple(self._spoken),
            sentences=tuple(self._heard),
            phases=tuple(self._phases),
            gaps=tuple(gap for gap in self._gaps if gap.frames),
            sounds=tuple(self._sounds),
            bed_changes=tuple(self._bed),
            sleep=self._script.meta.ending == "sleep",
        )

    def _place(self, chapter: ChapterParts, lengths: Lengths) -> None:
        waits, breaths = iter(lengths.waits), iter(lengths.breaths)
        for part in chapter.parts:
            match part:
                case PhrasePart():
                    self._phrase(part)
                case WaitPart(kind=kind):
                    self._wait(kind, next(waits))
                case BreathPart(breathe=breathe):
                    self._breathe(breathe, next(breaths))
                case SoundPart(cue=cue, frames=frames):
                    kind_ = SoundKind.TONE if isinstance(cue, Tone) else SoundKind.BELL
                    self._sounds.append(SoundCue(kind_, self._at, frames))
                    self._at += frames
                case LevelPart(cue=level):
                    self._bed.append(BedChange(self._at, level.decibels))

    def _phrase(self, part: PhrasePart) -> None:
        self._at += part.before
        if part.sentence is not self._last:
            self._say(part.sentence.text, self._at)
            self._last = part.sentence
        self._clip(part, self._at)
        self._at += part.clip.frames

    def _wait(self, kind: str, frames: int) -> None:
        if frames >= LEAST_GAP or kind != PauseKind.PHRASE:
            self._gaps.append(Gap(self._at, frames, kind))
        self._at += frames

    def _say(self, text: str, start: int, *, over_breath: bool = False) -> None:
        personal = self._script.is_personal(text)
        self._heard.append(Heard(text, start, start, self._chapter, personal, over_breath))

    def _clip(self, part: PhrasePart, start: int) -> None:
        sentence = len(self._heard) - 1
        gain = self._gains[self._chapter] + part.clip.gain_db
        gain += manner_data().first_db if sentence == 0 else 0.0
        self._spoken.append(Spoken(start, part.clip, part.text, sentence, gain))
        heard = self._heard[-1]
        end = start + part.clip.frames
        self._heard[-1] = Heard(
            heard.text, heard.start, end, heard.chapter, heard.personal, heard.over_breath
        )

    def _breathe(self, breathe: Breathe, count: int) -> None:
        phases = place_phases(breathe, count, self._at)
        self._phases += phases
        end = phases[-1].start + phases[-1].frames
        per_cycle = len(phases) // count
        counted = phases[: breathe.count_first * per_cycle]
        named = phases if not breathe.tone else counted
        for n, phase in enumerate(named):
            self._cue(phase, counting=n < len(counted))
        self._over(breathe, phases[len(counted) :], end)
        self._spoken.sort(key=lambda spoken: spoken.start)
        self._at = end
        self._last = None

    def _cue(self, phase: Phase, *, counting: bool) -> None:
        """The word of a phase on its onset, and numbers on the seconds that follow."""
        words = [self._words.breath[phase.kind]]
        if counting:
            numbers = int(to_seconds(phase.frames) / COUNT_S + 1e-9)
            words += self._words.numbers[1:numbers]
        text = ", ".join(words) if len(words) > 1 else words[0]
        sentence = _sentence(text)
        self._say(text, phase.start, over_breath=True)
        for n, part in enumerate(self._builder.phrases(sentence, tuple(words))):
            self._clip(part, phase.start + to_samples(n * COUNT_S))

    def _over(self, breathe: Breathe, phases: list[Phase], end: int) -> None:
        """Sentences over the pacing, spread evenly, each beginning with an out-breath."""
        outs = [phase.start for phase in phases if phase.kind is PhaseKind.OUT]
        free = self._at if not phases else phases[0].start
        for n, sentence in enumerate(breathe.sentences):
            texts = phrases_of(sentence, self._script.meta.language)
            parts = self._builder.phrases(sentence, texts)
            length = sum(p.clip.frames for p in parts) + self._phrase_gap * (len(parts) - 1)
            wanted = free + (end - free) * (n + 1) // (len(breathe.sentences) + 1) - length // 2
            earliest = max(free, self._heard[-1].end if self._heard else 0)
            fits = [at for at in outs if earliest <= at <= end - length]
            start = min(fits, key=lambda at: abs(at - wanted), default=max(earliest, wanted))
            self._say(sentence.text, start, over_breath=True)
            for part in parts:
                self._clip(part, start)
                start += part.clip.frames + self._phrase_gap


def _sentence(text: str) -> Sentence:
    from relax.words import Sentence  # noqa: PLC0415  (a value, not only a type, just here)

    return Sentence(text)
