"""Calendars as they are and not as they should be: quiet in every doubt, and said what was done."""

from __future__ import annotations

import itertools
import json
import logging
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from relax.cli import group
from relax.errors import BadInput
from relax.play.calendar import WatchedCalendar, read_calendar
from tests.play.test_calendar import DAY, calendar, taken, written  # noqa: F401  (a fixture)
from tests.tools import wait_for

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
NINE = "DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z"


@pytest.fixture
def computer(monkeypatch):
    """Sets this computer's time zone."""

    def set_zone(name):
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield set_zone
    monkeypatch.undo()
    time.tzset()


def one_uid(uid, *entries):
    inside = "".join(
        f"BEGIN:VEVENT\r\n{uid}SUMMARY:Maria Muster\r\n{lines}\r\nEND:VEVENT\r\n"
        for lines in entries
    )
    return f"BEGIN:VCALENDAR\r\n{inside}END:VCALENDAR\r\n"


def warnings(path):
    said = []
    WatchedCalendar(path, said.append)
    return " ".join(said)


SECOND = "DTSTART:20261123T120000Z\r\nDTEND:20261123T130000Z"


@pytest.mark.parametrize("uid", ["UID:same\r\n", "UID:\r\n", "UID: \r\n", ""])
@pytest.mark.parametrize("again", ["", "\r\nRRULE:FREQ=WEEKLY"])
@pytest.mark.parametrize("order", [1, -1])
def test_two_appointments_with_one_uid_both_take_the_room(written, uid, again, order):  # noqa: F811
    both = [NINE + again, SECOND + again][::order]
    expected = [("23 09:00", "10:00"), ("23 12:00", "13:00")]
    assert taken(written(text=one_uid(uid, *both))) == expected
    if again:
        later = taken(written(text=one_uid(uid, *both)), DAY + timedelta(days=7))
        assert later == [("30 09:00", "10:00"), ("30 12:00", "13:00")]


@pytest.mark.parametrize(
    ("uid", "first", "second", "expected"),
    [
        ("UID:a\r\n", "", "\r\nSEQUENCE:1", ["12"]),
        ("UID:a\r\n", "\r\nSEQUENCE:2", "\r\nSEQUENCE:1", ["09"]),
        ("UID:a\r\n", "\r\nSEQUENCE:1", "\r\nSEQUENCE:1", ["09", "12"]),
        ("UID:a\r\n", "\r\nSEQUENCE:0", "", ["09", "12"]),
        ("UID:a\r\n", "\r\nSEQUENCE:new", "\r\nSEQUENCE:0", ["09", "12"]),
        ("UID:a\r\n", "", "\r\nSEQUENCE:1\r\nSTATUS:CANCELLED", []),
        ("UID:a\r\n", "", "\r\nSTATUS:CANCELLED", ["09"]),
        ("UID:\r\n", "", "\r\nSEQUENCE:1", ["09", "12"]),
        ("UID:a\r\n", "", "\r\nRECURRENCE-ID:20261123T090000Z", ["12"]),
        ("UID:a\r\n", "", "\r\nRECURRENCE-ID:20261123T100000Z", ["09", "12"]),
        ("UID:a\r\n", "", "\r\nRECURRENCE-ID:some day\r\nSEQUENCE:7", ["09", "12"]),
        ("UID:\r\n", "", "\r\nRECURRENCE-ID:20261123T090000Z", ["09", "12"]),
    ],
)
def test_only_a_higher_sequence_or_a_recurrence_id_replaces(
    written, uid, first, second, expected  # noqa: F811
):  # fmt: skip
    path = written(text=one_uid(uid, NINE + first, SECOND + second))
    assert [start[3:5] for start, _ in taken(path)] == expected


def test_a_change_in_one_of_two_series_with_one_uid_leaves_the_other(written):  # noqa: F811
    moved = "RECURRENCE-ID:20261130T120000Z\r\nDTSTART:20261130T150000Z\r\nDTEND:20261130T160000Z"
    weekly = "\r\nRRULE:FREQ=WEEKLY"
    path = written(text=one_uid("UID:a\r\n", NINE + weekly, SECOND + weekly, moved))
    assert taken(path, DAY + timedelta(days=7)) == [("30 09:00", "10:00"), ("30 15:00", "16:00")]
    path = written(text=one_uid("UID:a\r\n", SECOND + weekly, SECOND + weekly, moved))
    assert [start for start, _ in taken(path, DAY + timedelta(days=7))] == ["30 12:00", "30 15:00"]


