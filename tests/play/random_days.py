"""Months of a practice as strange programs export them, and who is there in truth.

``python -m tests.play.random_days 20000`` plans so many days and looks for a sound in an
appointment: in one that was meant, and in one that the libraries icalendar and
recurring-ical-events find in the same file, entry by entry.
"""

from __future__ import annotations

import os
import random
import re
import sys
import tempfile
import time
import warnings
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from relax.play.calendar import WatchedCalendar
from relax.play.plan import DayPlanner, Piece

MONTH = 30
PLACES = ("Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Tokyo",
          "Australia/Sydney", "UTC", "America/St_Johns")  # fmt: skip
WINDOWS = {
    "Europe/Berlin": "W. Europe Standard Time",
    "America/New_York": "Eastern Standard Time",
    "America/Los_Angeles": "Pacific Standard Time",
    "Asia/Tokyo": "Tokyo Standard Time",
    "Australia/Sydney": "AUS Eastern Standard Time",
}
NOISE = (
    "Maria Muster said so", "FREEBUSY", "RDATE:19700101T", "RDATE:never", "EXDATE:0", "X-A;=:",
    "DTSTAMP:yesterday", "SEQUENCE:new", "DESCRIPTION;TZID=:Maria\\, Tel.", "RDATE;TZID=:",
    'ATTENDEE;CN="Maria:x', "PRIORITY", "GEO:here", "\0", "TRIGGER:-P", 'CLASS;X="', "DUE:x",
)  # fmt: skip
VTIMEZONE = (
    "BEGIN:VTIMEZONE\nTZID:{name}\n{more}BEGIN:STANDARD\nDTSTART:16010101T000000\n"
    "TZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nEND:STANDARD\nEND:VTIMEZONE\n"
)


