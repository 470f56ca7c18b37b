"""One long recording as a voice: a file in which somebody reads a script from end to end."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from relax import ipa
from relax.errors import BadInput, Place, VoiceError
from relax.progress import silent
from relax.units import clock
from relax.voices._settings import voice_data
from relax.voices._take_data import take_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from relax.progress import Progress
    from relax.voices._lines import Line
    from relax.voices._protocol import Manner, Voice, VoiceSettings
    from relax.voices._take_found import Finding, Found
    from relax.voices._take_hear import Ears
    from relax.voices._take_notes import Notes, NotesFile
    from relax.voices._take_sound import Samples, TakeSound

_QUOTED: Final = 6
"""Words of a line by which a person finds it."""
_TIMES: Final = {2: "twice"}
_ORDER: Final = ("first", "second", "third", "fourth", "fifth")


class TakeVoice:
    """One recording; its lines are looked for when it is told which they are.

    What a person should know of it is asked of :meth:`notices_for`.
    """

    knows_names = True
    """A person says them as they are."""

    def __init__(self, path: Path, fill: Voice | None, settings: VoiceSettings) -> None:
        self._path = path
        self._fill = fill
        self._settings = settings
        self._finding: Finding | None = None
        self._open_sound: TakeSound | None = None
        self._open_ears: Ears | None = None
        self._room: Samples | None = None
        self._notes: Notes | None = None
        self._notes_on = ""  # which state of the file

    @property
    def takes_ipa(self) -> bool:
        """Whether the voice that fills in does; a recording is said as it is said."""
        return self._fill is None or getattr(self._fill, "takes_ipa", False)

    @property
    def identity(self) -> str:
        """The recording by its content, how it is treated, and the voice that fills in."""
        fill = self._fill.identity if self._fill else "none"
        return f"recorded take {self._digest()} fill {fill}"

    def _digest(self) -> str:
        """Of the recording and of how it is treated."""
        from relax.voices._take_sound import digest  # noqa: PLC0415  (heavy)

        how = take_data().model_dump_json() + voice_data().takes.model_dump_json()
        return hashlib.sha256(f"{digest(self._path)} {how}".encode()).hexdigest()

    def expect(self, lines: Sequence[Line], progress: Progress = silent) -> None:
        """Look for ``lines``, all that will be asked for, in their order, repeats left in.

        Raises:
            BadInput: some are not there and no voice fills in, or it is no recording of them.
        """
        from relax.voices._take_found import Search  # noqa: PLC0415  (heavy)
        from relax.voices._take_hear import need_ears  # noqa: PLC0415

        need_ears()
        # With somebody's own words in it, nothing that was heard is kept outside this process.
        own = any(line.private for line in lines)
        file = self._file(keep=not own)
        notes = self._heard(file, progress)
        if not notes.words:
            raise BadInput(
                "No words were heard in the recording.",
                hint="Is it the right file? Words are recognised in English.",
                place=Place(str(self._path)),
            )
        known = notes.model_copy(deep=True)
        self._finding = Search(notes, self._sound, self._ears).find(lines, progress)
        if notes != known:
            file.save(notes)
        missing = [each for each in self._finding.lines.values() if not each.pieces]
        if missing and self._fill is None:
            raise self._not_whole(missing, len(self._finding.lines))

    def _heard(self, file: NotesFile, progress: Progress) -> Notes:
        """The notes on the recording, which is heard now if nobody has done so."""
        if self._notes is not None and self._notes_on == self._digest():
            return self._notes
        self._close_sound()
        notes = file.load()
        if not notes.stretches:
            from relax.voices._take_stretches import stretches  # noqa: PLC0415  (heavy)

            with file.alone():
                notes = file.load()
                if not notes.stretches:
                    notes.stretches = stretches(self._sound().levels)
                    notes.words = self._ears().hear_all(self._sound(), notes.stretches, progress)
                    file.save(notes)
        self._notes, self._notes_on = notes, self._digest()
        return notes

    def _file(self, *, keep: bool) -> NotesFile:
        """Where the notes on the recording are; nowhere without ``keep``."""
        from relax.voices._take_hear import ears_name  # noqa: PLC0415  (heavy)
        from relax.voices._take_notes import NotesFile  # noqa: PLC0415

        kept = self._settings.cache if keep else None
        return NotesFile(kept / "takes" if kept else None, f"{self._digest()} {ears_name()}")

    def _sound(self) -> TakeSound:
        from relax.voices._take_sound import TakeSound  # noqa: PLC0415  (heavy)

        if self._open_sound is None:
            self._open_sound = TakeSound(self._path, self._settings.ffmpeg)
        return self._open_sound

    def _ears(self) -> Ears:
        from relax.voices._take_hear import Ears  # noqa: PLC0415  (heavy, and an extra)

        if self._open_ears is None:
            self._open_ears = Ears()
        return self._open_ears

    def _not_whole(self, missing: list[Found], lines: int) -> BadInput:
        """The error of a recording that lacks lines, with each of them."""
        count = "1 line is" if len(missing) == 1 else f"{len(missing)} lines are"
        named = "; ".join(_where(each) for each in missing)
        few = len(missing) * 2 > lines
        doubt = "Is it the recording of this script? " if few else ""
        return BadInput(
            f"{count} missing in the recording {self._path.name}: {named}.",
            hint=f"{doubt}Record what is missing and put it into the recording, or name a voice "
            "that speaks it: --fill pyttsx3.",
        )

    def mark_of(self, text: str) -> str:
        """Where a line is in the recording; "" where another voice speaks it."""
        from relax.voices._take_found import mark  # noqa: PLC0415  (heavy)

        found = self._finding.lines.get(text) if self._finding else None
        return mark(found.pieces) if found else ""

    def speak(self, text: str, manner: Manner, out: Path) -> None:
        """Write the take of ``text`` to ``out``; ``manner`` moves the fill voice alone.

        Raises:
            VoiceError: it is not in the recording, and no voice fills in.
        """
        from relax.voices import _take_cut  # noqa: PLC0415  (heavy)

        found = self._finding.lines.get(text) if self._finding else None
        if found is None or not found.pieces:
            self._speak_fill(text, manner, out)
            return
        sound = self._sound()
        if self._room is None and self._notes is not None:
            self._room = _take_cut.room_of(self._notes.stretches, sound)
        _take_cut.write_line(found.pieces, sound, self._room, out)

    def _speak_fill(self, text: str, manner: Manner, out: Path) -> None:
        """The other voice, brought to the level of the takes."""
        from relax.voices._takes import fill_in  # noqa: PLC0415  (heavy)

        if self._fill is None:
            raise VoiceError("A line is not in the recording.")
        fill_in(self._fill, text, manner, out)

    def notices_for(self, texts: Iterable[str]) -> tuple[str, ...]:
        """What a person should know of the recording, whether it was heard now or before."""
        del texts  # all that were looked for
        return _report(self._finding) if self._finding else ()

    def _close_sound(self) -> None:
        if self._open_sound is not None:
            self._open_sound.close()
        self._open_sound = self._room = None

    def close(self) -> None:
        """Close the recording, and end the voice that fills in."""
        self._close_sound()
        self._open_ears = None
        if self._fill is not None:
            self._fill.close()


def _report(finding: Finding) -> tuple[str, ...]:
    """What was found in a recording, in sentences."""
    lines = _by_place(finding.lines.values())
    there = [phrases for phrases in lines if all(each.pieces for each in phrases)]
    told = [f"{_count(len(there), 'line')} found in the recording"]
    told += [_said_again(phrases) for phrases in lines if any(map(_is_again, phrases))]
    if finding.left_out:
        were = "was" if len(finding.left_out) == 1 else "were"
        what = _count(len(finding.left_out), "stretch", "stretches")
        told.append(f"{what} with words of no line {were} left out: {_clocks(finding.left_out)}")
    notices = ["; ".join(told) + "."]
    otherwise = [
        each.times[each.chosen] for each in finding.lines.values() if each.pieces and each.otherwise
    ]
    if otherwise:
        notices.append(
            "A line may have other words than are written at these times of the recording: "
            f"{_clocks(otherwise)}. Listen there, and record it again if it is wrong."
        )
    missing = [_where(each) for each in finding.lines.values() if not each.pieces]
    if missing:
        notices.append(f"Another voice speaks what is missing: {'; '.join(missing)}.")
    return tuple(notices)


def _by_place(found: Iterable[Found]) -> list[list[Found]]:
    """The phrases of each sentence of the script together: to a person they are one line."""
    rows: list[list[Found]] = []
    for each in found:
        place = each.line.place
        if rows and place is not None and rows[-1][0].line.place == place:
            rows[-1].append(each)
        else:
            rows.append([each])
    return rows


def _is_again(found: Found) -> bool:
    """Whether a line was said more often than it is written."""
    return bool(found.pieces) and len(found.times) > found.written


def _said_again(phrases: list[Found]) -> str:
    """That a line was said more than once, and which time counts."""
    found = next(each for each in phrases if _is_again(each))
    times = _TIMES.get(len(found.times), f"{len(found.times)} times")
    which = _ORDER[found.chosen] if found.chosen < len(_ORDER) else f"{found.chosen + 1}th"
    place = found.line.place
    at = f"line {place.line}" if place and place.line else "the line"
    return (
        f"{at}{_quoted(found)} was said {times}: the {which} take is used, at "
        f"{clock(found.times[found.chosen])}"
    )


def _where(found: Found) -> str:
    """A line with its file, and why its takes cannot be used."""
    place = found.line.place
    why = f", which {found.fault} at {clock(found.times[0])}" if found.fault else ""
    return f"{place or 'the words'}{_quoted(found)}{why}"


def _quoted(found: Found) -> str:
    """The first words of a line that is nobody's own, with a space before."""
    if found.line.private:
        return ""
    words = ipa.written(found.line.text).split()
    more = " …" if len(words) > _QUOTED else ""
    return f" “{' '.join(words[:_QUOTED])}{more}”"


def _count(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or one + 's'}"


def _clocks(times: Iterable[float]) -> str:
    return ", ".join(clock(time) for time in times)