def test_a_change_of_all_later_ones_counts_beside_those_of_the_rule(written):  # noqa: F811
    path = written(
        text=one_uid(
            "UID:a\r\n",
            NINE + "\r\nRRULE:FREQ=WEEKLY;BYDAY=MO",
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20261130T090000Z\r\n"
            "DTSTART:20261201T140000Z\r\nDTEND:20261201T153000Z",
        )
    )
    assert taken(path, days=21) == [
        ("23 09:00", "10:00"), ("01 14:00", "15:30"), ("07 09:00", "10:00"), ("08 14:00", "15:30"),
    ]  # fmt: skip


UNTIL = "DTSTART{zone}:20261124T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;UNTIL={until}"


@pytest.mark.parametrize(
    ("here", "zone", "until", "last"),
    [
        ("UTC", f";TZID={NEW_YORK}", "20261201T090000", "14:00"),
        ("UTC", f";TZID={NEW_YORK}", "20261201", "14:00"),
        ("UTC", ";TZID=Asia/Tokyo", "20261201T090000", "00:00"),
        ("UTC", ";TZID=Asia/Tokyo", "20261201", "00:00"),
        ("UTC", ";TZID=Asia/Tokyo", "20261201T000000Z", "00:00"),
        ("Asia/Tokyo", "", "20261201T000000Z", "00:00"),
        ("Asia/Tokyo", "", "20261201T090000", "00:00"),
        (NEW_YORK, "", "20261201T090000Z", "14:00"),
        (NEW_YORK, "", "20261201T140000Z", "14:00"),
        (NEW_YORK, "", "20261201", "14:00"),
        (NEW_YORK, ";TZID=Mars/Olympus", "20261201T090000", "14:00"),
        ("UTC", f";TZID={NEW_YORK}", "2026-12-01T14:00:00Z", "14:00"),
        ("UTC", f";TZID={NEW_YORK}", "the end", "14:00"),
    ],
)
def test_the_last_of_a_series_is_never_lost(written, computer, here, zone, until, last):  # noqa: F811
    computer(here)
    path = written(UNTIL.format(zone=zone, until=until))
    assert [start[3:] for start, _ in taken(path, datetime(2026, 11, 30, 20, tzinfo=UTC))] == [last]


def test_a_series_ends_where_its_end_is_plain(written):  # noqa: F811
    plain = UNTIL.format(zone=f";TZID={NEW_YORK}", until="20261201T090000Z")  # four at night there
    assert taken(written(plain), datetime(2026, 11, 30, 20, tzinfo=UTC)) == []
    day_after = UNTIL.format(zone=f";TZID={NEW_YORK}", until="20261201T090000")
    assert taken(written(day_after), datetime(2026, 12, 2, tzinfo=UTC), days=30) == []


def test_a_date_left_out_takes_no_other_hour_with_it(written):  # noqa: F811
    """09:00Z is ten o'clock in Berlin, and not nine."""
    path = written(
        f"DTSTART;TZID={BERLIN}:20261123T090000\r\nDURATION:PT30M\r\n"
        "RRULE:FREQ=DAILY;BYHOUR=9,10\r\nEXDATE:20261123T090000Z"
    )
    assert taken(path) == [("23 08:00", "08:30")]


VTIMEZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:{name}\r\n{more}BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
    "TZOFFSETFROM:{offset}\r\nTZOFFSETTO:{offset}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def in_zone(name, offset, *, more="", zone=None):
    entry = one_uid("UID:1\r\n", f"DTSTART;TZID={zone or name}:20261123T090000\r\nDURATION:PT1H")
    described = VTIMEZONE.format(name=name, offset=offset, more=more)
    return entry.replace("BEGIN:VEVENT", described + "BEGIN:VEVENT", 1)


