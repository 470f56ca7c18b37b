"""The state of a playing session, and every change of it that plan and keys have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.errors import printable
from relax.play.player._next_source import NextSource
from relax.play.player._schedule import Schedule
from relax.play.player._state import ARRIVE_S, NowPlaying
from relax.units import to_samples

if TYPE_CHECKING:
    from pathlib import Path

    from relax.play.plan import Entry
    from relax.play.player._ports import PlaySettings, Ports
    from relax.play.player._state import PendingSource
    from relax.play.terminal import Mode


class Playback:
    """What is heard, what is about to be heard, and what is planned.

    Args:
        ports: what the player works with.
        settings: how it plays.

    Attributes:
        mode: the state; ``relax.play.player._player`` has the table of all states.
        paused_mode: the mode that a pause goes back to.
        now: what is heard.
        next: what is being opened.
        schedule: what is to be done when.
        in_quiet: whether the plan wants quiet now, whatever the mode.
        leave_at: when the last fade is over, in seconds since 1970; None until somebody leaves.
        notice: the last thing that happened that somebody should know.
    """

    def __init__(self, ports: Ports, settings: PlaySettings) -> None:
        self.ports = ports
        self.settings = settings
        self.mode: Mode = "following"
        self.paused_mode: Mode = "following"
        self.now = NowPlaying()
        self.next = NextSource(ports, settings.crossfade)
        self.schedule = Schedule(ports.planner, settings)
        self.in_quiet = False
        self.leave_at: float | None = None
        self.notice = ""

    @property
    def fade(self) -> int:
        """Frames of a fade to silence."""
        return to_samples(self.settings.fade)

    def heard_at(self) -> float:
        """When a frame that is rendered now will be heard, in seconds since 1970."""
        return self.ports.clock.time() + self.ports.output.queued()

    def plan_anew(self, heard: float, *, again: bool = False, without: Path | None = None) -> None:
        """Plan from ``heard`` on; what plays now plays on as far as it fits.

        Args:
            heard: the first moment of the new plan.
            again: whether what was heard last may be the first: a silence lies between.
            without: a file that is left out this once.
        """
        plays_on = self.mode == "following" and self.ports.mixer.sounding
        playing = self.now if plays_on else None
        self.schedule.plan_anew(heard, playing, again=again, without=without)
        self.next.drop()

    def begin(self, pending: PendingSource, heard: float) -> None:
        """Remember and write down that ``pending`` is what is heard from ``heard`` on."""
        self.now, name = pending.now, ""
        if pending.now.piece is not None:
            self.schedule.last = pending.now.piece.path
            self.ports.heard(self.schedule.last, heard)
            name = self.schedule.last.name
        planned = pending.cue.at if pending.cue else None
        self.ports.journal.begin(heard, pending.now.what, name, planned)

    def be_quiet(self, entry: Entry | None, planned: float, heard: float) -> None:
        """Fade to a quiet that the plan wants; a pause or a soft stop ends with the gap."""
        self.next.drop()
        self.ports.mixer.silence(self.fade)
        if self.mode in {"stopped", "paused"}:
            self.mode = "following"
        self.now = NowPlaying("quiet", None, entry)
        self.ports.journal.begin(heard, "quiet", "", planned)

    def soft_stop(self) -> None:
        """Fade to silence, and begin nothing more before a key or the next gap."""
        self.mode = "stopped"
        self.next.drop()
        self.ports.mixer.silence(self.fade)
        if self.now.what != "quiet":
            self.ports.journal.end(self.heard_at(), "faded")
            self.now = NowPlaying("quiet")

    def come_back(self) -> None:
        """Fade to the way back that fits what plays; without one, stop softly."""
        if self.mode == "returning":
            return
        playing, mixer = self.now.piece, self.ports.mixer
        found = self.ports.way_back(playing, self.schedule.last, self.schedule.unplayable)
        if found is None:
            self.notice = "There is no track with a way back here: it fades."
            self.soft_stop()
            return
        piece, start = found
        self.mode = "returning"
        if piece is playing and self.now.position >= start and mixer.sounding:
            if mixer.paused:  # it is on its way already, and is played whole
                mixer.resume(to_samples(ARRIVE_S))
            return
        fade = 0.0 if mixer.idle or mixer.held else self.settings.fade
        mixer.silence(to_samples(fade))
        self.next.prepare_piece(piece, start, self.heard_at() + fade)

    def has_come_back(self) -> None:
        """The way back was said: nothing sounds until a key, or until the next gap."""
        self.mode = "following" if self.in_quiet else "stopped"
        self.now = NowPlaying("quiet")

    def do_without(self, now: NowPlaying, heard: float) -> None:
        """Leave out a file that cannot be played, say so, and go on."""
        name = printable(now.piece.path.name) if now.piece else "The bed"
        self.notice = f"{name} cannot be played: it goes on without."
        if now.piece is not None:
            self.schedule.unplayable |= {now.piece.path}
        else:
            self.next.bed_is_lost = True
        if now is self.now:
            self.now = NowPlaying()
        if self.mode == "returning":
            self.has_come_back()
            self.come_back()  # by another way
        elif self.mode == "following":
            self.plan_anew(heard)

    def leave(self, heard: float) -> None:
        """Fade to silence; the session is over when that is done."""
        self.mode = "leaving"
        fade = 0.0 if self.ports.mixer.idle else self.settings.fade
        self.ports.mixer.silence(to_samples(fade))
        self.next.drop()
        self.schedule.cues = []
        self.leave_at = heard + fade
