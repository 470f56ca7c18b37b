"""A room for tests: a clock that is turned by hand, sources of known shape, a plan written out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from relax.play.library import Journal
from relax.play.plan import Entry, Piece, Plan
from relax.play.player import Player, PlaySettings, Ports
from relax.play.sound import Mixer
from relax.play.sound._device import SilentOutput

if TYPE_CHECKING:
    from relax.play.terminal import Command, View

RATE = 44_100
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC).timestamp()


class TurnedClock:
    """Time that passes only when somebody sleeps; ``at`` does things at given seconds."""

    def __init__(self) -> None:
        self.wall = START
        self.steady = 0.0
        self.events: list[tuple[float, Callable[[], None]]] = []

    def time(self) -> float:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def sleep(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds
        while self.events and self.events[0][0] <= self.steady:
            self.events.pop(0)[1]()

    def at(self, seconds: float, do: Callable[[], None]) -> None:
        self.events.append((seconds, do))
        self.events.sort(key=lambda event: event[0])


class Steady:
    """The same value in each channel for ``frames`` frames, then the end, or a break."""

    ready = True

    def __init__(self, left=1.0, right=1.0, frames=10**12, ending="ended") -> None:
        self.value = np.array([[left, right]], np.float32)
        self.frames = frames
        self.ending = ending
        self.state = "open"
        self.closed = False

    def read(self, frames):
        given = min(frames, self.frames)
        self.frames -= given
        if not self.frames:
            self.state = self.ending
        return np.repeat(self.value, given, axis=0)

    def close(self) -> None:
        self.closed = True


class Kept(SilentOutput):
    """Keeps everything that would be heard, and when each frame was heard on the wall."""

    def __init__(self, clock, drift=0.0) -> None:
        super().__init__(clock, drift)
        self.blocks = []
        self.times = []

    def write(self, block) -> None:
        first = self._clock.time() + self.queued()
        self.times.append(first + np.arange(len(block)) / self._rate)
        self.blocks.append(block.copy())
        super().write(block)

    @property
    def sound(self):
        return np.concatenate(self.blocks)

    @property
    def heard_at(self):
        return np.concatenate(self.times)


@dataclass
class Written:
    """A plan that is written out: what is left of it from the moment asked for."""

    entries: Sequence[Entry]
    has_changed: bool = False
    asked: list[float] = field(default_factory=list)

    def plan(self, now: float, skip: frozenset[Path], last: Path | None = None) -> Plan:
        del last
        self.asked.append(now)
        moment = datetime.fromtimestamp(now, UTC)
        left = [
            replace(entry, start=max(entry.start, moment))
            for entry in self.entries
            if entry.end > moment and (entry.start >= moment or entry.what != "track")
        ]
        left = [e for e in left if e.piece is None or e.piece.path not in skip]
        return Plan(moment, _without_holes(moment, left))

    def changed(self) -> bool:
        was, self.has_changed = self.has_changed, False
        return was


def _without_holes(moment, entries):
    if entries and entries[0].start > moment:
        return (Entry(moment, entries[0].start, "bed"), *entries)
    return tuple(entries)


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(START + seconds, UTC)


def entry(start, end, what, piece=None) -> Entry:
    return Entry(moment(start), moment(end), what, piece, "appointment" if what == "quiet" else "")


def piece(name="a.mp3", seconds=30.0, **more) -> Piece:
    return Piece(Path("tracks") / name, name, seconds, **more)


@dataclass
class Room:
    """A player in a room whose time is turned."""

    planner: object
    journal: Path
    settings: PlaySettings = field(default_factory=PlaySettings)
    drift: float = 0.0
    open_track: Callable = lambda p, start: Steady(frames=int((p.seconds - start) * RATE))
    open_bed: Callable = lambda: Steady(0.2, 0.2)
    way_back: Callable = lambda _p, _l, _s: None
    heard: Callable = lambda _path, _at: None
    seen: list[View] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = TurnedClock()
        self.output = Kept(self.clock, self.drift)
        self.keys: list[Command] = []
        self.mixer = Mixer()
        self.ports = Ports(
            mixer=self.mixer,
            output=self.output,
            clock=self.clock,
            journal=Journal(self.journal),
            planner=self.planner,
            open_track=self.open_track,
            open_bed=self.open_bed,
            pressed=self._pressed,
            way_back=self.way_back,
            show=self.seen.append,
            heard=self.heard,
        )
        self.player = Player(self.ports, self.settings)

    def _pressed(self):
        pressed, self.keys = self.keys, []
        return pressed

    def press(self, seconds: float, command: Command) -> None:
        self.clock.at(seconds, lambda: self.keys.append(command))

    def run(self):
        """Play to the end; seconds since the start and the loudest channel, frame by frame."""
        self.player.run()
        return self.output.heard_at - START, np.abs(self.output.sound).max(axis=1)


def steepest(sound) -> float:
    """The largest step from one frame to the next, from silence and back to it."""
    silence = np.zeros((1, sound.shape[1]), np.float32)
    return float(np.abs(np.diff(sound, axis=0, prepend=silence, append=silence)).max())
