"""A plan, the clock and commands → frames written to the output, each heard at its planned time.

At each moment the player does what the plan wants then, and renders up to the next moment. Every
entry is aimed at the clock on the wall anew, so that a device whose second is a little longer or
shorter can never add up: crossfades take up the difference, nothing jumps.

The state is ``Playback.mode``; it changes by keys, by the plan, and by sources that end or fail::

    state     | event                  | next      | what happens
    ----------+------------------------+-----------+---------------------------------------------
    following | pause                  | paused    | fades; every source keeps its place
    following | pause in silence       | stopped   | nothing to hold; nothing begins
    following | soft stop              | stopped   | fades; what played is let go
    following | come back              | returning | fades, then the way back is heard
    following | come back, no way      | stopped   | fades, and says so
    following | next                   | following | crossfades to what is planned without it
    following | next in quiet          | following | nothing, and says so
    following | quiet begins           | following | fades; silent until the plan has sound
    following | track ends             | following | what is next; planned anew if that is far
    following | track fails            | following | planned anew without it, and says so
    following | plan ends              | leaving   | fades
    following | leave                  | leaving   | fades
    paused    | pause                  | following | goes on; planned anew around what plays
    paused    | pause, was returning   | returning | goes on
    paused    | soft stop              | stopped   | what was held is let go
    paused    | come back              | returning | the way back is heard at once
    paused    | next                   | following | goes on with what is planned without it
    paused    | quiet begins           | following | what was held is let go
    paused    | plan ends              | leaving   | what was held is let go
    paused    | leave                  | leaving   | what was held is let go
    stopped   | pause                  | following | planned anew; the same track may begin
    stopped   | soft stop              | stopped   | nothing
    stopped   | come back              | returning | the way back is heard at once
    stopped   | next                   | following | planned anew
    stopped   | quiet begins           | following | the next gap begins by itself
    stopped   | plan ends              | leaving   | silent already
    stopped   | leave                  | leaving   | silent already
    returning | pause                  | paused    | fades; the way back keeps its place
    returning | pause before its start | returning | nothing: somebody needs it now
    returning | soft stop              | stopped   | fades
    returning | come back              | returning | nothing: it is on its way
    returning | next                   | following | crossfades to what is planned without it
    returning | quiet begins           | returning | nothing: who needs help goes before the plan
    returning | track ends             | stopped   | silent until a key or the next gap
    returning | track ends in quiet    | following | silent until the plan has sound
    returning | track fails            | returning | another way back, and says so
    returning | track fails, no way    | stopped   | silent, and says so
    returning | plan ends              | returning | nothing: it is said to its end
    returning | leave                  | leaving   | fades
    leaving   | leave                  | leaving   | fades at once instead
    leaving   | any other key          | leaving   | nothing
    leaving   | fade is over           | (over)    | files are closed; run() returns

A changed calendar, or a clock that was set, changes no state: except when leaving, what comes is
planned anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.play.player._next_source import NowPlaying
from relax.play.player._playback import Playback
from relax.play.sound import LOOK, Jumps, ToneSource
from relax.units import SAMPLE_RATE, to_samples, to_seconds

if TYPE_CHECKING:
    from relax.play.plan import Cue, Entry
    from relax.play.player._next_source import PendingSource
    from relax.play.player._ports import PlaySettings, Ports
    from relax.play.sound import MixerEvent
    from relax.play.terminal import View

_BLOCK = SAMPLE_RATE // 10  # frames rendered at once: what is due is looked at between two blocks
_TICK_S = 0.1  # between two steps: a key is seen so late at most
_EARLY_S = 2.5  # a file is opened this long before it is heard: a disk may have to wake
_HALF_FRAME_S = 0.5 / SAMPLE_RATE  # seconds are floats: what is so near is due
_PRESENCE_S = 45.0  # of silence, before the soft tone; and between two of them


class Player:
    """One playing session.

    Args:
        ports: what it works with.
        settings: how it plays.
    """

    def __init__(self, ports: Ports, settings: PlaySettings) -> None:
        self._ports = ports
        self._settings = settings
        self._playback = Playback(ports, settings)
        self._jumps = Jumps(ports.clock)
        self._next_presence = 0.0  # no tone before this, in seconds since 1970

    def run(self) -> None:
        """Play until the plan is over or somebody leaves; then everything is silent.

        Whatever goes wrong meanwhile is raised, after a fade.
        """
        try:
            self._playback.plan_anew(self._ports.clock.time())
            while self.step():
                self._ports.clock.sleep(_TICK_S)
        except BaseException:
            self._fade_out()
            raise
        finally:
            self._playback.next.drop()
            self._ports.mixer.close()
            self._ports.journal.close(self._ports.clock.time())

    def step(self) -> bool:
        """One tick: keys, device, clocks, calendar, sound, screen. False when all is over."""
        # Keys before sound: what is rendered in this tick obeys them already.
        for command in self._ports.pressed():
            self._playback.obey(command)
        self._ports.watch()
        self._watch_plan()
        self._write()
        self._ports.show(self.view())
        return not self._is_over()

    def view(self) -> View:
        """What there is to see."""
        return self._playback.view()

    def tell(self, notice: str) -> None:
        """Have a sentence shown."""
        self._playback.notice = notice

    # --- time ---------------------------------------------------------------------------------

    def _watch_plan(self) -> None:
        """Plan anew when the clock was set, the computer slept, or the calendar is another."""
        playback = self._playback
        if self._jumps.any() and playback.mode != "leaving":
            playback.notice = "The clock jumped, or the computer slept: planned anew."
            playback.plan_anew(playback.heard_at())
        if playback.mode != "leaving" and self._ports.planner.changed():
            playback.notice = "The calendar has changed."
            playback.plan_anew(playback.heard_at())

    def _is_over(self) -> bool:
        """Whether the last fade is over; begins it when nothing is left to come."""
        playback = self._playback
        if playback.leave_at is not None:
            return self._ports.clock.time() >= playback.leave_at
        rests = playback.mode in {"following", "stopped"} and playback.next.empty
        if rests and not playback.schedule.cues and self._ports.mixer.idle:
            playback.leave(playback.heard_at())
        return False

    # --- sound --------------------------------------------------------------------------------

    def _write(self) -> None:
        """Fill the output; between two blocks, do what is due."""
        mixer, output = self._ports.mixer, self._ports.output
        room = output.room()
        while room > 0:
            heard = self._playback.heard_at()
            self._do_what_is_due(heard)
            frames = min(room, _BLOCK, self._frames_to_next(heard))
            held = mixer.held  # before rendering: what fades into a pause is still heard
            output.write(mixer.render(frames))
            if not held:
                self._playback.now.frames += frames
            room -= frames
            for event in mixer.events():
                self._take(event, heard)
            self._sound_presence(heard)

    def _frames_to_next(self, heard: float) -> int:
        """Frames to the next cue or start; at least 1."""
        moments = [cue.at for cue in self._playback.schedule.cues[:1]]
        pending_at = self._playback.next.at
        if pending_at is not None and pending_at > heard:
            moments.append(pending_at)
        return max(1, to_samples(min(moments, default=heard + 1.0) - heard))

    def _do_what_is_due(self, heard: float) -> None:
        """Act on the cue of this moment, open what comes soon, and start what is opened."""
        playback = self._playback
        cue = playback.schedule.take_due(heard, _HALF_FRAME_S)
        if cue is not None:
            self._act(cue, heard)
        elif playback.schedule.cues and self._is_soon(playback.schedule.cues[0], heard):
            self._prepare(playback.schedule.cues[0])
        playback.next.join(playback.now, heard)
        due, pending = playback.next.due(heard)
        if pending is not None and due == "start":
            self._start(pending, heard)
        elif pending is not None:
            playback.do_without(pending.now, heard)

    def _is_soon(self, cue: Cue, heard: float) -> bool:
        """Whether what ``cue`` starts should be opened by now."""
        follows, pending = self._playback.mode == "following", self._playback.next
        free = follows and pending.empty and not pending.holds(cue)
        return free and cue.kind == "play" and cue.at - heard < _EARLY_S

    def _act(self, cue: Cue, heard: float) -> None:
        """Do what the plan wants now, as far as the state allows it."""
        playback = self._playback
        playback.in_quiet = cue.kind == "quiet"
        if cue.kind in {"end", "more"}:
            playback.schedule.plan_further(heard)
            if not playback.schedule.cues and playback.mode != "returning":
                playback.leave(heard)
        elif cue.kind == "quiet":
            if playback.mode != "returning":
                playback.be_quiet(cue.entry, cue.at, heard)
        elif playback.mode != "following":
            return
        elif cue.kind == "fade":
            playback.next.drop()
            self._ports.mixer.silence(to_samples(cue.until - heard))
        elif not playback.next.holds(cue):
            self._prepare(cue)

    def _prepare(self, cue: Cue) -> None:
        """Open what ``cue`` starts, unless it is the bed and the bed plays already."""
        entry = cue.entry
        if entry is None or self._goes_on(entry):
            return
        if not self._playback.next.prepare(entry, cue) and cue.at <= self._playback.heard_at():
            self._fall_silent(cue.at, entry)

    def _goes_on(self, entry: Entry) -> bool:
        """Whether the bed is wanted and is what plays, with nothing else on its way."""
        same = entry.what == self._playback.now.what == "bed" and self._ports.mixer.sounding
        return same and self._playback.next.empty

    def _fall_silent(self, heard: float, entry: Entry) -> None:
        """Let what plays fade where the plan has a bed, but no bed was asked for."""
        self._ports.mixer.silence(to_samples(self._settings.crossfade))
        self._playback.now = NowPlaying("bed", None, entry)
        self._ports.journal.end(heard, "faded")

    def _start(self, pending: PendingSource, heard: float) -> None:
        self._playback.next.start(pending, self._playback.now)
        self._playback.begin(pending, heard)

    def _take(self, event: MixerEvent, heard: float) -> None:
        """Go on from a source that ended, failed, or was joined by the next."""
        playback = self._playback
        if (joined := playback.next.joined(event.token)) is not None:
            begins = heard + to_seconds(LOOK)  # the mixer tells of it half a second before
            self._ports.journal.end(begins, "whole")
            joined.now.frames = -LOOK
            playback.begin(joined, begins)
            return
        if event.token is not playback.now:
            return
        self._ports.journal.end(heard, "whole" if event.what == "ended" else "failed")
        if event.what == "failed":
            playback.do_without(playback.now, heard)
        elif playback.mode == "returning":
            playback.has_come_back()
        elif playback.mode == "following" and playback.schedule.next_is_far(heard):
            playback.now = NowPlaying()
            playback.plan_anew(heard)

    def _sound_presence(self, heard: float) -> None:
        """In a long silence, a soft tone says that all is well."""
        silent = to_seconds(self._ports.mixer.quiet_frames)
        wanted = self._settings.presence and self._playback.mode in {"following", "returning"}
        if wanted and silent >= _PRESENCE_S and heard >= self._next_presence:
            self._next_presence = heard + _PRESENCE_S
            self._ports.mixer.add(ToneSource())

    def _fade_out(self) -> None:
        """Everything leaves by a fade, with no look at any plan: something has gone wrong."""
        self._playback.next.drop()
        output, left = self._ports.output, self._playback.fade
        self._ports.mixer.silence(left)
        for _ in range(int(self._settings.fade / _TICK_S) + 10):  # ends, whatever the output takes
            frames = min(output.room(), left)
            output.write(self._ports.mixer.render(frames))
            left -= frames
            self._ports.clock.sleep(_TICK_S)
