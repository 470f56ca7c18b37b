"""What there is to see of a playing session at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.play._cues import Cue
    from relax.play._doors import Now

Mode = Literal["plan", "paused", "held", "answer", "leaving"]


@dataclass(frozen=True)
class View:
    """One moment.

    Attributes:
        now: the clock on the wall, seconds since 1970.
        what: what plays: ``track``, ``bed``, ``quiet``, or "" before anything has.
        title: the track's title.
        mode: following the plan, paused, stopped softly, coming back, or leaving.
        left: seconds until what plays has ended.
        quiet_at: when quiet begins next; None when the plan knows of none.
        quiet_for: why it will be quiet then, in neutral words.
        sound_at: in quiet, when sound begins again; None when the plan knows of none.
        reason: why it is quiet, in neutral words.
        silent: seconds for which nothing has been heard while something plays.
        words_in: seconds until the next words of the track; None when unknown.
        volume: 0 to 1 of the ceiling.
        device: where the sound goes.
        notice: the last thing that happened that somebody should know; "".
    """

    now: float
    what: str = ""
    title: str = ""
    mode: Mode = "plan"
    left: float = 0.0
    quiet_at: float | None = None
    quiet_for: str = ""
    sound_at: float | None = None
    reason: str = ""
    silent: float = 0.0
    words_in: float | None = None
    volume: float = 1.0
    device: str = ""
    notice: str = ""


def look(
    heard: float,
    now: Now,
    cues: Sequence[Cue],
    *,
    mode: Mode,
    silent: float,
    volume: float,
    device: str,
    notice: str,
) -> View:
    """What there is to see at ``heard`` while ``now`` plays and ``cues`` are ahead."""
    piece, in_quiet = now.piece, now.what == "quiet"
    n = next((n for n, cue in enumerate(cues) if cue.kind in {"quiet", "end"}), len(cues))
    end = cues[n] if n < len(cues) else None
    ending = end.at if end else None
    following = cues[n:] if mode == "held" else cues  # who stopped it waits for the next gap
    words = [start for start, _ in piece.spoken if start > now.position] if piece else []
    return View(
        now=heard,
        what=now.what,
        title=piece.title if piece else "",
        mode=mode,
        left=max(0.0, piece.seconds - now.position if piece else (ending or heard) - heard),
        quiet_at=None if in_quiet and mode != "held" else ending,
        quiet_for=end.entry.reason if end and end.entry else "",
        sound_at=next((cue.at for cue in following if cue.kind == "play"), None)
        if in_quiet
        else None,
        reason=now.entry.reason if now.entry and in_quiet else "",
        silent=min(silent, now.position) if piece else silent,
        words_in=words[0] - now.position if words else None,
        volume=volume,
        device=device,
        notice=notice,
    )
