"""Where things come to stand on the timeline: words on the beat, reminders on an out-breath."""

from __future__ import annotations

import itertools

import pytest

from relax.errors import LengthError
from relax.timing import Edges, PhaseKind, SoundKind, fit
from relax.timing._manner import chapter_gains
from relax.units import SAMPLE_RATE, to_samples
from relax.words import PauseKind, parse
from tests.timing.test_fit import SPANS, clips_for

EDGES = Edges(lead_in=5.0, tail=8.0)


def timeline_of(text, seconds=None, **clips):
    script = parse(f"---\ntitle: Test\n---\n{text}")
    return fit(script, clips_for(script, **clips), seconds, SPANS, EDGES)


def breathing(cue, *sentences):
    spoken = "".join(f"{sentence}\n" for sentence in sentences)
    end = "[/breathe]\n" if sentences else ""
    return timeline_of(
        f"## One\nHello there.\n\n## Two\n{cue}\n{spoken}{end}## Three\nGoodbye now."
    )


class TestOverTheBreath:
    REMINDERS = ("These counts are only a suggestion.", "Your own rhythm is fine.", "You may stop.")
    CUE = "[breathe in 4 out 6 for 240s; ramp from 3/4; tone; count first 3; remind]"

    @pytest.fixture(params=[1, 2, 3])
    def made(self, request):
        return breathing(self.CUE, *self.REMINDERS[: request.param]), request.param

    def reminders(self, timeline):
        return [s for s in timeline.sentences if s.text in self.REMINDERS]

    def test_each_reminder_begins_with_an_out_breath(self, made):
        timeline, count = made
        outs = {p.start for p in timeline.phases if p.kind is PhaseKind.OUT}
        assert len(self.reminders(timeline)) == count
        assert all(said.start in outs for said in self.reminders(timeline))

    def test_they_are_spread_evenly_over_what_is_not_counted(self, made):
        timeline, count = made
        counted = max(s.end for s in timeline.spoken if s.text in ("In", "Out"))
        end = timeline.phases[-1].start + timeline.phases[-1].frames
        for n, said in enumerate(self.reminders(timeline)):
            middle = (said.start + said.end) / 2
            wanted = counted + (end - counted) * (n + 1) / (count + 1)
            assert abs(middle - wanted) <= 10 * SAMPLE_RATE  # the nearest out-breath

    def test_no_two_are_spoken_at_once(self, made):
        spoken = sorted(made[0].spoken, key=lambda s: s.start)
        assert all(a.end <= b.start for a, b in itertools.pairwise(spoken))

    def test_they_are_told_from_what_is_said_between(self, made):
        assert {s.text: s.over_breath for s in made[0].sentences}["Goodbye now."] is False
        assert all(said.over_breath for said in self.reminders(made[0]))

    def test_a_breath_is_not_lengthened_by_what_is_said_over_it(self):
        said = breathing(self.CUE, *self.REMINDERS)
        quiet = breathing(self.CUE.replace("; remind", ""))
        assert [p.frames for p in said.phases] == [p.frames for p in quiet.phases]


class TestCounting:
    def test_the_first_breaths_are_named_and_counted_second_by_second(self):
        timeline = breathing("[breathe in 3 out 4 for 70s; tone; count first 2]")
        phases = timeline.phases[:4]
        said = [s for s in timeline.spoken if s.text not in ("Hello there.", "Goodbye now.")]
        assert [s.text for s in said] == [
            *(["In", "two", "three", "Out", "two", "three", "four"] * 2)
        ]
        wanted = [
            phase.start + second * SAMPLE_RATE
            for phase in phases
            for second in range(round(phase.frames / SAMPLE_RATE))
        ]
        assert [s.start for s in said] == wanted

    def test_with_tones_nothing_is_named_after_that_and_every_phase_sounds(self):
        timeline = breathing("[breathe in 3 out 4 for 70s; tone; count first 2]")
        assert sum(s.text == "In" for s in timeline.spoken) == 2
        assert all(phase.tone for phase in timeline.phases)

    def test_without_tones_every_phase_is_named(self):
        timeline = breathing("[breathe in 3 hold 2 out 4 for 90s; count first 1]")
        named = [s.start for s in timeline.spoken if s.text in ("In", "Pause", "Out")]
        assert named == [phase.start for phase in timeline.phases]
        assert not any(phase.tone for phase in timeline.phases)


class TestSounds:
    TEXT = (
        "## One\nHello there. [tone 6s] [pause 4s]\n\n## Two\n[bed -6dB]\nIn the middle. "
        "[pause 5s] [bed 0dB]\n\n## Three\nGoodbye now. [bell]\n"
    )

    def test_a_sound_has_its_time_and_nothing_is_said_over_it(self):
        timeline = timeline_of(self.TEXT)
        tone, bell = timeline.sounds
        assert (tone.kind, tone.frames) == (SoundKind.TONE, 6 * SAMPLE_RATE)
        assert bell.kind is SoundKind.BELL
        first, middle, last = timeline.sentences
        assert first.end <= tone.start
        assert tone.start + tone.frames + 4 * SAMPLE_RATE <= middle.start
        assert bell.start >= last.end
        assert bell.start + bell.frames <= timeline.frames - timeline.tail

    def test_the_bed_changes_where_it_stands_in_the_script(self):
        timeline = timeline_of(self.TEXT)
        down, up = timeline.bed_changes
        assert (down.decibels, up.decibels) == (-6, 0)
        first, middle, last = timeline.sentences
        assert first.end <= down.start <= middle.start < middle.end < up.start <= last.start


