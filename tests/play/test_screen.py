"""What a dark room reads: nothing that looks like a crash, nothing that needs a second thought."""

from __future__ import annotations

import io
import re
from datetime import datetime

import pytest

from relax.play.terminal import Lines, View
from relax.play.terminal._screen import heading, large, next_line, silence_line, span, times_larger


def test_a_long_silence_of_a_track_says_when_words_come():
    view = View(100.0, "track", "A scan", silent=30, words_in=42.2)
    assert "0:42" in silence_line(view)
    assert "all is well" in silence_line(View(100.0, "track", "A scan", silent=30))
    assert silence_line(View(100.0, "track", "A scan", silent=2, words_in=42)) == ""


def test_an_appointment_is_named_with_its_time_and_nothing_else():
    view = View(0.0, "bed", quiet_at=3600.0, quiet_for="appointment")
    assert re.fullmatch(r"appointment at \d\d:\d\d", next_line(view))
    quiet = View(0.0, "quiet", reason="appointment", sound_at=3600.0)
    assert heading(quiet) == "Quiet (appointment)"
    assert "sound begins at" in silence_line(quiet)


def test_what_comes_on_another_day_says_so():
    """A time of day that is past means tomorrow's: nobody should find out by waiting."""
    now = datetime(2026, 11, 24, 14, 31).astimezone()
    for days, words in ((0, "at 14:40"), (1, "tomorrow at 14:40"), (2, "on Thursday at 14:40")):
        then = now.replace(day=24 + days, minute=40)
        view = View(now.timestamp(), "bed", quiet_at=then.timestamp())
        assert next_line(view) == f"silence {words}"


@pytest.mark.parametrize("mode", ["following", "paused", "stopped", "returning", "leaving"])
@pytest.mark.parametrize("what", ["", "track", "bed", "quiet"])
def test_every_moment_has_words(mode, what):
    assert heading(View(0.0, what, "A scan" if what == "track" else "", mode))


@pytest.mark.parametrize(("width", "height", "tall"), [(20, 5, 3), (80, 24, 10), (200, 60, 15)])
def test_digits_are_as_large_as_the_terminal_has_room_for(width, height, tall):
    lines = large("12:34", times_larger("12:34", width, height)).split("\n")
    assert len(lines) == tall
    assert len({len(line) for line in lines}) == 1
    assert len(lines[0]) <= width


def test_lengths_are_read_as_a_clock_shows_them():
    assert span(3725) == "1:02:05"


def test_lines_say_each_thing_once_and_survive_a_closed_pipe():
    out = io.StringIO()
    lines = Lines(out)
    for second in range(5):
        lines.show(View(float(second), "track", "A scan", notice="The calendar has changed."))
    assert len(out.getvalue().splitlines()) == 2
    out.close()
    lines.show(View(9.0, "bed"))
    lines.show(View(10.0, "quiet"))
