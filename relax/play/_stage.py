"""What is about to be heard: opened early, started on time, or joined on without a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from relax.play._cues import edges, pause_left
from relax.play._doors import ARRIVE_S, Now, Waiting
from relax.units import SAMPLE_RATE, to_samples

if TYPE_CHECKING:
    from relax.play._cues import Cue
    from relax.play._doors import Doors
    from relax.play._model import Entry, Piece
    from relax.play._source import Source

LEAST_S = 0.02
"""No fade is shorter: it would be heard as a click."""

_EARLY_S = 1.0  # a track with this much more to come than its crossfade is left early
_SOFT_S = 2.0  # who leaves early takes this long, even into the next line
_STEP_S = 0.1
_PATIENCE_S = 5.0  # a disk may take this long to give the start of a file
_JOIN_S = 1.5  # a track that is joined on is handed to the deck this long before

Turn = Literal["start", "lost", "wait"]


class Stage:
    """One place in the wings.

    Args:
        doors: opens sound, and the deck that plays it.
        crossfade: seconds in which one thing hands over to the next; 0 joins tracks on.
    """

    def __init__(self, doors: Doors, crossfade: float) -> None:
        self._do = doors
        self._crossfade = crossfade
        self._waiting: Waiting | None = None
        self._joined: Waiting | None = None
        self._on_stage: Cue | None = None
        self.bed_is_lost = False

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        return self._waiting is None and self._joined is None

    @property
    def at(self) -> float | None:
        """When what waits is to be heard, in seconds since 1970."""
        return self._waiting.at if self._waiting is not None else None

    def holds(self, cue: Cue) -> bool:
        """Whether what waits, or was joined on, is what ``cue`` starts."""
        waits = any(w is not None and w.cue is cue for w in (self._waiting, self._joined))
        return waits or cue is self._on_stage

    def prepare(self, entry: Entry, cue: Cue) -> bool:
        """Open what ``entry`` plays; False when there is no bed."""
        self.drop()
        source = self._open(entry)
        if source is None:
            return False
        fade_in = max(LEAST_S, min(self._crossfade, edges(entry)[0]))
        now = Now(entry.what, entry.piece, entry)
        self._waiting = Waiting(source, now, cue.at, cue, fade_in)
        return True

    def prepare_piece(self, piece: Piece, start: float, at: float) -> None:
        """Open ``piece`` from second ``start``, to be heard at ``at``, whatever the plan says."""
        self.drop()
        now = Now("track", piece, None, to_samples(start))
        self._waiting = Waiting(self._do.open_track(piece, start), now, at)

    def drop(self) -> None:
        """Nothing waits any more."""
        if self._waiting is not None:
            self._waiting.source.close()
        if self._joined is not None:
            self._do.deck.unfollow()
        self._waiting = self._joined = None

    def clear(self, seconds: float) -> None:
        """Everything leaves by a fade, with no look at any plan: something has gone wrong."""
        self.drop()
        output, left = self._do.output, to_samples(seconds)
        self._do.deck.silence(left)
        for _ in range(int(seconds / _STEP_S) + 10):
            frames = min(output.room(), left)
            output.write(self._do.deck.render(frames))
            left -= frames
            self._do.clock.sleep(_STEP_S)

    def turn(self, heard: float) -> tuple[Turn, Waiting | None]:
        """What is due at ``heard``: what waits is to start, cannot be opened, or goes on waiting.

        What starts or is lost no longer waits.
        """
        waiting = self._waiting
        if waiting is None:
            return "wait", None
        ready, late = waiting.source.ready, heard - waiting.at
        lost = waiting.source.state == "failed" if ready else late > _PATIENCE_S
        if lost:
            self.drop()
            return "lost", waiting
        if ready and late >= -0.5 / SAMPLE_RATE:
            self._waiting = None
            return "start", waiting
        return "wait", None

    def start(self, waiting: Waiting, before: Now) -> None:
        """Let ``waiting`` be heard from the next frame on, and ``before`` go."""
        deck = self._do.deck
        out, hold = self._way_out(before)
        if deck.paused:
            deck.resume(to_samples(ARRIVE_S))
        fade_in = to_samples(waiting.fade_in)
        deck.play(waiting.source, waiting.now, fade_in=fade_in, fade_out=out, hold=hold)

    def _way_out(self, before: Now) -> tuple[int, int]:
        """Frames in which ``before`` leaves, and that it stays before: no word is cut."""
        fade, piece = self._crossfade, before.piece
        if piece is not None and piece.seconds - before.position > fade + _EARLY_S:
            soon = pause_left(piece, before.position)
            return to_samples(max(LEAST_S, min(fade, max(soon, _SOFT_S)))), 0
        tail = min(edges(before.entry)[1], 60.0) if before.entry else 60.0
        out = max(LEAST_S, min(fade, tail))
        return to_samples(out), max(0, to_samples(fade) - to_samples(out))

    def join(self, before: Now, heard: float) -> None:
        """Without a crossfade, hand a track that follows a track to the deck, to the sample."""
        waiting, piece = self._waiting, before.piece
        if waiting is None or piece is None or waiting.now.piece is None or waiting.cue is None:
            return
        ends = heard + piece.seconds - before.position
        near = abs(ends - waiting.at) < _JOIN_S / 2 and ends - heard < _JOIN_S
        if self._crossfade >= LEAST_S or not near or not waiting.source.ready:
            return
        if self._do.deck.follow(waiting.source, waiting.now):
            self._waiting, self._joined = None, waiting

    def joined(self, token: object) -> Waiting | None:
        """What was joined on and is now heard, if ``token`` says so."""
        found = self._joined
        if found is None or found.now is not token:
            return None
        self._joined, self._on_stage = None, found.cue
        return found

    def _open(self, entry: Entry) -> Source | None:
        if entry.what == "track" and entry.piece is not None:
            return self._do.open_track(entry.piece, 0.0)
        return None if self.bed_is_lost else self._do.open_bed()
