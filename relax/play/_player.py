"""Plays a plan: at each moment it asks what the plan wants now, and renders until the next moment.

Every entry is aimed at the clock on the wall anew, so that a device whose second is a little
longer or shorter can never add up: crossfades take up the difference, nothing jumps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.errors import printable
from relax.play._clock import Jumps
from relax.play._cues import Cue, cues_of, free_until, words_left
from relax.play._deck import LOOK
from relax.play._doors import ARRIVE_S, Now
from relax.play._keys import Command
from relax.play._source import ToneSource
from relax.play._stage import Stage
from relax.play._view import look
from relax.units import SAMPLE_RATE, to_samples, to_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from relax.play._deck import Event
    from relax.play._doors import Doors, Manner, Waiting
    from relax.play._model import Entry
    from relax.play._view import Mode, View

_BLOCK = SAMPLE_RATE // 10
_TICK_S = 0.1
_EARLY_S = 2.5  # a file is opened this long before it is heard
_RESUME_S = 1.0
_STEP = 0.05  # of the volume, each key
_STEP_S = 0.5
_PRESENCE_S = 45.0


class Player:
    """One playing session.

    Args:
        doors: what it works with.
        manner: how it plays.
    """

    def __init__(self, doors: Doors, manner: Manner) -> None:
        self._do = doors
        self._manner = manner
        self._now = Now()
        self._mode: Mode = "plan"
        self._before_pause: Mode = "plan"
        self._cues: list[Cue] = []
        self._stage = Stage(doors, manner.crossfade)
        self._skip: frozenset[Path] = frozenset()
        self._last: Path | None = None
        self._in_quiet = False
        self._leave_at: float | None = None
        self._jumps = Jumps(doors.clock)
        self._next_presence = 0.0
        self.notice = ""

    def run(self) -> None:
        """Play until the plan is over or somebody leaves; then everything is silent.

        Whatever goes wrong meanwhile is raised, after a fade.
        """
        try:
            self._plan_anew(self._do.clock.time())
            while self.step():
                self._do.clock.sleep(_TICK_S)
        except BaseException:
            self._stage.clear(self._manner.fade)
            raise
        finally:
            self._stage.drop()
            self._do.deck.close()
            self._do.journal.close(self._do.clock.time())

    def step(self) -> bool:
        """One tick: keys, clocks, calendar, sound. False when all is over."""
        for command in self._do.pressed():
            self._obey(command)
        self._do.watch()
        self._watch_clocks()
        if self._mode != "leaving" and self._do.planning.changed():
            self.notice = "The calendar has changed."
            self._plan_anew(self._heard_at())
        self._pump()
        self._do.show(self.view())
        return not self._over()

    def view(self) -> View:
        """What there is to see."""
        deck = self._do.deck
        return look(
            self._do.clock.time(),
            self._now,
            self._cues,
            mode=self._mode,
            silent=to_seconds(deck.quiet_frames),
            volume=deck.volume,
            device=self._do.output.name,
            notice=self.notice,
        )

    # --- time ---------------------------------------------------------------------------------

    def _heard_at(self) -> float:
        """When a frame that is rendered now will be heard."""
        return self._do.clock.time() + self._do.output.queued()

    def _watch_clocks(self) -> None:
        if self._jumps.any() and self._mode != "leaving":
            self.notice = "The clock jumped, or the computer slept: planned anew."
            self._plan_anew(self._heard_at())

    # --- sound --------------------------------------------------------------------------------

    def _pump(self) -> None:
        room = self._do.output.room()
        while room > 0:
            heard = self._heard_at()
            self._follow(heard)
            frames = min(room, _BLOCK, self._frames_to_next(heard))
            held = self._do.deck.held
            self._do.output.write(self._do.deck.render(frames))
            if not held:
                self._now.frames += frames
            room -= frames
            for event in self._do.deck.events():
                self._noticed(event, heard)
            self._be_present(heard)

    def _frames_to_next(self, heard: float) -> int:
        moments = [cue.at for cue in self._cues[:1]]
        if self._stage.at is not None and self._stage.at > heard:
            moments.append(self._stage.at)
        return max(1, to_samples(min(moments, default=heard + 1.0) - heard))

    def _follow(self, heard: float) -> None:
        """Do what is due."""
        half = 0.5 / SAMPLE_RATE
        due = [cue for cue in self._cues if cue.at <= heard + half]
        del self._cues[: len(due)]
        if due:
            self._act(due[-1], heard)
        elif self._cues and self._is_soon(self._cues[0], heard):
            self._wait_for_entry(self._cues[0])
        self._stage.join(self._now, heard)
        turn, waiting = self._stage.turn(heard)
        if waiting is not None and turn == "start":
            self._start(waiting, heard)
        elif waiting is not None:
            self._give_up(waiting.now, heard)

    def _is_soon(self, cue: Cue, heard: float) -> bool:
        """Whether what ``cue`` starts should be opened by now."""
        free = self._mode == "plan" and self._stage.empty and not self._stage.holds(cue)
        return free and cue.kind == "play" and cue.at - heard < _EARLY_S

    def _act(self, cue: Cue, heard: float) -> None:
        self._in_quiet = cue.kind == "quiet"
        if cue.kind in {"end", "more"}:
            self._plan_further(heard)
        elif cue.kind == "quiet":
            self._be_quiet(cue, heard)
        elif self._mode != "plan":
            return
        elif cue.kind == "fade":
            self._stage.drop()
            self._do.deck.silence(to_samples(cue.until - heard))
        elif not self._stage.holds(cue):
            self._wait_for_entry(cue)

    def _goes_on(self, entry: Entry) -> bool:
        """Whether the bed is wanted and is what plays, with nothing else on its way."""
        same = entry.what == self._now.what == "bed" and self._do.deck.sounding
        return same and self._stage.empty

    def _wait_for_entry(self, cue: Cue) -> None:
        entry = cue.entry
        if entry is None or self._goes_on(entry):
            return
        if not self._stage.prepare(entry, cue) and cue.at <= self._heard_at():
            self._fall_silent(cue.at, entry)

    def _fall_silent(self, heard: float, entry: Entry) -> None:
        """No bed was asked for: where one is planned, nothing sounds."""
        self._do.deck.silence(to_samples(self._manner.crossfade))
        self._now = Now("bed", None, entry)
        self._do.journal.end(heard, "faded")

    def _start(self, waiting: Waiting, heard: float) -> None:
        self._stage.start(waiting, self._now)
        self._is_heard(waiting, heard)

    def _is_heard(self, waiting: Waiting, heard: float) -> None:
        """Remember and write down that ``waiting`` is what is heard now."""
        self._now, name = waiting.now, ""
        if waiting.now.piece is not None:
            self._last = waiting.now.piece.path
            self._do.heard(self._last, heard)
            name = self._last.name
        planned = waiting.cue.at if waiting.cue else None
        self._do.journal.begin(heard, waiting.now.what, name, planned)

    def _be_quiet(self, cue: Cue, heard: float) -> None:
        if self._mode == "answer":
            return  # somebody is being helped: that goes before the plan
        self._stage.drop()
        fade = to_samples(self._manner.fade)
        self._do.deck.silence(fade)
        if self._mode in {"held", "paused"}:
            self._mode = "plan"
        self._now = Now("quiet", None, cue.entry)
        self._do.journal.begin(heard, "quiet", "", cue.at)

    def _be_present(self, heard: float) -> None:
        silent = to_seconds(self._do.deck.quiet_frames)
        wanted = self._manner.presence and self._mode in {"plan", "answer"}
        if wanted and silent >= _PRESENCE_S and heard >= self._next_presence:
            self._next_presence = heard + _PRESENCE_S
            self._do.deck.add(ToneSource())

    def _noticed(self, event: Event, heard: float) -> None:
        if (joined := self._stage.joined(event.token)) is not None:
            self._do.journal.end(heard + to_seconds(LOOK), "whole")
            joined.now.frames = -LOOK
            self._is_heard(joined, heard + to_seconds(LOOK))
            return
        if event.token is not self._now:
            return
        self._do.journal.end(heard, "whole" if event.what == "ended" else "failed")
        if event.what == "failed":
            self._give_up(self._now, heard)
        elif self._mode == "answer":
            self._answered()
        elif self._mode == "plan" and self._next_is_far(heard):
            self._now = Now()
            self._plan_anew(heard)

    def _give_up(self, now: Now, heard: float) -> None:
        """Do without a file that cannot be played, and say so."""
        name = printable(now.piece.path.name) if now.piece else "The bed"
        self.notice = f"{name} cannot be played: it goes on without."
        if now.piece is not None:
            self._skip |= {now.piece.path}
        else:
            self._stage.bed_is_lost = True
        if now is self._now:
            self._now = Now()
        if self._mode == "answer":
            self._answered()
            self._come_back()
        elif self._mode == "plan":
            self._plan_anew(heard)

    def _answered(self) -> None:
        """Somebody was helped back: nothing sounds until a key, or until the next gap."""
        self._mode = "plan" if self._in_quiet else "held"
        self._now = Now("quiet")

    def _next_is_far(self, heard: float) -> bool:
        """Whether a track ended well before what follows it, which only a wrong length makes."""
        return not self._cues or self._cues[0].at > heard + 2 * self._manner.crossfade + 1.0

    # --- the plan -----------------------------------------------------------------------------

    def _plan_anew(self, heard: float, *, again: bool = False) -> None:
        """Plan from here on; what plays is played on if it still fits, or to its next pause.

        ``again``: a silence lies between, so what was heard last may be the first.
        """
        fresh = self._do.planning.plan(heard, self._skip, None if again else self._last)
        piece, free = self._now.piece, free_until(fresh)
        self._stage.drop()
        self._cues = cues_of(fresh, self._manner.fade) or [Cue(heard, "end")]
        if piece is None or self._mode != "plan" or not self._do.deck.sounding:
            return
        ends = heard + piece.seconds - self._now.position
        after = ends - self._manner.crossfade
        said = heard + words_left(piece, self._now.position)
        if after > heard and ends <= free + 0.5:
            self._cues = self._cues_after(piece.path, after) or [
                Cue(max(heard, ends - self._manner.fade), "fade", until=ends),
                Cue(ends, "end"),
            ]
        elif heard < said < free:
            self._cues = self._cues_after(piece.path, said)

    def _cues_after(self, last: Path | None, at: float) -> list[Cue]:
        """What is to be done from ``at`` on, when ``last`` has been played."""
        later = self._do.planning.plan(at, self._skip, last)
        return cues_of(later, self._manner.fade)

    def _plan_further(self, heard: float) -> None:
        """The plan is over: ask for more, and end when there is none."""
        self._cues = self._cues_after(self._last, heard)
        if not self._cues and self._mode != "answer":
            self._go(heard)

    def _over(self) -> bool:
        if self._leave_at is None:
            rest = self._mode in {"plan", "held"} and self._stage.empty
            if rest and not self._cues and self._do.deck.idle:
                self._go(self._heard_at())
            return False
        return self._do.clock.time() >= self._leave_at

    def _go(self, heard: float) -> None:
        self._mode = "leaving"
        fade = 0.0 if self._do.deck.idle else self._manner.fade
        self._do.deck.silence(to_samples(fade))
        self._stage.drop()
        self._cues = []
        self._leave_at = heard + fade

    # --- keys ---------------------------------------------------------------------------------

    def _obey(self, command: Command) -> None:
        if command is Command.LEAVE:
            if self._mode == "leaving":
                self._do.deck.pause(to_samples(ARRIVE_S))
                self._leave_at = self._heard_at() + ARRIVE_S
            else:
                self._go(self._heard_at())
            return
        if self._mode == "leaving":
            return
        match command:
            case Command.PAUSE:
                self._pause()
            case Command.SOFT_STOP:
                self._soft_stop()
            case Command.COME_BACK:
                self._come_back()
            case Command.NEXT:
                self._next()
            case Command.LOUDER | Command.QUIETER:
                step = _STEP if command is Command.LOUDER else -_STEP
                self._do.deck.set_volume(self._do.deck.volume + step, to_samples(_STEP_S))

    def _pause(self) -> None:
        deck, fade = self._do.deck, to_samples(self._manner.fade)
        if self._mode == "paused":
            self._mode = self._before_pause
            deck.resume(to_samples(_RESUME_S))
            if self._mode == "plan":
                self._plan_anew(self._heard_at())
        elif self._mode == "held":
            self._mode = "plan"
            self._plan_anew(self._heard_at(), again=True)
        elif deck.idle and self._stage.empty:
            self._mode = "held"
        elif self._mode != "answer" or self._stage.empty:
            self._before_pause, self._mode = self._mode, "paused"
            self._stage.drop()
            deck.pause(fade)

    def _soft_stop(self) -> None:
        self._mode = "held"
        self._stage.drop()
        self._do.deck.silence(to_samples(self._manner.fade))
        if self._now.what != "quiet":
            self._do.journal.end(self._heard_at(), "faded")
            self._now = Now("quiet")

    def _next(self) -> None:
        if self._in_quiet:
            self.notice = "It is quiet now: next begins after it."
            return
        self._mode = "plan"
        if self._now.piece is not None:
            played, self._now = self._now.piece, Now()
            keep, self._skip = self._skip, self._skip | {played.path}
            self._plan_anew(self._heard_at())
            self._skip = keep
            return
        if self._now.what == "bed" and self._do.deck.paused:  # it may be what goes on
            self._do.deck.resume(to_samples(_RESUME_S))
        self._plan_anew(self._heard_at())

    def _come_back(self) -> None:
        if self._mode == "answer":
            return
        playing, deck = self._now.piece, self._do.deck
        found = self._do.way_back(playing, self._last, self._skip)
        if found is None:
            self.notice = "There is no track with a way back here: it fades."
            self._soft_stop()
            return
        piece, start = found
        self._mode = "answer"
        if piece is playing and self._now.position >= start and deck.sounding:
            if deck.paused:  # it is on its way already, and is played whole
                deck.resume(to_samples(ARRIVE_S))
            return
        fade = 0.0 if deck.idle or deck.held else self._manner.fade
        deck.silence(to_samples(fade))
        self._stage.prepare_piece(piece, start, self._heard_at() + fade)
