"""What is heard now, and the next source: opened early, heard on time.

It is an entry of the plan, or a piece a key asked for. It crossfades with what is heard before it,
or is joined to it without a gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from relax.play.plan import edges, pause_left
from relax.units import SAMPLE_RATE, to_samples, to_seconds

if TYPE_CHECKING:
    from relax.play.plan import Cue, Entry, Piece
    from relax.play.player._ports import Ports
    from relax.play.sound import Source

ARRIVE_S = 0.3
"""Fade in, in seconds, of what a key asked for: at once to the ear, and still no click."""

LEAST_S = 0.02
"""No fade is shorter: it would be heard as a click."""

_EARLY_S = 1.0  # a track with this much more to come than its crossfade is left early
_SOFT_S = 2.0  # who leaves early takes this long, even into the next line
_PATIENCE_S = 5.0  # a disk may take this long to give the start of a file
_JOIN_S = 1.5  # a track that is joined on is handed to the mixer this long before
_TAIL_S = 60.0  # longer than any crossfade: what has no words may fade all through its end

Due = Literal["start", "lost", "wait"]


@dataclass
class NowPlaying:
    """What is heard.

    Attributes:
        what: ``track``, ``bed``, ``quiet``, or "" before anything was heard.
        piece: the file of a track; None for all else.
        entry: the entry of the plan it stands in; None when a key asked for it.
        frames: how far it has come, counted from the beginning of the file.
    """

    what: str = ""
    piece: Piece | None = None
    entry: Entry | None = None
    frames: int = 0

    @property
    def position(self) -> float:
        """Seconds from the beginning of the file."""
        return to_seconds(self.frames)


@dataclass
class PendingSource:
    """A source that is opened now, to be heard later.

    Attributes:
        source: read by a thread of its own until then.
        now: what is heard from that moment on.
        at: that moment, in seconds since 1970.
        cue: the moment of the plan that asked for it; None when a key did.
        fade_in: seconds.
    """

    source: Source
    now: NowPlaying
    at: float
    cue: Cue | None = None
    fade_in: float = ARRIVE_S


class NextSource:
    """Holds at most one source that is being opened, and one that was joined to what is heard.

    Args:
        ports: opens sound, and has the mixer that plays it.
        crossfade: seconds in which one thing hands over to the next; 0 joins tracks on.

    Attributes:
        bed_is_lost: whether the bed could not be played; then none is opened any more.
    """

    def __init__(self, ports: Ports, crossfade: float) -> None:
        self._ports = ports
        self._crossfade = crossfade
        self._pending: PendingSource | None = None
        self._joined: PendingSource | None = None
        self._joined_cue: Cue | None = None  # of the source that was joined on and is heard now
        self.bed_is_lost = False

    @property
    def empty(self) -> bool:
        """Whether nothing is being opened, and nothing was joined on."""
        return self._pending is None and self._joined is None

    @property
    def at(self) -> float | None:
        """When what is being opened is to be heard, in seconds since 1970."""
        return self._pending.at if self._pending is not None else None

    def holds(self, cue: Cue) -> bool:
        """Whether what is being opened, or was joined on, is what ``cue`` starts."""
        held = any(one is not None and one.cue is cue for one in (self._pending, self._joined))
        return held or cue is self._joined_cue

    def prepare(self, entry: Entry, cue: Cue) -> bool:
        """Open what ``entry`` plays; False when there is no bed."""
        self.drop()
        source = self._open(entry)
        if source is None:
            return False
        fade_in = max(LEAST_S, min(self._crossfade, edges(entry)[0]))
        now = NowPlaying(entry.what, entry.piece, entry)
        self._pending = PendingSource(source, now, cue.at, cue, fade_in)
        return True

    def prepare_piece(self, piece: Piece, start: float, at: float) -> None:
        """Open ``piece`` from second ``start``, to be heard at ``at``, whatever the plan says."""
        self.drop()
        now = NowPlaying("track", piece, None, to_samples(start))
        self._pending = PendingSource(self._ports.open_track(piece, start), now, at)

    def drop(self) -> None:
        """Close what is being opened; let nothing be joined on."""
        if self._pending is not None:
            self._pending.source.close()
        if self._joined is not None:
            self._ports.mixer.unfollow()
        self._pending = self._joined = None

    def due(self, heard: float) -> tuple[Due, PendingSource | None]:
        """Whether at ``heard`` the pending source starts, is lost (cannot be read), or must wait.

        What starts or is lost is no longer pending.
        """
        pending = self._pending
        if pending is None:
            return "wait", None
        ready, late = pending.source.ready, heard - pending.at
        lost = pending.source.state == "failed" if ready else late > _PATIENCE_S
        if lost:
            self.drop()
            return "lost", pending
        if ready and late >= -0.5 / SAMPLE_RATE:
            self._pending = None
            return "start", pending
        return "wait", None

    def start(self, pending: PendingSource, before: NowPlaying) -> None:
        """Let ``pending`` be heard from the next frame on, and ``before`` go."""
        mixer = self._ports.mixer
        out, hold = self._fade_out_of(before)
        if mixer.paused:
            mixer.resume(to_samples(ARRIVE_S))
        fade_in = to_samples(pending.fade_in)
        mixer.play(pending.source, pending.now, fade_in=fade_in, fade_out=out, hold=hold)

    def _fade_out_of(self, before: NowPlaying) -> tuple[int, int]:
        """Frames in which ``before`` fades out, and frames it stays before that: no word is cut."""
        fade, piece = self._crossfade, before.piece
        if piece is not None and piece.seconds - before.position > fade + _EARLY_S:
            soon = pause_left(piece, before.position)
            return to_samples(max(LEAST_S, min(fade, max(soon, _SOFT_S)))), 0
        tail = min(edges(before.entry)[1], _TAIL_S) if before.entry else _TAIL_S
        out = max(LEAST_S, min(fade, tail))
        return to_samples(out), max(0, to_samples(fade) - to_samples(out))

    def join(self, before: NowPlaying, heard: float) -> None:
        """Without a crossfade, hand a track that follows a track to the mixer, to the sample."""
        pending, piece = self._pending, before.piece
        if pending is None or piece is None or pending.now.piece is None or pending.cue is None:
            return
        ends = heard + piece.seconds - before.position
        near = abs(ends - pending.at) < _JOIN_S / 2 and ends - heard < _JOIN_S
        if self._crossfade >= LEAST_S or not near or not pending.source.ready:
            return
        if self._ports.mixer.follow(pending.source, pending.now):
            self._pending, self._joined = None, pending

    def joined(self, token: object) -> PendingSource | None:
        """What was joined on and is now heard, if ``token`` says so."""
        found = self._joined
        if found is None or found.now is not token:
            return None
        self._joined, self._joined_cue = None, found.cue
        return found

    def _open(self, entry: Entry) -> Source | None:
        if entry.what == "track" and entry.piece is not None:
            return self._ports.open_track(entry.piece, 0.0)
        return None if self.bed_is_lost else self._ports.open_bed()
