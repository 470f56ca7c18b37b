"""Captions as WebVTT and SubRip: one cue for each sentence, and the sounds between them."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from relax.deliver._words import words
from relax.timing import PhaseKind
from relax.units import to_samples, to_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from relax.timing import Timeline

LINE = 42
"""Characters a line of captions holds at most, where words allow."""

_TIME = r"(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})"  # hours may be left out
_CUE = re.compile(rf"^{_TIME} --> {_TIME}.*\n((?:.+\n?)*)", re.MULTILINE)

QUIET_S = 12.0
"""Longer silences are shown, so that nobody takes them for the end."""


def captions(timeline: Timeline, language: str) -> str:
    """The whole WebVTT file."""
    parts = ["WEBVTT"]
    for start, end, text in cues(timeline, language):
        parts.append(f"{stamp(start)} --> {stamp(end)}\n{_escaped(_wrapped(text))}")
    return "\n\n".join(parts) + "\n"


def subtitles(timeline: Timeline, language: str) -> str:
    """The same as SubRip (.srt), which knows no escapes: for players that read no WebVTT."""
    return "\n".join(
        f"{number}\n{_srt_stamp(start)} --> {_srt_stamp(end)}\n{_wrapped(text)}\n"
        for number, (start, end, text) in enumerate(cues(timeline, language), 1)
    )


def cues(timeline: Timeline, language: str) -> list[tuple[int, int, str]]:
    """Start and end in samples, and text, in the order heard."""
    cues = [
        (heard.start, heard.end, heard.text)
        for heard in timeline.sentences
        if heard.end > heard.start
    ]
    cues += [(gap[0], gap[1], gap[2]) for gap in _sounds(timeline, language)]
    return sorted(cues, key=lambda cue: cue[:2])


def _sounds(timeline: Timeline, language: str) -> list[tuple[int, int, str]]:
    say = words(language)
    found = []
    for gap in timeline.gaps:
        seconds = to_seconds(gap.frames)
        if gap.kind not in ("lead_in", "tail") and seconds >= QUIET_S:
            text = say.seconds_quiet.format(seconds=round(seconds))
            found.append((gap.start, gap.start + gap.frames, text))
    spoken = [(s.start, s.end) for s in timeline.sentences]
    for phase in timeline.phases:
        end = phase.start + phase.frames
        busy = any(start < end and phase.start < stop for start, stop in spoken)
        if phase.tone and not busy and phase.kind in (PhaseKind.IN, PhaseKind.OUT):
            text = say.tone_in if phase.kind is PhaseKind.IN else say.tone_out
            found.append((phase.start, end, text))
    return found


def stamp(samples: int) -> str:
    """``00:01:02.345``."""
    ms = round(to_seconds(samples) * 1000)
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


def _srt_stamp(samples: int) -> str:
    """``00:01:02,345``."""
    return stamp(samples).replace(".", ",")


def _wrapped(text: str) -> str:
    """Two lines where they suffice, balanced."""
    width = max(LINE, -(-len(text) // 2) + 6)
    lines = textwrap.wrap(text, width if len(text) > LINE else LINE) or [text]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """With characters that VTT reads as markup escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def spoken_beside(track: Path) -> list[tuple[int, int, str]]:
    """Where the captions beside ``track`` say that somebody speaks, in samples, and what.

    Empty without captions. Cues in square brackets are sounds and silences.
    """
    try:
        text = track.with_suffix(".vtt").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    return [
        (_samples(match, 1), _samples(match, 5), match[9])
        for match in _CUE.finditer(text)
        if not match[9].startswith("[")
    ]


def _samples(match: re.Match[str], first: int) -> int:
    hours, minutes, seconds, ms = (int(match[first + n] or 0) for n in range(4))
    return to_samples((hours * 60 + minutes) * 60 + seconds + ms / 1000)