@dataclass
class Month:
    """One export, and every stretch in which somebody is there, in UTC."""

    chance: random.Random
    text: str = ""
    here: str = "UTC"
    first: datetime = field(default_factory=lambda: datetime.fromisoformat("2026-01-01"))
    meant: list[tuple[datetime, datetime]] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)

    @staticmethod
    def made(seed: int) -> Month:
        month = Month(random.Random(seed))
        month.write()
        return month

    def write(self) -> None:
        chance = self.chance
        self.here = chance.choice(PLACES)
        self.first = datetime.fromisoformat("2026-01-01") + timedelta(days=chance.randrange(700))
        self.offset = chance.choice(["-0500", "+0200", "+1000", "-0330"])
        for _ in range(chance.randrange(5, 25)):
            self._entry()
        for _ in range(chance.randrange(4)):
            self._nobody()
        chance.shuffle(self.entries)
        more = chance.choice(["", "TZID:Another\n", "TZURL:x\n", "X-LIC-LOCATION:Customized\n"])
        zone = VTIMEZONE.format(name="Customized Time Zone", offset=self.offset, more=more)
        inside = "".join(self.entries)
        if chance.random() < 0.3:
            busy = self._wall()
            inside += (
                f"BEGIN:VFREEBUSY\nFREEBUSY\nFREEBUSY:{busy:%Y%m%dT%H%M%SZ}/PT1H\nEND:VFREEBUSY\n"
            )
            self.meant.append(
                (busy.replace(tzinfo=UTC), busy.replace(tzinfo=UTC) + timedelta(hours=1))
            )
        parts = [zone, inside] if chance.random() < 0.8 else [inside, zone]
        own = chance.choice(["", "", f"X-WR-TIMEZONE:{chance.choice(PLACES)}\n"])
        self.text = f"BEGIN:VCALENDAR\nVERSION:2.0\n{own}{''.join(parts)}END:VCALENDAR\n"

    def _wall(self) -> datetime:
        day = self.chance.randrange(-1, MONTH + 1)
        return self.first + timedelta(days=day, minutes=15 * self.chance.randrange(96))

    def _zone(self) -> tuple[str, object, str]:
        """A parameter of a time, the zone it means, and what ends such a time."""
        chance = self.chance
        name = chance.choice(PLACES)
        written = chance.choice([name, f" {name}", f'" {name}"', f'"{WINDOWS.get(name, name)}"'])
        minutes = int(self.offset[1:3]) * 60 + int(self.offset[3:])
        custom = timedelta(minutes=-minutes if self.offset[0] == "-" else minutes)
        return chance.choice([
            (f";TZID={written}", ZoneInfo(name), ""),
            (";TZID=Customized Time Zone", custom, ""),
            ('; TZID ="Customized Time Zone "', custom, ""),
            ("", ZoneInfo(self.here), ""),
            (";TZID=", ZoneInfo(self.here), ""),
            (";TZID=Mars/Olympus", ZoneInfo(self.here), ""),
            ("", UTC, "Z"),
        ])  # fmt: skip

    def _entry(self) -> None:
        chance, wall = self.chance, self._wall()
        parameter, zone, z = self._zone()
        length = timedelta(minutes=chance.choice([20, 30, 60, 90]))
        start = f"DTSTART{parameter}:{wall:%Y%m%dT%H%M%S}{z}"
        end, lasts = self._end(wall, length, parameter, z)
        if parameter and parameter in end and chance.random() < 0.2:  # only its end has a zone
            start = f"DTSTART:{wall:%Y%m%dT%H%M%S}"
        times = [wall]
        lines = []
        uid = chance.choice(["UID:\n", "UID:same\n", "", f"UID:{chance.randrange(10**9)}\n"])
        if chance.random() < 0.5:
            times, lines = self._series(wall, zone, parameter, z)
        if chance.random() < 0.1:  # only the day can be read
            start = f"DTSTART{parameter}:{wall:%Y%m%d}T{chance.choice(['9', '25', '0900xx'])}"
            times, lines, end = [wall], [], ""
            lasts = length
        if lines and chance.random() < 0.3 and uid[4:].strip():
            moved = times.pop(chance.randrange(len(times)))
            self._changed(moved, uid, parameter, zone, z)
        noise = [chance.choice(NOISE) for _ in range(chance.choice([0, 0, 1, 3]))]
        body = [start, *end.splitlines(), *lines, *noise, "SUMMARY:Maria Muster"]
        self._put(uid, body)
        self.meant += [(in_utc(one, zone), in_utc(one, zone) + lasts) for one in times]

    def _end(self, wall, length, parameter, z):
        chance = self.chance
        return chance.choice([
            (f"DTEND{parameter}:{wall + length:%Y%m%dT%H%M%S}{z}", length),
            (f"DURATION:PT{length // timedelta(minutes=1)}M", length),
            (f"DTEND:{wall + length:%Y%m%dT%H%M%S}", length),
            ("", timedelta(hours=1)),
            (f"DTEND{parameter}:{wall:%Y%m%dT%H%M%S}{z}", timedelta(hours=1)),
            ("DTEND:late", length),
            ("DURATION:1 hour", length),
        ])  # fmt: skip

    def _series(self, wall, zone, parameter, z):
        """What is said of coming again, and when it does, by the clock on the wall."""
        chance = self.chance
        days = chance.choice([1, 2, 7])
        rule = {1: "DAILY", 2: "DAILY;INTERVAL=2", 7: "WEEKLY"}[days]
        times = [wall + timedelta(days=days) * n for n in range(chance.randrange(2, 12))]
        last = times[-1]
        until = in_utc(last, zone)
        end = chance.choice([
            f"UNTIL={last:%Y%m%dT%H%M%S}", f"UNTIL={until:%Y%m%dT%H%M%SZ}", f"UNTIL={last:%Y%m%d}",
            f"COUNT={len(times)}", f"COUNT={len(times)};UNTIL={last:%Y%m%d}",
        ])  # fmt: skip
        lines = [f"RRULE:FREQ={rule};{end}"]
        if len(times) > 3 and chance.random() < 0.4:
            out = times.pop(1)
            lines.append(
                chance.choice([
                    f"EXDATE{parameter}:{out:%Y%m%dT%H%M%S}{z}",
                    f"EXDATE:{in_utc(out, zone):%Y%m%dT%H%M%SZ}",
                ])
            )  # fmt: skip
        if chance.random() < 0.2:
            more = wall + timedelta(days=days * 20, hours=3)
            lines.append(f"RDATE{parameter}:{more:%Y%m%dT%H%M%S}{z},19700101T")
            times.append(more)
        return times, lines

    def _changed(self, moved, uid, parameter, zone, z) -> None:
        which = f"RECURRENCE-ID{parameter}:{moved:%Y%m%dT%H%M%S}{z}"
        if self.chance.random() < 0.5:
            self._put(uid, [which, "STATUS:CANCELLED"])
            return
        to = moved + timedelta(hours=self.chance.randrange(1, 20))
        self._put(uid, [which, f"DTSTART{parameter}:{to:%Y%m%dT%H%M%S}{z}", "DURATION:PT1H"])
        self.meant.append((in_utc(to, zone), in_utc(to, zone) + timedelta(hours=1)))

    def _nobody(self) -> None:
        day = f"{self._wall():%Y%m%d}"
        self._put(f"UID:{self.chance.randrange(10**9)}\n", self.chance.choice([
            [f"DTSTART;VALUE=DATE:{day}"], [f"DTSTART:{day}T100000Z", "TRANSP:TRANSPARENT"],
            ["STATUS:CANCELLED", f"DTSTART:{day}"], [f"DTSTART:{day}"],
        ]))  # fmt: skip

    def _put(self, uid: str, lines: list[str]) -> None:
        self.chance.shuffle(lines)
        folded = [
            f"{line[:20]}\n {line[20:]}" if len(line) > 30 and self.chance.random() < 0.2 else line
            for line in lines
        ]
        self.entries.append("BEGIN:VEVENT\n" + uid + "\n".join(folded) + "\nEND:VEVENT\n")

    def save(self, path: Path) -> None:
        ending = self.chance.choice(["\r\n", "\n"])
        encoding = self.chance.choice(["utf-8", "utf-8-sig", "utf-16", "latin-1"])
        path.write_bytes(self.text.replace("\n", ending).encode(encoding))


