"""The track is exactly as long as asked, and pauses stay human."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from relax.errors import LengthError
from relax.timing import Edges, PhaseKind, Timeline, fit, phrases_to_voice
from relax.units import SAMPLE_RATE, to_samples
from relax.voices import Clip
from relax.words import PauseKind, Span, Spans, parse

SPANS = Spans(
    {
        PauseKind.PHRASE: Span(0.3, 0.5, 0.8),
        PauseKind.SENTENCE: Span(1.0, 2.0, 3.0),
        PauseKind.CHOICE: Span(4, 4.5, 5),
        PauseKind.INVITATION: Span(5.0, 8.0, 12.0),
        PauseKind.REGION: Span(3.0, 4.0, 6.0),
        PauseKind.GROUP: Span(6.0, 10.0, 14.0),
        PauseKind.REST: Span(15.0, 20.0, 25.0),
    },
    longest_silence=25.0,
)
EDGES = Edges(lead_in=5.0, tail=8.0)

SCAN = """---
title: Test
---
## Arriving
You can stop at any time, or skip a part. Nothing here is required.
Your eyes can be open or closed. [pause]

## Hands
You might notice your hands, and what they rest on. [pause]
[optional]
Perhaps the palms are warm, or cool. [pause]
[/optional]

One option is to feel the backs of the hands. [pause]

## Rest
[pause]
There is nothing to do.

## Come back now
You might hear the room. Perhaps move your fingers.
"""


def clips_for(script, seconds_per_word=0.4, spans=SPANS, names=()):
    def frames(text):
        words = sum(1 if w not in names else 2 for w in text.split())
        return max(1, to_samples(seconds_per_word * words)) + len(text)

    return {text: Clip(Path("x"), frames(text)) for text in phrases_to_voice(script, spans)}


def assert_whole(timeline: Timeline) -> None:
    """Chapters tile the track; nothing spoken overlaps; gaps and speech fill it."""
    assert timeline.chapters[0].start == 0
    assert timeline.chapters[-1].end == timeline.frames
    for before, after in zip(timeline.chapters, timeline.chapters[1:], strict=False):
        assert before.end == after.start
    spoken = sorted(timeline.spoken, key=lambda s: s.start)
    for before, after in itertools.pairwise(spoken):
        assert before.end <= after.start
    assert spoken[0].start >= timeline.lead_in
    assert spoken[-1].end <= timeline.frames - timeline.tail


@given(
    seconds=st.floats(min_value=95, max_value=125),
    pace=st.floats(min_value=0.3, max_value=0.5),
)
@settings(deadline=None)
def test_any_length_is_met_to_the_sample(seconds, pace):
    script = parse(SCAN)
    timeline = fit(script, clips_for(script, pace), seconds, SPANS, EDGES)
    assert timeline.frames == to_samples(seconds)
    assert_whole(timeline)


def test_pauses_stay_within_their_kind():
    script = parse(SCAN)
    for seconds in (95, 110, 120, 130):
        timeline = fit(script, clips_for(script), seconds, SPANS, EDGES)
        for gap in timeline.gaps:
            if gap.kind in set(PauseKind):
                span = SPANS.of(PauseKind(gap.kind))
                assert span.low - 1e-3 <= gap.frames / SAMPLE_RATE <= span.high + 1e-3


def test_opening_and_closing_are_never_squeezed():
    script = parse(SCAN)
    natural = fit(script, clips_for(script), None, SPANS, EDGES)
    tight = fit(script, clips_for(script), 93, SPANS, EDGES)
    closing = [t.chapters[-1].end - t.chapters[-1].start for t in (natural, tight)]
    assert closing[1] >= closing[0]
    opening = [t.chapters[0].end - t.chapters[0].start for t in (natural, tight)]
    assert opening[1] >= opening[0]


@pytest.mark.parametrize("seconds", [20, 900])
def test_an_impossible_length_names_the_range_that_works(seconds):
    script = parse(SCAN)
    with pytest.raises(LengthError) as error:
        fit(script, clips_for(script), seconds, SPANS, EDGES)
    low, high = (int(m) * 60 + int(s) for m, s in re.findall(r"(\d+):(\d\d)", error.value.hint))
    assert (error.value.shortest, error.value.longest) == pytest.approx((low, high), abs=1)
    for working in (low + 1, high - 1):
        timeline = fit(script, clips_for(script), working, SPANS, EDGES)
        assert timeline.frames == to_samples(working)


def test_longer_versions_gain_words():
    script = parse(SCAN)
    short = fit(script, clips_for(script), 93, SPANS, EDGES)
    long = fit(script, clips_for(script), 130, SPANS, EDGES)
    assert len(long.sentences) > len(short.sentences)


@given(name=st.sampled_from(["Al", "Bartholomew", "Anne Marie", "X Æ A"]))
@settings(deadline=None)
def test_a_name_changes_only_its_own_chapter(name):
    def made(who):
        text = SCAN.replace("title: Test", f"title: Test\npersonal: [{who}]").replace(
            "Nothing here is required.", f"Welcome, {who}, nothing here is required."
        )
        script = parse(text)
        clips = clips_for(script, names=who.split())
        return fit(script, clips, 120, SPANS, EDGES)

    ours, other = made(name), made("Ana")
    assert [c.start for c in ours.chapters] == [c.start for c in other.chapters]
    after = ours.chapters[1].start
    assert [(s.start, s.text) for s in ours.spoken if s.start >= after] == [
        (s.start, s.text) for s in other.spoken if s.start >= after
    ]


BREATH = """---
title: Breath
---
## Arriving
You can stop at any time.

## Breathing
[breathe in 4 out 6 for 2-20m; ramp from 3/4; tone; count first 3; remind]
These counts are only a suggestion.
Your own rhythm is fine.
[/breathe]
Let the breath be as it is. [quiet 15-30s]

## Come back now
You might hear the room.
"""


@given(minutes=st.floats(min_value=3.5, max_value=19))
@settings(deadline=None, max_examples=40)
def test_breathing_fills_the_length_in_whole_cycles_without_drift(minutes):
    script = parse(BREATH)
    timeline = fit(script, clips_for(script), minutes * 60, SPANS, EDGES)
    assert timeline.frames == to_samples(minutes * 60)
    ins = [p for p in timeline.phases if p.kind is PhaseKind.IN]
    outs = [p for p in timeline.phases if p.kind is PhaseKind.OUT]
    assert len(ins) == len(outs)
    plateau = [p for p in ins if p.frames == 4 * SAMPLE_RATE]
    assert len(plateau) > 5
    first = plateau[0].start
    for n, phase in enumerate(plateau):
        assert abs(phase.start - (first + n * 10 * SAMPLE_RATE)) <= 1
    for before, after in zip(timeline.phases, timeline.phases[1:], strict=False):
        assert before.start + before.frames == after.start


def test_counting_starts_on_the_beat_and_the_ramp_is_slow():
    script = parse(BREATH)
    timeline = fit(script, clips_for(script), 600, SPANS, EDGES)
    starts = {p.start for p in timeline.phases}
    counted = [s for s in timeline.spoken if s.text in ("In", "Out")]
    assert len(counted) == 6
    assert all(s.start in starts for s in counted)
    cycles = [
        b.start - a.start
        for a, b in zip(
            [p for p in timeline.phases if p.kind is PhaseKind.IN],
            [p for p in timeline.phases if p.kind is PhaseKind.IN][1:],
            strict=False,
        )
    ]
    assert cycles[0] < 7.8 * SAMPLE_RATE
    assert max(b - a for a, b in itertools.pairwise(cycles)) <= 0.5 * SAMPLE_RATE + 2
