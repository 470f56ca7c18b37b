"""The exports of many programs, damaged in every way: read, or refused in a sentence, no more.

``RELAX_FUZZ=20000 pytest tests/play/test_fuzzed_calendars.py`` looks longer.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings, strategies as st

from relax.errors import BadInput
from relax.play.calendar import parse_calendar
from relax.play.calendar._file import _text
from tests.play.random_days import Month
from tests.play.test_exports import APPLE, GOOGLE, OUTLOOK

BOOKING = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Booking//NONSGML v1.0//EN
X-WR-CALNAME:Room 2
X-WR-TIMEZONE:America/New_York
X-PUBLISHED-TTL:PT15M
METHOD:PUBLISH
BEGIN:VEVENT
UID:8d1f3c-1
DTSTAMP:20261020T120000Z
DTSTART:20261026T130000Z
DTEND:20261026T140000Z
SUMMARY:Maria Muster: Deep Tissue (60 min)
DESCRIPTION:Name: Maria Muster\\nPhone: +1 555 0100\\nPrice: $90.00\\n
ORGANIZER;CN="Muster, Maria":mailto:maria@example.org
SEQUENCE:0
STATUS:TENTATIVE
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270301T130000Z
END:VEVENT
BEGIN:VEVENT
UID:8d1f3c-1
RECURRENCE-ID:20261109T140000Z
SEQUENCE:2
DTSTART:20261110T140000Z
DTEND:20261110T150000Z
END:VEVENT
BEGIN:VFREEBUSY
DTSTAMP:20261020T120000Z
FREEBUSY;FBTYPE=BUSY:20261026T090000Z/PT1H,20261026T120000Z/20261026T123000Z
END:VFREEBUSY
END:VCALENDAR
"""
PRACTICE = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:icalendar-ruby
CALSCALE:GREGORIAN
BEGIN:VTIMEZONE
TZID:Australia/Sydney
BEGIN:DAYLIGHT
DTSTART:20261004T030000
TZOFFSETFROM:+1000
TZOFFSETTO:+1100
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=10
TZNAME:AEDT
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20260405T020000
TZOFFSETFROM:+1100
TZOFFSETTO:+1000
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4
TZNAME:AEST
END:STANDARD
END:VTIMEZONE
BEGIN:VTIMEZONE
TZID:Customized Time Zone
X-LIC-LOCATION:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+1000
TZOFFSETTO:+1000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
DTSTAMP:20261020T120000Z
UID:appointment-123
DTSTART;TZID=Australia/Sydney:20261026T090000
DTEND;TZID=Australia/Sydney:20261026T094500
CLASS:PRIVATE
SUMMARY:M. Muster
URL;VALUE=URI:https://example.org/a?b=c;d
END:VEVENT
BEGIN:VEVENT
UID:
DTSTART;TZID="Customized Time Zone":20261026T110000
DURATION:PT1H
RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=10
RDATE;VALUE=PERIOD:20261027T010000Z/PT1H,20261028T010000Z/20261028T020000Z
EXDATE;TZID="Customized Time Zone":20261030T110000
BEGIN:VALARM
TRIGGER;RELATED=START:-PT15M
DURATION:PT5M
ACTION:DISPLAY
END:VALARM
END:VEVENT
BEGIN:VTODO
DUE:20261026T110000Z
END:VTODO
END:VCALENDAR
"""
FILES = [text.replace("\n", "\r\n") for text in (GOOGLE, OUTLOOK, APPLE, BOOKING, PRACTICE)]
LINES = sorted({line for text in FILES for line in text.split("\r\n")})
WORDS = [
    "", ":", ";", "=", ",", '"', "/", "Z", "T", "-", "\0", "\n", "\r\n ", "\ufeff", "é", "99999999",
    "00010101T000000Z", "99991231T235959", "20260230", "20261026T246060", "20261026T0900", "-1",
    "P999999999D", "-PT1H", "PT", "P1W", "FREQ=", "FREQ=HOURLY", "FREQ=MINUTELY", "INTERVAL=0",
    "COUNT=0", "COUNT=99999999999999999999", "UNTIL=", "UNTIL=20261101", "BYDAY=", "BYDAY=99MO",
    "BYMONTH=13", "BYMONTHDAY=31", "BYSETPOS=0", "BYHOUR=25", "BYWEEKNO=60", "BYYEARDAY=400",
    "WKST=XX", "TZID=", ";TZID=:", "TZID:Europe", "+9999", "-0000", "+2400", "VALUE=DATE",
    "VALUE=PERIOD", "RANGE=THISANDFUTURE", "STATUS:CANCELLED", "SEQUENCE:9", "BEGIN:VEVENT",
    "END:VEVENT", "BEGIN:VTIMEZONE", "END:VCALENDAR", "DTSTART", "DTEND:", "RRULE:", "RDATE:",
    "EXDATE:", "RECURRENCE-ID:", "DURATION:", "FREEBUSY:", "²", "٣", "１",
]  # fmt: skip
HOW_MANY = int(os.environ.get("RELAX_FUZZ", "50"))
TIMES = [
    datetime(2026, 10, 26, tzinfo=UTC), datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2038, 1, 19, tzinfo=UTC),
]  # fmt: skip


def read(text):
    """Everything that is done with a calendar; anything raised but a refusal is a fault."""
    try:
        calendar = parse_calendar(text, Path("a.ics"))
    except BadInput as error:
        assert "Maria" not in str(error)  # noqa: PT017  (to be read is as good)
        return
    assert "Muster" not in repr(calendar)
    for since in TIMES:
        found = calendar.appointments(since, since + timedelta(days=8))
        assert all(one.start < one.end for one in found)
        assert all(a.end < b.start for a, b in zip(found, found[1:], strict=False))


def damaged(text, changes):
    lines = text.split("\r\n")
    for kind, at, other, word in changes:
        n = at % len(lines)
        if kind == "delete":
            del lines[n]
        elif kind == "double":
            lines.insert(other % len(lines), lines[n])
        elif kind == "move":
            lines.insert(other % len(lines), lines.pop(n))
        elif kind == "borrow":
            lines.insert(n, LINES[other % len(LINES)])
        elif kind == "swap":
            lines[n] = f"{lines[n].split(':')[0]}:{LINES[other % len(LINES)].split(':')[-1]}"
        else:
            cut = other % (len(lines[n]) + 1)
            gone = {"insert": cut, "replace": cut + max(1, len(word)), "end": None}[kind]
            lines[n] = lines[n][:cut] + word + ("" if gone is None else lines[n][gone:])
        lines = lines or [""]
    return "\r\n".join(lines)


KINDS = ["delete", "double", "move", "borrow", "swap", "insert", "replace", "end"]
NUMBERS = st.integers(0, 2000)
CHANGES = st.lists(
    st.tuples(st.sampled_from(KINDS), NUMBERS, NUMBERS, st.sampled_from(WORDS)), max_size=12
)
FUZZ = settings(
    deadline=None, max_examples=HOW_MANY, suppress_health_check=list(HealthCheck), database=None
)


@FUZZ
@given(st.sampled_from(FILES), CHANGES)
def test_no_damage_to_an_export_is_more_than_a_sentence(text, changes):
    read(damaged(text, changes).replace("\r\n", "\n"))


@FUZZ
@given(st.integers(0, 10**6), CHANGES)
def test_no_damage_to_a_strange_month_is_more_than_a_sentence(seed, changes):
    read(damaged(Month.made(seed).text.replace("\n", "\r\n"), changes).replace("\r\n", "\n"))


@FUZZ
@given(st.sampled_from(FILES), st.integers(0, 5000), st.binary(max_size=12), st.booleans())
def test_no_bytes_are_more_than_a_sentence(tmp_path_factory, text, at, junk, wide):
    path = tmp_path_factory.getbasetemp() / "bytes.ics"
    data = text.encode("utf-16" if wide else "utf-8")
    at %= len(data)
    path.write_bytes(data[:at] + junk + data[at + len(junk) :])
    read(_text(path))


PARTS = st.lists(
    st.sampled_from(
        ["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=HOURLY", "INTERVAL=0",
         "INTERVAL=7", "INTERVAL=168", "COUNT=5", "COUNT=0", "UNTIL=20271231", "UNTIL=2026",
         "BYDAY=MO", "BYDAY=5FR", "BYDAY=-53SU", "BYMONTH=2", "BYMONTH=0", "BYMONTHDAY=30",
         "BYMONTHDAY=-31", "BYMONTHDAY=32", "BYYEARDAY=366", "BYYEARDAY=-400", "BYWEEKNO=53",
         "BYSETPOS=-366", "BYSETPOS=2", "BYHOUR=9", "BYHOUR=7,24", "BYMINUTE=60", "BYSECOND=5",
         "WKST=SU", "RSCALE=CHINESE", "RSCALE=GREGORIAN", "SKIP=OMIT", "X-Y=1", "BYEASTER=1"]
    ),
    max_size=7,
)  # fmt: skip


@FUZZ
@given(st.sampled_from(["2026-01-31", "2024-02-29", "1601-01-01", "9999-12-31"]), PARTS)
def test_no_rule_is_more_than_a_sentence_or_looked_for_without_end(day, parts):
    start = f"DTSTART:{day.replace('-', '')}T093000\nDURATION:PT1H\nRRULE:{';'.join(parts)}"
    read(f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{start}\nEND:VEVENT\nEND:VCALENDAR\n")
