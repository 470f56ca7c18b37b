"""One week of one practice as different programs export it: every one means the same hours."""

from __future__ import annotations

import re

import pytest

from tests.cli.run import relax

EUROPE = """\
BEGIN:VTIMEZONE
TZID:{zone}
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""

GOOGLE = f"""\
BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
METHOD:PUBLISH
X-WR-TIMEZONE:Europe/Berlin
{EUROPE.format(zone="Europe/Berlin")}BEGIN:VEVENT
DTSTART;TZID=Europe/Berlin:20261012T090000
DTEND;TZID=Europe/Berlin:20261012T100000
RRULE:FREQ=WEEKLY;BYDAY=MO,TU
EXDATE;TZID=Europe/Berlin:20261027T090000
UID:a@google.com
DESCRIPTION:Maria Muster\\n\\nTel. 0171 1234567\\, bitte pünktl
 ich\\; die Klingel ist kaputt
STATUS:CONFIRMED
SUMMARY:Maria Muster
TRANSP:OPAQUE
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-P0DT0H30M0S
END:VALARM
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Europe/Berlin:20261026T170000
DTEND;TZID=Europe/Berlin:20261026T180000
RECURRENCE-ID;TZID=Europe/Berlin:20261020T090000
UID:a@google.com
SUMMARY:Maria Muster
END:VEVENT
BEGIN:VEVENT
DTSTART:20261026T110000Z
DTEND:20261026T120000Z
UID:b@google.com
SUMMARY:Maria Muster
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=America/New_York:20261026T093000
DTEND;TZID=America/New_York:20261026T100000
UID:c@google.com
SUMMARY:Maria Muster
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20261026
DTEND;VALUE=DATE:20261027
UID:d@google.com
SUMMARY:Nationalfeiertag
END:VEVENT
END:VCALENDAR
"""

OUTLOOK = f"""\
BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:PUBLISH
X-WR-RELCALID:{{0000002E-52E7-9EB4-7B3B-0E4AA3A7D5B1}}
{EUROPE.format(zone="W. Europe Standard Time")}BEGIN:VEVENT
CLASS:PUBLIC
DESCRIPTION: \\n
DTEND;TZID="W. Europe Standard Time":20261012T100000
DTSTART;TZID="W. Europe Standard Time":20261012T090000
EXDATE;TZID="W. Europe Standard Time":20261020T090000
RRULE:FREQ=WEEKLY;BYDAY=MO
SUMMARY;LANGUAGE=de:Maria Muster
TRANSP:OPAQUE
UID:040000008200E00074C5B7101A82E008000000001
X-ALT-DESC;FMTTYPE=text/html:<html xmlns:v="urn:schemas-microsoft-com:vml"
  xmlns:o="urn:schemas-microsoft-com:office:office"><body>Maria</body></html>
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID="W. Europe Standard Time":20261026T120000
DTEND;TZID="W. Europe Standard Time":20261026T130000
UID:2
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID="W. Europe Standard Time":20261026T143000
DURATION:PT30M
UID:3
END:VEVENT
BEGIN:VEVENT
DTSTART:20261026T160000Z
DTEND:20261026T170000Z
UID:4
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID="W. Europe Standard Time":20261026T150000
DTEND;TZID="W. Europe Standard Time":20261026T160000
UID:5
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
END:VEVENT
END:VCALENDAR
"""

APPLE = """\
BEGIN:VCALENDAR
METHOD:PUBLISH
VERSION:2.0
PRODID:-//Apple Inc.//macOS 13.0//EN
X-APPLE-CALENDAR-COLOR:#1BADF8
BEGIN:VEVENT
TRANSP:OPAQUE
DTEND:20261026T100000
UID:A1
X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS=70.58;X-TITLE="Muster
 weg 1\\n12345 Musterstadt":geo:48.1,11.5
DTSTART:20261026T090000
END:VEVENT
BEGIN:VEVENT
UID:A2
DTSTART;TZID=Europe/Berlin:20261025T120000
DTEND;TZID=Europe/Berlin:20261025T130000
RDATE;TZID=Europe/Berlin:20261026T120000,20261028T120000
END:VEVENT
BEGIN:VEVENT
UID:A3
DTSTART;TZID=Europe/Berlin:20261026T143000
DURATION:PT0H30M0S
END:VEVENT
BEGIN:VEVENT
UID:A4
DTSTART;TZID=Europe/Berlin:20261026T170000
DTEND;TZID=Europe/Berlin:20261026T180000
END:VEVENT
BEGIN:VEVENT
UID:A4
RECURRENCE-ID;TZID=Europe/Berlin:20261026T200000
STATUS:CANCELLED
DTSTART;TZID=Europe/Berlin:20261026T200000
DTEND;TZID=Europe/Berlin:20261026T210000
END:VEVENT
END:VCALENDAR
"""

NOT_DESCRIBED = re.sub(r"BEGIN:VTIMEZONE.*END:VTIMEZONE\n", "", OUTLOOK, flags=re.DOTALL)
MADE_UP = OUTLOOK.replace("W. Europe Standard Time", "Customized Time Zone")

MONDAY = [("09:00", "10:00"), ("12:00", "13:00"), ("14:30", "15:00"), ("17:00", "18:00")]
"""Berlin has been out of summer time since the night before; New York still has it."""


def bytes_of(text, ending="\r\n", encoding="utf-8"):
    return text.replace("\n", ending).encode(encoding)


@pytest.mark.parametrize(
    "data",
    [
        bytes_of(GOOGLE),
        bytes_of(GOOGLE, "\n"),
        bytes_of(GOOGLE, "\r"),
        bytes_of(GOOGLE, encoding="utf-8-sig"),
        bytes_of(GOOGLE, encoding="utf-16"),
        bytes_of(GOOGLE, encoding="latin-1"),
        bytes_of(OUTLOOK),
        bytes_of(NOT_DESCRIBED),
        bytes_of(MADE_UP),
        bytes_of(APPLE),
    ],
    ids=[
        "google", "line-feeds", "carriage-returns", "byte-order-mark", "utf-16", "latin-1", "outlook",
        "outlook-without-its-zone", "a-zone-of-its-own", "apple",
    ],
)  # fmt: skip
def test_the_same_monday_in_the_words_of_each(data, tmp_path):
    path = tmp_path / "room.ics"
    path.write_bytes(data)
    asked = ("--plan", "--settle", "0s", "--now", "2026-10-26T00:00")
    done = relax("play", "--calendar", path, *asked, env={"TZ": "Europe/Berlin"})
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    quiet = [(start[11:16], end[11:16]) for start, end, what, *_ in rows if what == "quiet"]
    assert quiet == MONDAY
