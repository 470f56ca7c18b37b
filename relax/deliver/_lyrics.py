"""Timed lyrics (.lrc): a time and a line for each caption, as music players show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from relax.deliver._captions import cues
from relax.units import to_samples, to_seconds

if TYPE_CHECKING:
    from relax.deliver._transcript import About
    from relax.timing import Timeline

CLEARED_S: Final = 5.0
"""Before a longer silence the line is taken away: lyrics know no end of a line otherwise."""

_MARKUP: Final = str.maketrans("[]<>", "()()")
"""Square brackets hold times and tags, pointed ones the times of words; nothing escapes them."""


def lyrics(timeline: Timeline, about: About) -> str:
    """The whole file: title and artist, then ``[mm:ss.xx]line`` in the order heard.

    The form is that of common players: https://en.wikipedia.org/wiki/LRC_(file_format). Minutes
    go on counting past 99.
    """
    lines = [f"[ti:{_line(about.title)}]"]
    lines += [f"[ar:{_line(about.artist)}]"] if about.artist else []
    found = cues(timeline, about.language)
    starts = [start for start, _, _ in found[1:]] + [timeline.frames]
    for (start, end, text), following in zip(found, starts, strict=True):
        lines.append(f"{_stamp(start)}{_line(text)}")
        if following - end > to_samples(CLEARED_S):
            lines.append(_stamp(end))
    return "\n".join(lines) + "\n"


def _line(text: str) -> str:
    """``text`` on one line, without what players would read as markup."""
    return " ".join(text.split()).translate(_MARKUP)


def _stamp(samples: int) -> str:
    """``[01:02.34]``."""
    hundredths = round(to_seconds(samples) * 100)
    return f"[{hundredths // 6000:02d}:{hundredths // 100 % 60:02d}.{hundredths % 100:02d}]"
