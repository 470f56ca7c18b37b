"""What depends on time, judged on the fitted track instead of on a guess."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from relax.timing import Edges, Gap, Timeline, fit, phrases_to_voice
from relax.units import to_samples
from relax.voices import Clip
from relax.words import Script, spans_for
from relax.words.check import OF_THE_PRODUCT, check_script, check_timeline
from relax.words.check._times import timed_course
from tests.words.check.test_structure import read, written


def fitted(script: Script, seconds: float | None, word_s: float = 0.38) -> Timeline:
    spans = spans_for(script.meta.minutes or 10, script.meta.silence_max_s)
    clips = {
        text: Clip(Path("x"), to_samples(word_s * len(text.split())))
        for text in phrases_to_voice(script, spans)
    }
    return fit(script, clips, seconds, spans, Edges(lead_in=4.0, tail=8.0))


def rules(timeline: Timeline, script: Script) -> set[str]:
    """What is found; the length that is spoken is not that of these quick fittings."""
    findings = check_timeline(timeline, script, facts=OF_THE_PRODUCT)
    return {finding.rule for finding in findings} - {"LENGTH_SAID"}


@pytest.mark.parametrize("name", ["good", "sleep", "breathing"])
def test_a_good_script_is_good_when_it_is_fitted(name: str) -> None:
    script = read(written(name))
    assert rules(fitted(script, None), script) == set()


def test_what_is_late_for_a_slow_voice_is_found() -> None:
    script = read(written("good"))
    assert "OPEN_LENGTH" in rules(fitted(script, None, word_s=1.2), script)


def test_a_pause_that_was_stretched_too_far_is_found() -> None:
    script = read(written("good"))
    timeline = fitted(script, None)
    long = max(timeline.gaps, key=lambda gap: gap.frames if gap.kind == "invitation" else 0)
    gaps = [replace(g, frames=to_samples(26)) if g is long else g for g in timeline.gaps]
    assert rules(replace(timeline, gaps=tuple(gaps)), script) == {"SILENCE_MAX"}


def test_two_pauses_that_touch_are_one_silence() -> None:
    script = read(written("good"))
    timeline = fitted(script, None)
    long = next(gap for gap in timeline.gaps if gap.frames > to_samples(9))
    halves = [replace(long, start=long.start, frames=to_samples(14))]
    halves.append(Gap(long.start + to_samples(14), to_samples(14), "sentence"))
    others = [gap for gap in timeline.gaps if gap is not long]
    apart = replace(halves[1], start=halves[1].start + 1)
    assert rules(replace(timeline, gaps=(*others, *halves)), script) == {"SILENCE_MAX"}
    assert rules(replace(timeline, gaps=(*others, halves[0], apart)), script) == set()


def test_silence_before_the_first_and_after_the_last_word_is_no_silence() -> None:
    script = read(written("good"))
    timeline = fitted(script, None)
    tail = Gap(timeline.gaps[-1].start, to_samples(60), "tail")
    assert rules(replace(timeline, gaps=(*timeline.gaps[:-1], tail)), script) == set()


def test_a_way_back_that_is_too_short_for_a_long_track_is_found() -> None:
    script = read(written("good"))
    timeline = fitted(script, None)
    assert rules(replace(timeline, frames=timeline.frames * 4), script) >= {"CLOSE_REORIENT"}


def test_a_way_back_of_all_its_kinds_that_is_too_short_is_found() -> None:
    script = read(written("good"))
    timeline = fitted(script, None)
    begins = timed_course(timeline, script).starts[-1]
    for seconds, found in ((25, {"CLOSE_REORIENT"}), (60, set())):
        short = replace(timeline, frames=to_samples(begins + seconds))
        assert rules(short, script) & {"CLOSE_REORIENT"} == found


@pytest.mark.parametrize(
    ("said", "minutes", "is_wrong"),
    [
        ("This lasts about six minutes.", 6.2, False),
        ("This lasts six minutes.", 6.4, False),
        ("This lasts six minutes.", 5.4, True),
        ("This lasts about twenty minutes.", 6, True),
        ("This takes six and a half minutes.", 6, False),
        ("For the next twelve minutes, there's nothing to do.", 6, True),
        ("Here is a ten-minute practice.", 6, True),
        ("There are about two minutes of quiet.", 6, False),
    ],
)
def test_a_length_that_is_spoken_is_that_of_the_track(said, minutes, is_wrong) -> None:
    script = read(written("good", ("This lasts about six minutes.", said)))
    frames = to_samples(minutes * 60)
    timeline = replace(fitted(script, None), frames=frames)
    found = check_timeline(timeline, script, facts=OF_THE_PRODUCT)
    assert ("LENGTH_SAID" in {finding.rule for finding in found}) == is_wrong
    asked = replace(OF_THE_PRODUCT, minutes=minutes)
    assert ("LENGTH_SAID" in {f.rule for f in check_script(script, facts=asked)}) == is_wrong


def test_the_words_of_a_breath_count_are_not_checked() -> None:
    script = read(written("breathing"))
    timeline = fitted(script, None)
    assert any(heard.text == "In, two, three, four" for heard in timeline.sentences)
    assert rules(timeline, script) == set()


def test_a_finding_of_the_timeline_has_the_place_of_the_sentence() -> None:
    script = read(written("good", ("You could follow the line of the shins", "The throat is next")))
    (finding,) = [
        f
        for f in check_timeline(fitted(script, None), script, facts=OF_THE_PRODUCT)
        if f.rule == "SENS_GUARD"
    ]
    assert (finding.file, finding.line, finding.text) == ("track.md", 27, "throat")


def test_nothing_about_time_is_guessed_when_it_will_be_measured() -> None:
    script = read(written("good", ("Hello. This lasts", "Hello. [pause 24s] This lasts")))
    assert {f.rule for f in check_script(script, facts=OF_THE_PRODUCT)} == {"OPEN_LENGTH"}
    assert check_script(script, facts=OF_THE_PRODUCT, estimate=False) == []


def test_a_way_back_shorter_than_half_a_minute_is_found() -> None:
    """care.md 3.4: 30 s at least, whatever it says."""
    script = read(written("good"))
    timeline = fitted(script, None)
    start = timeline.chapters[-1].start
    for seconds, wanted in ((31, set()), (29, {"CLOSE_REORIENT"})):
        frames = start + to_samples(seconds)
        assert rules(replace(timeline, frames=frames), script) & {"CLOSE_REORIENT"} == wanted


def test_a_lead_in_that_was_asked_for_comes_before_the_tracks_own_time() -> None:
    script = read(written("good"))
    script = replace(script, meta=script.meta.model_copy(update={"lead_in_s": 120.0}))
    timeline = fitted(script, None)
    late = to_samples(116)  # the words begin 4 s into a fitted track
    moved = replace(
        timeline,
        frames=timeline.frames + late,
        sentences=tuple(
            replace(s, start=s.start + late, end=s.end + late) for s in timeline.sentences
        ),
        gaps=tuple(replace(g, start=g.start + late) for g in timeline.gaps[1:]),
        chapters=tuple(
            replace(c, start=c.start + late, end=c.end + late) for c in timeline.chapters
        ),
    )
    assert rules(moved, script) == set()


def test_an_area_left_out_is_found_in_a_title_too() -> None:
    text = written("good").replace("\n## ", "\n## Elbows: ", 2)
    facts = replace(OF_THE_PRODUCT, forbidden=re.compile(r"\belbows\b", re.IGNORECASE))
    found = check_script(read(text), text=text, facts=facts)
    assert [finding.rule for finding in found].count("AVOID_RESPECT") == 2