def in_utc(wall: datetime, zone) -> datetime:
    """``zone``: a zone, or how far it is from UTC."""
    if isinstance(zone, timedelta):
        return (wall - zone).replace(tzinfo=UTC)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def read_otherwise(month: Month) -> list[tuple[datetime, datetime]]:
    """What the libraries find in each entry of the text for itself, in UTC.

    They do not know a zone with a space before its name, remember the others for good by their
    names, and give up at a senseless line: that is set right for them, and nothing else.
    """
    own = f"Own {month.offset}"
    zone = re.search(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE\n", month.text, re.DOTALL)[0]
    zone = re.sub(r"TZID:.*\n", "", zone).replace("\n", f"\nTZID:{own}\n", 1)
    entries = [
        re.sub(r'; ?TZID ?=("?) ?', r";TZID=\1", entry.replace("\n ", "")).replace(' "', '"')
        for entry in month.entries
    ]
    changed = set()
    for entry in entries:
        if which := re.search(r"RECURRENCE-ID.*:(.*)", entry):
            changed.add((re.search(r"UID:(.*)", entry)[1], which[1]))
    span = in_utc(month.first, UTC) - timedelta(days=3), in_utc(month.first, UTC) + timedelta(40)
    found = []
    for entry in entries:
        if re.search(r"DTSTART(;TZID=|;TZID=Mars/Olympus)?:\w+\n", entry) and re.search(
            r"EXDATE.*Z\n", entry
        ):
            continue  # by what is left out in UTC they take a beginning without a zone for UTC
        text = entry.replace("Customized Time Zone", own).replace(",19700101T", "")
        text = "".join(f"{line}\n" for line in text.splitlines() if line not in NOISE)
        try:
            with warnings.catch_warnings(action="ignore"):
                read = icalendar.Calendar.from_ical(f"BEGIN:VCALENDAR\n{zone}{text}END:VCALENDAR\n")
                events = recurring_ical_events.of(read).between(*span)
            found += [each for event in events for each in _seen(event, changed)]
        except Exception:  # noqa: BLE001  (what they cannot read, they do not see)
            continue
    return found


def _seen(event, changed):
    start, end = event.start, event.end
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return
    if event.get("STATUS") == "CANCELLED" or event.get("TRANSP") == "TRANSPARENT":
        return
    is_changed = any(
        (str(event.get("UID", "")), f"{wall:%Y%m%dT%H%M%S}{z}") in changed
        for wall, z in ((start, ""), (start.astimezone(UTC), "Z"))
    )
    if not (is_changed and "RECURRENCE-ID" in event):
        yield start.astimezone(UTC), end.astimezone(UTC)


def sounds_amiss(month: Month, folder: Path) -> tuple[list, Counter]:
    """Each sound of its days that falls into an appointment, and how much of all there was."""
    os.environ["TZ"] = month.here
    time.tzset()
    path = folder / "month.ics"
    month.save(path)
    pieces = [Piece(Path(f"{n}.mp3"), str(n), n * 310.0) for n in range(1, 6)]
    settle, crossfade = month.chance.choice([0, 90, 600]), month.chance.choice([0, 4])
    day = DayPlanner(pieces, WatchedCalendar(path, lambda _: None), settle, crossfade)
    otherwise = read_otherwise(month)
    taken = sorted(month.meant + otherwise)
    longest = max((end - start for start, end in taken), default=timedelta(0))
    starts = [start for start, _ in taken]
    counts = Counter(days=MONTH, meant=len(month.meant), read_otherwise=len(otherwise))
    amiss = []
    for n in range(MONTH):
        at = in_utc(month.first + timedelta(days=n, seconds=month.chance.randrange(86_400)), UTC)
        for entry in day.plan(at.timestamp(), frozenset()).entries:
            if entry.what == "quiet":
                continue
            counts["sounds"] += 1
            near = taken[
                bisect_left(starts, entry.start - longest) : bisect_left(starts, entry.end)
            ]
            amiss += [(entry, one) for one in near if one[1] > entry.start]
    return amiss, counts


def main(days: int, seed: int = 0) -> tuple[int, Counter]:
    """How many sounds fell into an appointment in so many days, and how much of all there was."""
    wrong, counts = 0, Counter()
    with tempfile.TemporaryDirectory() as folder:
        for n in range(seed, seed - (-days // MONTH)):
            amiss, some = sounds_amiss(Month.made(n), Path(folder))
            wrong, counts = wrong + len(amiss), counts + some
            if amiss:
                print(f"seed {n}: {amiss[0]}", file=sys.stderr)
    return wrong, counts


if __name__ == "__main__":
    wrong, counts = main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
    print(f"{dict(counts)}: {wrong} sounds in an appointment")
    sys.exit(bool(wrong))
