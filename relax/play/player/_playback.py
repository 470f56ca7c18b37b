"""The state of a playing session, and every change of it: by keys, by the plan, by what ends."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from relax.errors import printable
from relax.play.player._next_source import ARRIVE_S, NextSource, NowPlaying
from relax.play.player._schedule import Schedule
from relax.play.terminal import Command, View
from relax.units import to_samples, to_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from relax.play.plan import Entry
    from relax.play.player._next_source import PendingSource
    from relax.play.player._ports import PlaySettings, Ports
    from relax.play.terminal import Mode

_LOG: Final = logging.getLogger(__name__)

_RESUME_S = 1.0  # a pause ends more quickly than it began: somebody waits for it
_VOLUME_STEP = 0.05  # of the ceiling, each key: twenty from silence to the loudest
_VOLUME_S = 0.5  # in which one step is taken; repeated keys follow each other faster than that

NEXT_MODES: Final[dict[Mode, frozenset[Mode]]] = {
    "following": frozenset({"following", "paused", "stopped", "returning", "leaving"}),
    "paused": frozenset({"following", "stopped", "returning", "leaving"}),
    "stopped": frozenset({"following", "stopped", "returning", "leaving"}),
    "returning": frozenset({"following", "paused", "stopped", "returning", "leaving"}),
    "leaving": frozenset({"leaving"}),
}
"""Mode → the modes that may follow it, as the table in ``relax.play.player._player`` has them."""


class Playback:
    """What is heard, what is about to be heard, and what is planned.

    Args:
        ports: what the player works with.
        settings: how it plays.

    Attributes:
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
        self._mode: Mode = "following"
        self.paused_mode: Mode = "following"
        self.now = NowPlaying()
        self.next = NextSource(ports, settings.crossfade)
        self.schedule = Schedule(ports.planner, settings)
        self.in_quiet = False
        self.leave_at: float | None = None
        self.notice = ""

    @property
    def mode(self) -> Mode:
        """The state; ``relax.play.player._player`` has the table of all states."""
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        """Enter a state, and log it. Every change of the state goes through here.

        Raises:
            RuntimeError: the table has no way there: nobody would know what may sound now.
        """
        if mode not in NEXT_MODES[self._mode]:
            raise RuntimeError(f"The player cannot go from {self._mode} to {mode}.")
        if mode != self._mode:
            _LOG.info("%s → %s", self._mode, mode)
        self._mode = mode

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
            self.set_mode("following")
        self.now = NowPlaying("quiet", None, entry)
        self.ports.journal.begin(heard, "quiet", "", planned)

    def soft_stop(self) -> None:
        """Fade to silence, and begin nothing more before a key or the next gap."""
        self.set_mode("stopped")
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
        self.set_mode("returning")
        if piece is playing and self.now.position >= start and mixer.sounding:
            if mixer.paused:  # it is on its way already, and is played whole
                mixer.resume(to_samples(ARRIVE_S))
            return
        fade = 0.0 if mixer.idle or mixer.held else self.settings.fade
        mixer.silence(to_samples(fade))
        self.next.prepare_piece(piece, start, self.heard_at() + fade)

    def has_come_back(self) -> None:
        """The way back has ended: nothing sounds until a key, or until the next gap."""
        self.set_mode("following" if self.in_quiet else "stopped")
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
        self.set_mode("leaving")
        fade = 0.0 if self.ports.mixer.idle else self.settings.fade
        self.ports.mixer.silence(to_samples(fade))
        self.next.drop()
        self.schedule.cues = []
        self.leave_at = heard + fade

    # --- keys ---------------------------------------------------------------------------------

    def obey(self, command: Command) -> None:
        """Do what a key asks for; who leaves can only be asked to leave sooner."""
        if command is Command.LEAVE:
            self._leave_or_hurry()
        elif self.mode == "leaving":
            return
        elif command is Command.PAUSE:
            self._pause_or_go_on()
        elif command is Command.SOFT_STOP:
            self.soft_stop()
        elif command is Command.COME_BACK:
            self.come_back()
        elif command is Command.NEXT:
            self._play_next()
        else:
            step = _VOLUME_STEP if command is Command.LOUDER else -_VOLUME_STEP
            mixer = self.ports.mixer
            mixer.set_volume(mixer.volume + step, to_samples(_VOLUME_S))

    def _leave_or_hurry(self) -> None:
        """Begin to leave; a second time, shorten the last fade."""
        heard = self.heard_at()
        if self.mode == "leaving":
            self.ports.mixer.pause(to_samples(ARRIVE_S))  # the last fade, in no time
            self.leave_at = heard + ARRIVE_S
        else:
            self.leave(heard)

    def _pause_or_go_on(self) -> None:
        """Pause, or end a pause or a soft stop."""
        mixer = self.ports.mixer
        if self.mode == "paused":
            self.set_mode(self.paused_mode)
            mixer.resume(to_samples(_RESUME_S))
            if self.paused_mode == "following":
                self.plan_anew(self.heard_at())
        elif self.mode == "stopped":
            self.set_mode("following")
            self.plan_anew(self.heard_at(), again=True)
        elif mixer.idle and self.next.empty:
            self.set_mode("stopped")
        elif self.mode == "following" or self.next.empty:
            self.paused_mode = self.mode
            self.set_mode("paused")
            self.next.drop()
            mixer.pause(self.fade)

    def _play_next(self) -> None:
        """Crossfade to what the plan has without the track that plays."""
        if self.in_quiet:
            self.notice = "It is quiet now: next begins after it."
            return
        mixer = self.ports.mixer
        self.set_mode("following")
        if self.now.piece is not None:
            played, self.now = self.now.piece, NowPlaying()
            self.plan_anew(self.heard_at(), without=played.path)
            return
        if self.now.what == "bed" and mixer.paused:  # it may be what goes on
            mixer.resume(to_samples(_RESUME_S))
        self.plan_anew(self.heard_at())

    # --- what is shown ------------------------------------------------------------------------

    def view(self) -> View:
        """What a screen or a desktop shows of this moment."""
        mode, now, cues = self.mode, self.now, self.schedule.cues
        mixer, at = self.ports.mixer, self.ports.clock.time()
        piece, in_quiet, silent = now.piece, now.what == "quiet", to_seconds(mixer.quiet_frames)
        n = next((n for n, cue in enumerate(cues) if cue.kind in {"quiet", "end"}), len(cues))
        end = cues[n] if n < len(cues) else None
        ending = end.at if end else None
        coming = cues[n:] if mode == "stopped" else cues  # who stopped it waits for the next gap
        begins = next((cue.at for cue in coming if cue.kind == "play"), None)
        words = [start for start, _ in piece.spoken if start > now.position] if piece else []
        return View(
            now=at,
            what=now.what,
            title=piece.title if piece else "",
            mode=mode,
            left=max(0.0, piece.seconds - now.position if piece else (ending or at) - at),
            quiet_at=None if in_quiet and mode != "stopped" else ending,
            quiet_for=end.entry.reason if end and end.entry else "",
            sound_at=begins if in_quiet else None,
            reason=now.entry.reason if now.entry and in_quiet else "",
            silent=min(silent, now.position) if piece else silent,
            words_in=words[0] - now.position if words else None,
            volume=mixer.volume,
            device=self.ports.output.name,
            notice=self.notice,
        )
