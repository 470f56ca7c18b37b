"""``--until`` is silent when the clock on the wall shows that time, also where clocks are changed."""

from __future__ import annotations

import json
import time

import pytest
from click.testing import CliRunner

from relax.cli import group

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"


@pytest.fixture
def computer(monkeypatch):
    """Sets this computer's time zone."""

    def set_zone(name):
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield set_zone
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("zone", "now", "until", "end"),
    [
        # Berlin's clocks go back from three to two in the night to 25 October 2026 …
        (BERLIN, "2026-10-24T22:00+02:00", "07:00", "2026-10-25T07:00:00+01:00"),
        (BERLIN, "2026-10-24T22:00+02:00", "02:59", "2026-10-25T02:59:00+02:00"),
        (BERLIN, "2026-10-25T01:30+02:00", "12:00", "2026-10-25T12:00:00+01:00"),
        (BERLIN, "2026-10-24T12:00+02:00", "12:00", "2026-10-25T12:00:00+01:00"),
        (BERLIN, "2026-10-25T02:40+02:00", "02:50", "2026-10-25T02:50:00+02:00"),
        (BERLIN, "2026-10-25T02:40+02:00", "02:20", "2026-10-25T02:20:00+01:00"),
        (BERLIN, "2026-10-25T02:40+01:00", "02:50", "2026-10-25T02:50:00+01:00"),
        (BERLIN, "2026-10-25T02:40+01:00", "02:20", "2026-10-26T02:20:00+01:00"),
        # … and forward from two to three in the night to 29 March.
        (BERLIN, "2026-03-28T22:00+01:00", "07:00", "2026-03-29T07:00:00+02:00"),
        (BERLIN, "2026-03-29T01:30+01:00", "03:30", "2026-03-29T03:30:00+02:00"),
        (BERLIN, "2026-03-28T12:00+01:00", "12:00", "2026-03-29T12:00:00+02:00"),
        (BERLIN, "2026-03-29T03:30+02:00", "03:00", "2026-03-30T03:00:00+02:00"),
        (NEW_YORK, "2026-10-31T20:00-04:00", "09:00", "2026-11-01T09:00:00-05:00"),
        (NEW_YORK, "2026-03-07T20:00-05:00", "09:00", "2026-03-08T09:00:00-04:00"),
        (LORD_HOWE, "2026-04-04T20:00+11:00", "09:00", "2026-04-05T09:00:00+10:30"),
        # Nothing changes on other days.
        (BERLIN, "2026-11-23T09:00+01:00", "14:30", "2026-11-23T14:30:00+01:00"),
        (BERLIN, "2026-11-23T14:31+01:00", "14:30", "2026-11-24T14:30:00+01:00"),
        # Given in another zone, `--now` is a moment; the time is still that of this computer.
        (BERLIN, "2026-10-24T20:00Z", "07:00", "2026-10-25T06:00:00+00:00"),
    ],
)
def test_the_plan_ends_when_the_clock_shows_that_time(computer, zone, now, until, end):
    computer(zone)
    asked = ["play", "--plan", "--json", "--until", until, "--now", now]
    done = CliRunner().invoke(group, asked)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)[-1]["end"] == end