def test_a_zone_of_one_file_is_no_zone_of_the_next(written):  # noqa: F811
    name = "Customized Time Zone"
    assert taken(written(text=in_zone(name, "+0200"))) == [("23 07:00", "08:00")]
    assert taken(written(text=in_zone(name, "-0500"))) == [("23 14:00", "15:00")]
    both = in_zone(name, "+0200") + in_zone(name, "-0500")
    assert taken(written(text=both)) == [("23 07:00", "08:00"), ("23 14:00", "15:00")]


@pytest.mark.parametrize("zone", [" Clinic", '" Clinic"', "clinic", '"Clinic "', "CLINIC"])
def test_a_zone_is_found_by_its_name_and_not_by_its_spaces(written, computer, zone):  # noqa: F811
    computer("UTC")
    path = written(text=in_zone("Clinic", "-0300", zone=zone))
    assert taken(path) == [("23 12:00", "13:00")]
    assert warnings(path) == ""


def test_a_zone_with_commas_is_found_by_the_name_that_has_backslashes(written, computer):  # noqa: F811
    computer("UTC")
    name = "(UTC+07:00) Bangkok, Hanoi, Jakarta"
    path = written(text=in_zone(name.replace(",", "\\,"), "+0700", zone=f'"{name}"'))
    assert taken(path) == [("23 02:00", "03:00")]
    assert warnings(path) == ""


@pytest.mark.parametrize(
    "zone",
    [" Europe/Berlin", "europe/berlin", "/mozilla.org/20050126_1/Europe/Berlin",
     '" W. Europe Standard Time"', "w. europe standard time"],
)  # fmt: skip
def test_a_known_zone_is_found_however_it_is_written(written, computer, zone):  # noqa: F811
    computer("UTC")
    path = written(f"DTSTART;TZID={zone}:20261123T090000\r\nDURATION:PT1H")
    assert taken(path) == [("23 08:00", "09:00")]


def test_a_zone_that_is_known_and_described_otherwise_counts_in_both(written):  # noqa: F811
    path = written(text=in_zone(BERLIN, "-0500"))
    assert taken(path) == [("23 08:00", "09:00"), ("23 14:00", "15:00")]
    assert warnings(path).startswith("Where a time zone may be meant in two ways")
    assert warnings(written(text=in_zone(BERLIN, "+0100"))) == ""


BROKEN_DAYLIGHT = (
    "BEGIN:DAYLIGHT\r\nDTSTART:x\r\nTZOFFSETFROM:-0300\r\nTZOFFSETTO:-0300\r\n"
    "RRULE:FREQ=SECONDLY;INTERVAL=0\r\nEND:DAYLIGHT\r\n"
)


@pytest.mark.parametrize(
    "more",
    ["TZID:Other\r\n", "TZOFFSETFROM:never\r\n", "BEGIN:DAYLIGHT\r\nEND:DAYLIGHT\r\n",
     "BEGIN:DAYLIGHT\r\nTZOFFSETTO:+9900\r\nEND:DAYLIGHT\r\n", BROKEN_DAYLIGHT],
)  # fmt: skip
def test_a_strange_description_of_a_zone_ends_nothing(written, computer, more):  # noqa: F811
    computer("UTC")
    assert taken(written(text=in_zone("Clinic", "-0300", more=more))) == [("23 12:00", "13:00")]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (";TZID=Mars/Olympus:20261123T090000", [("23 09:00", "15:00")]),  # by its end, 14:00
        (";TZID=Mars/Olympus:20261123T140000", [("23 14:00", "15:00")]),
        (";TZID=:20261123T140000", [("23 14:00", "15:00")]),
        (";TZID=America/New_York:20261123T090000Z", [("23 09:00", "15:00")]),  # one or the other
    ],
)
def test_a_beginning_that_may_be_meant_in_two_ways_counts_in_both(
    written, computer, start, expected  # noqa: F811
):  # fmt: skip
    computer("UTC")
    path = written(f"DTSTART{start}\r\nDTEND;TZID={NEW_YORK}:20261123T100000")
    assert taken(path) == expected


