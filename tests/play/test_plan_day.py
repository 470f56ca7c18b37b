"""The plan of a day: sound in the gaps, silence on the minute, nothing cut."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings, strategies as st

from relax.play.calendar._series import Appointment
from relax.play.plan import DayPlanner, Piece
from relax.play.plan._planners import BETWEEN_S
from tests.cli.run import relax
from tests.play.sim import START
from tests.play.test_calendar import calendar

AT = datetime.fromtimestamp(START, UTC)


class Booked:
    """A calendar that is known."""

    def __init__(self, taken):
        self.taken = taken

    def appointments(self, since, until):
        return tuple(one for one in self.taken if one.end > since and one.start < until)

    def changed(self):
        return False


@st.composite
def days(draw):
    taken, at = [], AT - timedelta(minutes=draw(st.integers(0, 90)))
    for _ in range(draw(st.integers(0, 8))):
        at += timedelta(seconds=draw(st.integers(1, 9000)))
        end = at + timedelta(seconds=draw(st.integers(60, 7200)))
        taken.append(Appointment(at, end))
        at = end
    pieces = [
        Piece(Path(f"{n}.mp3"), str(n), draw(st.floats(600, 6000)))
        for n in range(draw(st.integers(0, 6)))
    ]
    return DayPlanner(pieces, Booked(taken), draw(st.integers(0, 600)), draw(st.floats(0, 8)))


@settings(deadline=None, max_examples=60)
@given(days())
def test_a_day_is_whole_and_nothing_sounds_while_somebody_is_there(day):
    plan = day.plan(START, frozenset())
    entries = plan.entries
    assert entries[0].start == AT
    assert entries[-1].end == AT + timedelta(hours=24)
    for before, after in zip(entries, entries[1:], strict=False):
        overlap = (before.end - after.start).total_seconds()
        both = before.what == "track" and after.what in ("track", "bed")
        assert -1e-3 <= overlap <= (day.crossfade if both else 0) + 1e-3
    for entry in entries:
        if entry.piece:
            length = (entry.end - entry.start).total_seconds()
            assert abs(length - entry.piece.seconds) < 1e-3, "a track is played whole"
        if entry.what != "quiet":
            for one in day.calendar.taken:
                free = one.start, one.end + timedelta(seconds=day.settle)
                assert entry.end <= free[0] or entry.start >= free[1]


@settings(deadline=None, max_examples=40)
@given(days())
def test_no_track_comes_again_before_every_other_that_fits(day):
    played = [e.piece for e in day.plan(START, frozenset()).entries if e.piece]
    for n, piece in enumerate(played):
        since = [p for p in played[:n] if p == piece]
        if since:
            back = len(played[:n]) - 1 - played[:n][::-1].index(piece)
            between = set(played[back + 1 : n])
            left_out = [p for p in day.pieces if p not in between and p != piece]
            assert all(p.seconds > piece.seconds for p in left_out)


@settings(deadline=None, max_examples=60)
@given(days(), st.booleans())
def test_no_sound_comes_twice_running_in_a_day_but_after_a_long_bed(day, begun):
    """Somebody may have left since the first of the two: a quiet lies between then."""
    last = day.pieces[0].path if begun and day.pieces else None
    before, since = last, 0.0
    for entry in day.plan(START, frozenset(), last).entries:
        if entry.what == "quiet":
            before = None
        elif entry.piece is None:
            since += (entry.end - entry.start).total_seconds()
        else:
            assert entry.piece.path != before or since >= BETWEEN_S - 1
            before, since = entry.piece.path, 0.0


@settings(deadline=None, max_examples=30)
@given(days())
def test_a_day_that_is_planned_anew_goes_on_with_what_was_heard_longest_ago(day):
    """As after every new export of the calendar: the first track is not one of the last few."""
    plan = day.plan(START, frozenset())
    heard = {e.piece.path: e.start.timestamp() for e in plan.entries if e.piece}
    anew = replace(day, heard=heard).plan(START + 86_400, frozenset())
    first = next((e.piece for e in anew.entries if e.piece), None)
    if first is not None and first.path in heard:
        fits = [p for p in day.pieces if p.seconds <= first.seconds]
        assert heard[first.path] == min(heard.get(p.path, 0.0) for p in fits)


def test_the_plan_of_a_day_as_a_program_reads_it(tmp_path):
    ics = tmp_path / "room.ics"
    ics.write_text(
        calendar(
            "DTSTART:20261123T100000Z\r\nDTEND:20261123T110000Z",
            "DTSTART:20261123T113000Z\r\nDTEND:20261123T120000Z",
        ),
        newline="",
    )
    asked = ("--calendar", ics, "--plan", "--settle", "2m", "--now", "2026-11-23T09:30:00+00:00")
    rows = json.loads(relax("play", *asked, "--json").stdout)
    assert set(rows[0]) == {"start", "end", "what", "path"}
    got = [(r["what"], *(datetime.fromisoformat(r[k]).strftime("%H:%M") for k in ("start", "end")))
           for r in rows]  # fmt: skip
    assert got == [
        ("bed", "09:30", "10:00"),
        ("quiet", "10:00", "11:00"),
        ("quiet", "11:00", "11:02"),
        ("bed", "11:02", "11:30"),
        ("quiet", "11:30", "12:00"),
        ("quiet", "12:00", "12:02"),
        ("bed", "12:02", "09:30"),
    ]
    table = relax("play", *asked).stdout
    assert "Muster" not in table + json.dumps(rows)
    broken = tmp_path / "broken.ics"
    broken.write_text("Maria Muster\r\nBEGIN:VCALENDAR\r\n", newline="")
    done = relax("play", "--calendar", broken, "--plan")
    assert done.returncode == 2
    assert "broken.ics:1" in done.stderr
    assert "Muster" not in done.stderr
    assert "Traceback" not in done.stderr