class TestQuiet:
    def test_every_pause_stands_where_nobody_speaks(self):
        timeline = timeline_of("## One\nHello. Here, we are. [pause]\n\n## Two\nYes. [quiet 20s]\n")
        assert timeline.gaps[0].frames == timeline.lead_in == 5 * SAMPLE_RATE
        assert timeline.gaps[-1].frames == timeline.tail == 8 * SAMPLE_RATE
        assert "quiet" in {gap.kind for gap in timeline.gaps}
        for gap in timeline.gaps:
            for said in timeline.spoken:
                assert said.end <= gap.start or gap.start + gap.frames <= said.start
        quiet = sum(gap.frames for gap in timeline.gaps)
        assert quiet + sum(s.clip.frames for s in timeline.spoken) == timeline.frames

    def test_early_pauses_are_not_the_ones_that_are_stretched_or_squeezed_most(self):
        middle = "".join(f"## Part {n}\nSomething {n}. [pause invitation]\n\n" for n in range(5))
        text = f"## Begin\nHello there.\n\n{middle}## End\nGoodbye now."
        natural = timeline_of(text).frames / SAMPLE_RATE
        for seconds in (natural + 8, natural - 6):
            gaps = [g for g in timeline_of(text, seconds).gaps if g.kind == PauseKind.INVITATION]
            moved = [abs(gap.frames - 8 * SAMPLE_RATE) for gap in gaps]
            assert len(moved) == 5
            assert moved == sorted(set(moved))


class TestGuard:
    TEXT = (
        "## Begin\nYou can stop at any time. [pause invitation] Hello. [pause rest] There.\n\n"
        "## Middle\nOne thing and another. [pause invitation] Two. [pause rest] Three.\n\n"
        "## End\nNow the room. [pause invitation] Now the door. [pause rest] Goodbye."
    )

    def lengths(self, timeline, chapter):
        inside = timeline.chapters[chapter]
        return [
            gap.frames
            for gap in timeline.gaps
            if inside.start <= gap.start < inside.end and gap.kind not in ("lead_in", "tail")
        ]

    def test_at_the_shortest_possible_only_the_middle_is_squeezed(self):
        natural = timeline_of(self.TEXT)
        squeezable = 3 + 5 + 4  # invitation, rest, and the pause to the next chapter
        tight = timeline_of(self.TEXT, natural.frames / SAMPLE_RATE - squeezable + 0.01)
        for chapter in (0, 2):
            assert self.lengths(tight, chapter) == self.lengths(natural, chapter)
        assert sum(self.lengths(natural, 1)) - sum(self.lengths(tight, 1)) == pytest.approx(
            to_samples(squeezable - 0.01), abs=2
        )

    def test_no_shorter_than_that(self):
        natural = timeline_of(self.TEXT).frames / SAMPLE_RATE
        with pytest.raises(LengthError):
            timeline_of(self.TEXT, natural - 12.1)

    def test_the_middle_is_stretched_before_them(self):
        natural = timeline_of(self.TEXT)
        longer = timeline_of(self.TEXT, natural.frames / SAMPLE_RATE + 8)
        for chapter in (0, 2):
            assert self.lengths(longer, chapter) == self.lengths(natural, chapter)


class TestLevel:
    """One value for each chapter: down to −2…−3 dB before the closing, and back (care.md 2.5)."""

    @pytest.mark.parametrize("count", [3, 5, 9])
    def test_it_declines_evenly_and_returns_for_the_closing(self, count):
        gains = chapter_gains(count, sleep=False)
        assert (gains[0], gains[-1]) == (0, 0)
        assert -3 <= gains[-2] <= -2
        steps = [b - a for a, b in itertools.pairwise(gains[:-1])]
        assert max(steps) < 0
        assert max(steps) - min(steps) < 0.01

    @pytest.mark.parametrize("count", [2, 5, 9])
    def test_it_stays_down_where_sleep_follows(self, count):
        gains = chapter_gains(count, sleep=True)
        assert gains == sorted(gains, reverse=True)
        assert gains[0] == 0
        assert -3 <= gains[-1] <= -2

    def test_one_or_two_chapters_are_left_as_they_are(self):
        assert chapter_gains(1, sleep=False) == [0]
        assert chapter_gains(2, sleep=False) == [0, 0]
        assert chapter_gains(0, sleep=False) == []

    def test_what_is_said_has_the_level_of_its_chapter_and_the_first_sentence_a_softer_one(self):
        text = "".join(f"## C{n}\nSomething {n}. Another.\n\n" for n in range(4))
        spoken = timeline_of(text).spoken
        gains = chapter_gains(4, sleep=False)
        assert -6 <= spoken[0].gain_db < 0
        assert [s.gain_db for s in spoken[1:]] == [gains[0], *(g for g in gains[1:] for _ in "ab")]

    def test_before_sleep_nothing_grows_louder(self):
        script = parse(
            "---\ntitle: T\nending: sleep\n---\n"
            + "".join(f"## C{n}\nSomething {n}.\n\n" for n in range(4))
        )
        timeline = fit(script, clips_for(script), None, SPANS, EDGES)
        assert timeline.sleep
        later = [s.gain_db for s in timeline.spoken[1:]]
        assert later == sorted(later, reverse=True)