@pytest.mark.parametrize("here", [BERLIN, "America/Los_Angeles", "Asia/Tokyo", "UTC"])
@pytest.mark.parametrize(
    ("start", "end"), [(f";TZID={NEW_YORK}", ""), ("", f";TZID={NEW_YORK}"), ("", "")]
)
def test_where_only_the_beginning_or_the_end_has_a_zone_it_counts_for_both(
    written, computer, here, start, end  # noqa: F811
):  # fmt: skip
    computer(here)
    path = written(f"DTSTART{start}:20261123T090000\r\nDTEND{end}:20261123T100000")
    zone = NEW_YORK if start or end else here
    moment = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo(zone))
    found = read_calendar(path).appointments(DAY - timedelta(days=1), DAY + timedelta(days=2))
    assert any(one.start <= moment and one.end >= moment + timedelta(hours=1) for one in found)
    assert "before they begin" not in warnings(path)


def test_a_series_in_utc_counts_by_the_clock_of_its_calendar_too(written):  # noqa: F811
    """Berlin leaves summer time on 25 October: nine on the wall is eight in UTC from then on."""
    entry = "DTSTART:20261019T070000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY"
    text = calendar(entry).replace("VERSION:2.0", f"VERSION:2.0\r\nX-WR-TIMEZONE:{BERLIN}")
    assert taken(written(text=text)) == [("23 07:00", "09:00")]
    assert taken(written(entry)) == [("23 07:00", "08:00")]


@pytest.mark.parametrize(
    ("lines", "expected", "told"),
    [
        ("DTSTART:20261123T090000Z", [("23 09:00", "10:30")], "without an end count as 90 minutes"),
        ("DTSTART:20261123T090000Z\r\nDURATION:PT0S", [("23 09:00", "10:30")], "without an end"),
        (
            "DTSTART:20261123T090000Z\r\nDTEND:20261123T083000Z",
            [("23 08:30", "10:30")], "end before they begin",
        ),
        ("DTSTART:20261123T090000Z\r\nDTEND:soon", [("23 09:00", "00:00")], "end of that day"),
        ("DTSTART:20261123T090000Z\r\nDURATION:1h", [("23 09:00", "00:00")], "end of that day"),
        ("DTSTART:20261123T250000Z\r\nDURATION:PT1H", [("23 00:00", "01:00")], "all that day"),
        ("DTSTART:20261123T0900xx", [("23 00:00", "01:30")], "all that day"),
        ("DTSTART:soon\r\nDTEND:20261123T100000Z", [("23 00:00", "00:00")], "all that day"),
        ("DTEND:20261123T100000Z", [("23 00:00", "00:00")], "all that day"),
        ("DTEND:20261123T003000Z", [("22 00:00", "00:30")], "all that day"),
        ("DTSTART:20261123T233000Z\r\nDTEND:late", [("23 23:30", "01:00")], "end of that day"),
        (
            "DTSTART:20261123T090000Z\r\nDTSTART:20261123T120000Z\r\nDURATION:PT1H",
            [("23 09:00", "10:00"), ("23 12:00", "13:00")], "",
        ),
        ("DTSTART:2026-11-23T09:00:00Z\r\nDTEND:20261123T1000Z", [("23 09:00", "10:00")], ""),
        ("DTSTART:2026-11-23T10:00:00+01:00\r\nDURATION:PT1H", [("23 09:00", "10:00")], ""),
        ("DTSTART;VALUE=DATE:20261123\r\nDTEND:20261123T100000Z", [("23 00:00", "10:00")], ""),
        ("DTSTART;VALUE=DATE:20261123\r\nDURATION:PT2H", [("23 00:00", "02:00")], "all that day"),
        ("DTSTART:20261123T090000Z\r\nDTEND;VALUE=DATE:20261123", [("23 09:00", "00:00")], ""),
        ("DTSTART;VALUE=DATE:20261123\r\nDURATION:P1D", [], ""),
        (
            "DTSTART:20261116T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,XX",
            [("23 09:00", "10:00")], "counts as every day",
        ),
        (
            "DTSTART:20261116T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;INTERVAL=0;COUNT=x",
            [("23 09:00", "10:00")], "",
        ),
        (
            "DTSTART:20261110T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
            [("23 09:00", "10:00")], "counts as every day",
        ),
        (
            "DTSTART:20261116T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=2;UNTIL=20261123",
            [("23 09:00", "10:00")], "",
        ),
        (NINE + "\r\nRDATE:19700101T,never", [("23 09:00", "10:00")], "Skipped in the calendar"),
        (
            "DTSTART:20261116T090000Z\r\nDURATION:PT1H\r\nRDATE;VALUE=DATE:20261123",
            [("23 00:00", "01:00")], "all that day",
        ),
        (
            "DTSTART:20261116T090000Z\r\nDURATION:PT1H\r\nRDATE;VALUE=PERIOD:20261123T090000Z/x",
            [("23 09:00", "00:00")], "end of that day",
        ),
        (NINE + "\r\nEXDATE:20261123T9x", [("23 09:00", "10:00")], "not left out"),
        (NINE + "\r\nEXDATE;TZID=:20261123T090000Z", [], ""),
        (NINE + "\r\nDTSTAMP:never\r\nPRIORITY:high\r\nATTENDEE;=:x", [("23 09:00", "10:00")], ""),
        (NINE + "\r\nMaria Muster said so", [("23 09:00", "10:00")], "Skipped in the calendar"),
        (NINE + "\r\nSTATUS:CANCELLED\r\nSTATUS:CONFIRMED", [("23 09:00", "10:00")], ""),
        ("DTSTART:20261123T080000Z\r\nDURATION:PT1H\r\nRRULE FREQ=DAILY", None, ""),
        ("DTSTART:00010101T000000Z\r\nDTEND:00010101T000000Z\r\nRRULE:FREQ=DAILY", None, ""),
    ],
)  # fmt: skip
def test_what_may_be_an_appointment_takes_room_and_is_told(
    written, computer, lines, expected, told  # noqa: F811
):  # fmt: skip
    computer("UTC")
    path = written(lines, SECOND.replace("1123", "1125"))
    if expected is not None:
        assert taken(path) == expected
    assert taken(path, DAY + timedelta(days=2))[-1] == ("25 12:00", "13:00")
    said = warnings(path)
    assert told in said
    assert (said == "") == (told == "") or expected is None
    assert "Maria" not in said


