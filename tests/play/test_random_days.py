"""Months of strange calendars: no sound while somebody is there, by the plan and by the ear."""

from __future__ import annotations

import json
import os
import time
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner

from relax.cli import group
from relax.play.calendar import WatchedCalendar
from relax.play.plan import DayPlanner
from relax.play.terminal import Command
from tests.play import random_days
from tests.play.random_days import MONTH, Month, in_utc, read_otherwise
from tests.play.sim import Room, moment
from tests.play.test_strange_calendars import one_uid


@pytest.fixture
def _zone_of_the_computer():
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None)
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


pytestmark = pytest.mark.usefixtures("_zone_of_the_computer")


def test_no_sound_falls_into_an_appointment():
    """``python -m tests.play.random_days 20000`` does the same for as many days."""
    wrong, counts = random_days.main(300, seed=1000)
    assert wrong == 0
    assert counts["meant"] > 300
    assert counts["read_otherwise"] > 100
    assert counts["sounds"] > 3000  # it is not quiet all the time


def test_what_is_planned_on_the_command_line_leaves_every_appointment_quiet(tmp_path):
    month = Month.made(7)
    os.environ["TZ"] = month.here
    time.tzset()
    path = tmp_path / "month.ics"
    month.save(path)
    taken = month.meant + read_otherwise(month)
    for day in range(0, MONTH, 3):
        now = in_utc(month.first + timedelta(days=day), random_days.UTC).isoformat()
        asked = ["play", "--calendar", str(path), "--plan", "--json", "--now", now]
        done = CliRunner().invoke(group, asked)
        assert done.exit_code == 0
        for row in json.loads(done.stdout):
            start, end = (datetime.fromisoformat(row[name]) for name in ("start", "end"))
            if row["what"] != "quiet":
                assert not [one for one in taken if one[0] < end and one[1] > start]


def test_nothing_is_heard_in_either_of_two_appointments_with_one_uid(tmp_path):
    both = [(60, 100), (150, 200)]
    path = tmp_path / "room.ics"
    path.write_text(
        one_uid(
            "UID:same\r\n",
            *(f"DTSTART:{moment(a):%Y%m%dT%H%M%SZ}\r\nDTEND:{moment(b):%Y%m%dT%H%M%SZ}"
              for a, b in both),
        ),
        newline="",
    )  # fmt: skip
    room = Room(DayPlanner([], WatchedCalendar(path, print), 0.0, 1.0), tmp_path / "played.sqlite")
    room.press(230, Command.LEAVE)
    heard_at, loudest = room.run()
    for start, end in both:
        inside = (heard_at > start) & (heard_at < end - 0.01)
        assert inside.any()
        assert not loudest[inside].any()
    assert loudest[(heard_at > 110) & (heard_at < 140)].all()
