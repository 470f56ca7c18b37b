"""Calendars of booking systems: when the room is taken, and where a broken file is broken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from relax.errors import BadInput
from relax.play.calendar import WatchedCalendar, read_calendar
from tests.tools import wait_for

DAY = datetime(2026, 11, 23, tzinfo=UTC)
ENTRY = "BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:Maria Muster\r\n{lines}\r\nEND:VEVENT\r\n"


def calendar(*entries):
    inside = "".join(ENTRY.format(uid=n, lines=lines) for n, lines in enumerate(entries))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n{inside}END:VCALENDAR\r\n"


def taken(path, since=DAY, days=1):
    found = read_calendar(path).appointments(since, since + timedelta(days=days))
    return [
        (one.start.astimezone(UTC).strftime("%d %H:%M"), one.end.astimezone(UTC).strftime("%H:%M"))
        for one in found
    ]


@pytest.fixture
def written(tmp_path):
    def write(*entries, text=None):
        path = tmp_path / "a.ics"
        path.write_text(calendar(*entries) if text is None else text, encoding="utf-8", newline="")
        return path

    return write


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (["DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z"], [("23 09:00", "10:00")]),
        (["DTSTART:20261123T090000Z\r\nDURATION:PT45M"], [("23 09:00", "09:45")]),
        (
            [
                "DTSTART;TZID=Europe/Berlin:20261123T090000\r\nDTEND;TZID=Europe/Berlin:20261123T100000"
            ],
            [("23 08:00", "09:00")],
        ),
        (["DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z\r\nSTATUS:CANCELLED"], []),
        (["DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z\r\nTRANSP:TRANSPARENT"], []),
        (["DTSTART;VALUE=DATE:20261123\r\nDTEND;VALUE=DATE:20261124"], []),
        (["DTSTART:20261123T090000Z\r\nDTEND:20261123T090000Z"], [("23 09:00", "10:30")]),
        (
            [
                "DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z",
                "DTSTART:20261123T093000Z\r\nDTEND:20261123T110000Z",
            ],
            [("23 09:00", "11:00")],
        ),
        (
            ["DTSTART:20261120T090000Z\r\nDTEND:20261120T100000Z\r\nRDATE:20261123T120000Z"],
            [("23 12:00", "13:00")],
        ),
        (
            ["DTSTART:20261120T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;UNTIL=20261123"],
            [("23 09:00", "10:00")],
        ),
        (
            ["dtstart:20261123T090000Z\r\nDTEND;X-A=b:20261123T1000\r\n 00Z"],
            [("23 09:00", "10:00")],
        ),
    ],
    ids=[
        "plain",
        "duration",
        "zone",
        "cancelled",
        "free",
        "whole-day",
        "no-length",
        "overlap",
        "one-more-date",
        "until-a-day",
        "folded",
    ],
)
def test_one_entry_takes_the_room_when_it_should(written, entries, expected):
    assert taken(written(*entries)) == expected


def test_a_series_with_one_moved_one_left_out_and_one_cancelled(written):
    path = written(
        "DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z\r\nRRULE:FREQ=DAILY;COUNT=5\r\n"
        "EXDATE:20261125T090000Z"
    )
    text = path.read_text(encoding="utf-8").replace("UID:0", "UID:series")
    moved = (
        "BEGIN:VEVENT\r\nUID:series\r\nRECURRENCE-ID:20261124T090000Z\r\n"
        "DTSTART:20261124T140000Z\r\nDTEND:20261124T150000Z\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:series\r\nRECURRENCE-ID:20261126T090000Z\r\nSTATUS:CANCELLED\r\n"
        "DTSTART:20261126T090000Z\r\nDTEND:20261126T100000Z\r\nEND:VEVENT\r\n"
    )
    path.write_text(text.replace("END:VCALENDAR", moved + "END:VCALENDAR"), newline="")
    assert taken(path, days=5) == [
        ("23 09:00", "10:00"), ("24 14:00", "15:00"), ("27 09:00", "10:00"),
    ]  # fmt: skip


def test_the_hour_is_the_one_on_the_wall_when_summer_time_ends(written):
    """Berlin leaves summer time in the night to 25 October 2026."""
    path = written(
        "DTSTART;TZID=Europe/Berlin:20261024T090000\r\n"
        "DTEND;TZID=Europe/Berlin:20261024T100000\r\nRRULE:FREQ=DAILY;COUNT=2"
    )
    assert taken(path, datetime(2026, 10, 24, tzinfo=UTC), 2) == [
        ("24 07:00", "08:00"), ("25 08:00", "09:00"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (("DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z", "DTSTART:2026-tomorrow"), 7),
        (("DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z\r\n", ""), 4),
        (("END:VEVENT\r\n", ""), 9),
        (("END:VEVENT\r\nEND:VCALENDAR\r\n", ""), 4),
        (("BEGIN:VCALENDAR\r\n", ""), 1),
        (("END:VEVENT", "RRULE:FREQ=SECONDLY\r\nEND:VEVENT"), 9),
        (("END:VEVENT", "RRULE:FREQ=DAILY;BYHOUR=9,noon\r\nEND:VEVENT"), 9),
    ],
)
def test_a_broken_file_is_named_with_the_line_and_without_its_words(written, change, line):
    path = written("DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z")
    text = path.read_text(encoding="utf-8")
    text = path.read_bytes().decode()
    assert change[0] in text
    with pytest.raises(BadInput) as caught:
        read_calendar(written(text=text.replace(*change)))
    assert caught.value.place.line == line
    assert "Maria" not in str(caught.value)
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("text", ["", "\r\n\r\n", "<html>", "\0\1\2"])
def test_what_is_no_calendar_is_refused(written, text):
    with pytest.raises(BadInput):
        read_calendar(written(text=text))


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 5000), st.binary(max_size=8))
def test_no_damage_is_more_than_a_sentence(tmp_path_factory, at, junk):
    path = tmp_path_factory.mktemp("c") / "a.ics"
    data = calendar(*["DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z"] * 8).encode()
    path.write_bytes(data[: at % len(data)] + junk + data[at % len(data) + len(junk) :])
    said = ""
    try:
        taken(path)
    except BadInput as error:
        said = str(error)
    assert "Maria" not in said


LINES = calendar(
    "DTSTART;TZID=Europe/Berlin:20261123T090000\r\nDTEND:20261123T100000Z",
    "DTSTART:20261123T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"
    "EXDATE:20261124T090000Z\r\nRDATE;VALUE=PERIOD:20261123T200000Z/PT1H\r\n"
    "RECURRENCE-ID:20261123T090000Z\r\nDTSTART;VALUE=DATE:20261123\r\nSTATUS:CANCELLED",
).splitlines()


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1))))
def test_lines_in_any_place_are_no_more_than_a_sentence(tmp_path_factory, moves):
    lines = list(LINES)
    for source, to in moves:
        lines.insert(to, LINES[source])
        del lines[source]
    path = tmp_path_factory.mktemp("c") / "a.ics"
    path.write_text("\r\n".join(lines), newline="")
    try:
        taken(path)
    except BadInput as error:
        assert "Maria" not in str(error)  # noqa: PT017  (a calendar that is read is as good)


def test_a_calendar_that_says_only_busy_and_free_is_understood(written):
    busy = (
        "BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\n"
        "FREEBUSY:20261123T090000Z/20261123T100000Z,20261123T120000Z/PT30M\r\n"
        "FREEBUSY;FBTYPE=FREE:20261123T100000Z/20261123T120000Z\r\n"
        "END:VFREEBUSY\r\nEND:VCALENDAR\r\n"
    )
    expected = [("23 09:00", "10:00"), ("23 12:00", "12:30")]
    assert taken(written(text=busy)) == expected
    second = calendar("DTSTART:20261123T140000Z\r\nDTEND:20261123T150000Z")
    assert taken(written(text=busy + second)) == [*expected, ("23 14:00", "15:00")]


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        (["DTSTART;TZID=Mars/Olympus:20261123T090000\r\nDURATION:PT1H"], "“Mars/Olympus”"),
        ([], "nobody is expected"),
    ],
)
def test_what_should_be_known_of_a_calendar_is_told(written, entries, told):
    said = []
    WatchedCalendar(written(*entries), said.append)
    assert len(said) == 1
    assert told in said[0]


def test_a_new_version_counts_and_a_broken_one_does_not(written):
    path = written("DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z")
    told = []
    watched = WatchedCalendar(path, told.append)
    day = DAY, DAY + timedelta(days=1)
    assert len(watched.appointments(*day)) == 1
    path.write_text("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:Maria")
    watched.look()
    assert not told, "it may still be being written"
    watched.look()
    watched.look()
    assert len(told) == 1
    assert "never closed: the file is cut. (line 2) The calendar as it was before" in told[0]
    path.unlink()
    watched.look()
    watched.look()
    assert "cannot be read" in told[1]
    assert not watched.changed()
    assert len(watched.appointments(*day)) == 1
    written()
    watched.look()
    assert not watched.changed()
    watched.look()
    assert watched.changed()
    assert not watched.changed()
    assert watched.appointments(*day) == ()


def test_a_calendar_is_watched_without_being_waited_for(written):
    """The folder may be on a computer that does not answer: nobody who asks may wait for it."""
    path = written()
    watched = WatchedCalendar(path, print)
    watched.watch()
    written("DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z")
    wait_for(watched.changed)
    assert len(watched.appointments(DAY, DAY + timedelta(days=1))) == 1