@pytest.mark.parametrize("line", ["FREEBUSY", "FREEBUSY:", "FREEBUSY:when", "FREEBUSY;X=:9/10"])
def test_one_bad_line_elsewhere_leaves_the_appointments(written, line):  # noqa: F811
    busy = f"BEGIN:VFREEBUSY\r\n{line}\r\nFREEBUSY:20261123T140000Z/PT1H\r\nEND:VFREEBUSY\r\n"
    path = written(text=calendar(NINE).replace("END:VCALENDAR", busy + "END:VCALENDAR"))
    assert taken(path) == [("23 09:00", "10:00"), ("23 14:00", "15:00")]
    assert ("Skipped in the calendar" in warnings(path)) == (line != "FREEBUSY:")


def test_a_misspelt_entry_counts_as_one(written):  # noqa: F811
    path = written(text=calendar(NINE, SECOND).replace(":VEVENT", ":VEVNET", 2))
    assert taken(path) == [("23 09:00", "10:00"), ("23 12:00", "13:00")]
    assert "count as appointments: line 4 of" in warnings(path)
    todo = calendar(NINE, SECOND).replace(":VEVENT", ":VTODO", 2)
    assert taken(written(text=todo)) == [("23 12:00", "13:00")]


def test_a_misspelt_end_closes_what_is_open(written):  # noqa: F811
    text = calendar(NINE, SECOND).replace("END:VEVENT", "END:VEVNET", 1)
    path = written(text=text.replace("END:VCALENDAR", "END:VCALENDARD"))
    assert taken(path) == [("23 09:00", "10:00"), ("23 12:00", "13:00")]
    assert warnings(path) == "Skipped in the calendar, as no lines of one: lines 9 and 16."


def test_many_remarks_are_one_sentence_of_each_kind(written):  # noqa: F811
    path = written(*["DTSTART:20261123T090000Z"] * 200)
    assert warnings(path) == (
        "Appointments without an end count as 90 minutes:"
        " lines 7, 12, 17 and 197 more of the calendar."
    )


