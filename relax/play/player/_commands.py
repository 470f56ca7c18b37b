"""A command of a key → what it changes in the playback, by the state table of the player."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.play.player._state import ARRIVE_S, NowPlaying
from relax.play.terminal import Command
from relax.units import to_samples

if TYPE_CHECKING:
    from relax.play.player._playback import Playback

_RESUME_S = 1.0  # a pause ends more quickly than it began: somebody waits for it
_VOLUME_STEP = 0.05  # of the ceiling, each key: twenty from silence to the loudest
_VOLUME_S = 0.5  # in which one step is taken; repeated keys follow each other faster than that


def obey(playback: Playback, command: Command) -> None:
    """Do what ``command`` asks for; who leaves can only be asked to leave sooner."""
    if command is Command.LEAVE:
        _leave(playback)
    elif playback.mode == "leaving":
        return
    elif command is Command.PAUSE:
        _pause(playback)
    elif command is Command.SOFT_STOP:
        playback.soft_stop()
    elif command is Command.COME_BACK:
        playback.come_back()
    elif command is Command.NEXT:
        _next(playback)
    else:
        step = _VOLUME_STEP if command is Command.LOUDER else -_VOLUME_STEP
        mixer = playback.ports.mixer
        mixer.set_volume(mixer.volume + step, to_samples(_VOLUME_S))


def _leave(playback: Playback) -> None:
    heard = playback.heard_at()
    if playback.mode == "leaving":
        playback.ports.mixer.pause(to_samples(ARRIVE_S))  # the last fade, in no time
        playback.leave_at = heard + ARRIVE_S
    else:
        playback.leave(heard)


def _pause(playback: Playback) -> None:
    mixer = playback.ports.mixer
    if playback.mode == "paused":
        playback.mode = playback.paused_mode
        mixer.resume(to_samples(_RESUME_S))
        if playback.mode == "following":
            playback.plan_anew(playback.heard_at())
    elif playback.mode == "stopped":
        playback.mode = "following"
        playback.plan_anew(playback.heard_at(), again=True)
    elif mixer.idle and playback.next.empty:
        playback.mode = "stopped"
    elif playback.mode == "following" or playback.next.empty:
        playback.paused_mode, playback.mode = playback.mode, "paused"
        playback.next.drop()
        mixer.pause(playback.fade)


def _next(playback: Playback) -> None:
    if playback.in_quiet:
        playback.notice = "It is quiet now: next begins after it."
        return
    mixer = playback.ports.mixer
    playback.mode = "following"
    if playback.now.piece is not None:
        played, playback.now = playback.now.piece, NowPlaying()
        playback.plan_anew(playback.heard_at(), without=played.path)
        return
    if playback.now.what == "bed" and mixer.paused:  # it may be what goes on
        mixer.resume(to_samples(_RESUME_S))
    playback.plan_anew(playback.heard_at())