@pytest.mark.parametrize("what", ["strange", "unforeseen"])
def test_nothing_that_goes_wrong_ends_the_watching(written, caplog, monkeypatch, what):  # noqa: F811
    """An export with two TZID lines in one VTIMEZONE did, and whatever is next must not."""
    caplog.set_level(logging.INFO, "relax")
    path = written(NINE)
    told = []
    watched = WatchedCalendar(path, told.append)
    day = DAY, DAY + timedelta(days=1)
    assert len(watched.appointments(*day)) == 1
    monkeypatch.setattr("relax.play.calendar._watch._EVERY_S", 0.01)
    watched.watch()
    if what == "strange":
        written(text="BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nMaria")
    else:
        with monkeypatch.context() as broken:
            broken.setattr("relax.play.calendar._watch.read_calendar", lambda _: {}["Maria"])
            written(text=calendar())
            wait_for(lambda: told)
    wait_for(lambda: told)
    assert "still counts" in told[0]
    assert told[0] in caplog.messages
    assert "Maria" not in caplog.text
    assert len(watched.appointments(*day)) == 1
    written(NINE, SECOND)
    wait_for(watched.changed)
    assert len(watched.appointments(*day)) == 2


def test_a_file_that_could_not_be_read_for_a_while_is_tried_again(written, monkeypatch):  # noqa: F811
    """A drive that is busy leaves the file's date as it was."""
    path = written()
    told = []
    watched = WatchedCalendar(path, told.append)
    told.clear()
    with monkeypatch.context() as busy:
        busy.setattr("pathlib.Path.read_bytes", lambda _: (_ for _ in ()).throw(OSError(5, "Busy")))
        written(NINE)
        for _ in range(70):
            watched.look()
    assert [sentence.split(".ics")[1] for sentence in told] == [
        " cannot be read: busy. The calendar as it was before still counts."
    ]
    for _ in range(30):
        watched.look()
    assert watched.changed()
    assert len(watched.appointments(DAY, DAY + timedelta(days=1))) == 1


def test_what_cannot_be_worked_out_is_quiet(written, monkeypatch):  # noqa: F811
    watched = WatchedCalendar(written(NINE), [].append)
    monkeypatch.setattr("relax.play.calendar._series.Calendar.appointments", lambda *_: 1 / 0)
    day = DAY, DAY + timedelta(days=1)
    assert [(one.start, one.end) for one in watched.appointments(*day)] == [day]


def test_a_plan_shows_the_hours_of_the_clock_on_the_wall(written, computer):  # noqa: F811
    """Berlin's clocks are set back in the night to 25 October, while the plan goes on."""
    computer(BERLIN)
    path = str(written(f"DTSTART;TZID={BERLIN}:20261025T090000\r\nDURATION:PT1H"))
    asked = ["play", "--calendar", path, "--plan", "--settle", "0s", "--now", "2026-10-24T20:00"]
    quiet = ["2026-10-25T09:00:00+01:00", "2026-10-25T10:00:00+01:00", "quiet"]
    lines = CliRunner().invoke(group, asked).stdout.splitlines()
    assert quiet in [line.split("\t")[:3] for line in lines]
    rows = json.loads(CliRunner().invoke(group, [*asked, "--json"]).stdout)
    assert quiet in [[row["start"], row["end"], row["what"]] for row in rows]
    elsewhere = [*asked[:-1], "2026-10-24T20:00+05:00", "--json"]
    rows = json.loads(CliRunner().invoke(group, elsewhere).stdout)
    assert "2026-10-25T13:00:00+05:00" in [row["start"] for row in rows]


def test_no_order_of_the_same_entries_means_anything_else(written):  # noqa: F811
    entries = [
        NINE + "\r\nRRULE:FREQ=DAILY;COUNT=3",
        "RECURRENCE-ID:20261124T090000Z\r\nDTSTART:20261124T110000Z\r\nDURATION:PT1H",
        "RECURRENCE-ID:20261125T090000Z\r\nSTATUS:CANCELLED",
    ]
    found = {
        tuple(taken(written(text=one_uid("UID:a\r\n", *order)), days=3))
        for order in itertools.permutations(entries)
    }
    assert found == {(("23 09:00", "10:00"), ("24 11:00", "12:00"))}


def test_only_times_are_kept_of_a_calendar(written):  # noqa: F811
    assert "Maria" not in repr(read_calendar(written(NINE)))


def test_an_entry_of_which_nobody_knows_the_day_is_refused_with_its_line(written):  # noqa: F811
    with pytest.raises(BadInput) as caught:
        read_calendar(written("DTSTART:19xx\r\nDTEND:soon"))
    assert caught.value.place.line == 7
