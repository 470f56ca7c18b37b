"""Sources, fades and a volume → mixed frames in which every gain is a ramp, never a step.

It knows no clock, no thread and no device: whoever asks for frames decides when they are heard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from relax.play.sound._source import Source

LOOK = SAMPLE_RATE // 2
"""Frames known in advance, so that a source that breaks off can still be faded."""

_HEADROOM = np.float32(np.sqrt(0.5))  # two full-scale sources at equal power add up to full scale
_MOST = np.float32(np.sqrt(2.0))  # what the gains of all sources may add up to
_LEAST = SAMPLE_RATE // 50  # frames of the shortest fade: a shorter one would be a click
_LOUD_END = 0.003  # -50 dBFS: a file whose last 10 ms are louder ends in a step
_END_RAMP = SAMPLE_RATE // 20  # frames that soften the end of such a file
_END = SAMPLE_RATE // 100  # those 10 ms, in frames
_QUIET = 0.0005  # -66 dBFS: below this nothing is heard in a room


class Fader:
    """A gain between 0 and 1 that moves steadily, on a quarter sine: equal power for a pair."""

    def __init__(self, at: float = 0.0) -> None:
        self._at = at
        self.target = at
        self._left = 0
        self._delay = 0

    @property
    def moving(self) -> bool:
        """Whether it is on its way, or about to be."""
        return self._left > 0

    @property
    def silent(self) -> bool:
        """Whether it rests at nothing."""
        return not self.moving and self._at <= 0.0

    def go(self, target: float, frames: int, delay: int = 0) -> None:
        """Move to ``target`` in ``frames`` frames, ``delay`` frames from now."""
        self.target = target
        self._left = max(1, frames) if target != self._at else 0
        self._delay = delay if self._left else 0

    def gains(self, frames: int) -> NDArray[np.float32]:
        """The next gains: shape (frames, 1), or (1, 1) while it rests."""
        if not self.moving:
            return np.full((1, 1), np.sin(self._at * np.pi / 2), np.float32)
        wait = min(self._delay, frames)
        move = min(self._left, frames - wait)
        path = np.full(frames, self._at)
        if move:
            step = (self.target - self._at) / self._left
            path[wait : wait + move] += step * np.arange(1, move + 1)
            arrived = move == self._left
            self._at = self.target if arrived else float(path[wait + move - 1])
            path[wait + move :] = self._at
        self._delay -= wait
        self._left -= move
        return np.sin(path * (np.pi / 2)).astype(np.float32)[:, None]


@dataclass(frozen=True)
class MixerEvent:
    """A source ended, broke off, or was followed by another without a gap.

    Attributes:
        what: a source was heard to its end, broke off and is being faded, or has followed
            another without a gap (within half a second).
        token: what the source was started with.
    """

    what: Literal["ended", "failed", "handed"]
    token: object


class _Channel:
    """One source, with the frames known in advance and its fader."""

    def __init__(self, source: Source, token: object) -> None:
        self.source = source
        self.token = token
        self.fader = Fader()
        self.hush = Fader(1.0)  # over the last frames of a source that breaks off or ends in a step
        self.leaving = False
        self.last = False  # no more will come than is known already
        self.broken = False
        self.after: tuple[Source, object] | None = None
        self.handed = False  # what came after is heard now
        self._known = np.zeros((0, 2), np.float32)

    @property
    def done(self) -> bool:
        return (self.last and not len(self._known)) or (self.leaving and self.fader.silent)

    def render(self, frames: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The next frames with their gain on them, and the gain: (frames, 2), (n, 1)."""
        self._look_ahead(frames)
        known, self._known = self._known[:frames], self._known[frames:]
        gain = self.fader.gains(frames)
        if self.last:
            gain = gain * self.hush.gains(frames)
        if len(known) < frames:
            known = np.concatenate([known, np.zeros((frames - len(known), 2), np.float32)])
        return known * gain, gain

    def _look_ahead(self, frames: int) -> None:
        """Read ``LOOK`` frames ahead; where no more will come, let what is known end softly."""
        if self.last:
            return
        self._read(frames + LOOK)
        missing = len(self._known) < frames + LOOK
        if missing and self.after is not None and self.source.state == "ended":
            self.source.close()
            (self.source, self.token), self.after = self.after, None
            self.handed = True
            self._read(frames + LOOK)
        if len(self._known) >= frames + LOOK:
            return
        state = self.source.state
        if state == "open" and len(self._known) >= frames + LOOK // 2:
            return  # slow, but not yet too slow
        self.last = True
        self.broken = state != "ended"
        rest = len(self._known)
        if self.broken:
            self.hush.go(0.0, rest)
        elif np.abs(self._known[-_END:]).max(initial=0.0) > _LOUD_END:
            ramp = min(rest, _END_RAMP)
            self.hush.go(0.0, ramp, rest - ramp)

    def _read(self, frames: int) -> None:
        """Read on until ``frames`` are known, as far as the source has them."""
        more = self.source.read(frames - len(self._known))
        self._known = np.concatenate([self._known, more])

    def close(self) -> None:
        self.source.close()
        if self.after is not None:
            self.after[0].close()


class Mixer:
    """Plays one source at a time, and hands over to the next by a crossfade or to the sample.

    Args:
        volume: loudness at first, 0 to 1 of the ceiling.
        ceiling: the most that volume can ever be, 0 to 1 of full scale.
    """

    def __init__(self, volume: float = 1.0, ceiling: float = 1.0) -> None:
        self._channels: list[_Channel] = []
        self._pause = Fader(1.0)
        self._ceiling = min(1.0, max(0.0, ceiling))
        self.volume = min(1.0, max(0.0, volume))
        self._from = self.volume
        self._volume_left = 0
        self._events: list[MixerEvent] = []
        self.quiet_frames = 0

    @property
    def paused(self) -> bool:
        """Whether it is holding, or fading to hold."""
        return self._pause.target <= 0.0

    @property
    def idle(self) -> bool:
        """Whether nothing sounds and nothing is on its way."""
        return not self._channels

    @property
    def sounding(self) -> bool:
        """Whether something sounds that is not on its way out."""
        return any(not channel.leaving for channel in self._channels)

    @property
    def held(self) -> bool:
        """Whether a pause has become silent."""
        return self._pause.silent

    def play(
        self, source: Source, token: object, *, fade_in: int, fade_out: int, hold: int = 0
    ) -> None:
        """Fade ``source`` in, and what plays now out.

        Args:
            source: read from the next frame on; closed when it is done.
            token: what its events carry.
            fade_in: frames in which it arrives.
            fade_out: frames in which what plays now leaves; equal to ``fade_in`` they make a
                crossfade of equal power.
            hold: frames that what plays now stays before it leaves, to finish a word.
        """
        self.silence(fade_out, hold)
        channel = _Channel(source, token)
        channel.fader.go(1.0, fade_in)
        self._channels.append(channel)

    def follow(self, source: Source, token: object) -> bool:
        """Let ``source`` begin at the very sample after what plays now; False when too late."""
        for channel in self._channels:
            if not channel.leaving and not channel.last and channel.after is None:
                channel.after = (source, token)
                return True
        return False

    def unfollow(self) -> None:
        """Let nothing follow what plays now."""
        for channel in self._channels:
            if channel.after is not None:
                channel.after[0].close()
                channel.after = None

    def add(self, source: Source) -> None:
        """Let a short source be heard over what plays; it must itself begin and end softly."""
        channel = _Channel(source, None)
        channel.fader.go(1.0, 1)
        self._channels.append(channel)

    def silence(self, fade: int, hold: int = 0) -> None:
        """Fade everything out in ``fade`` frames; close it at once when a pause holds it silent."""
        if self.held:
            self.close()
        for channel in self._channels:
            if not channel.leaving:
                channel.leaving = True
                channel.fader.go(0.0, max(fade, _LEAST), hold)

    def pause(self, fade: int) -> None:
        """Fade to silence and hold every source where it is."""
        self._pause.go(0.0, max(fade, _LEAST))

    def resume(self, fade: int) -> None:
        """Go on from a pause."""
        self._pause.go(1.0, max(fade, _LEAST))

    def set_volume(self, volume: float, ramp: int) -> None:
        """Move to ``volume``, 0 to 1 of the ceiling, in ``ramp`` frames."""
        self.volume = min(1.0, max(0.0, volume))
        self._volume_left = max(ramp, _LEAST)

    def events(self) -> list[MixerEvent]:
        """What happened since this was asked last."""
        seen, self._events = self._events, []
        return seen

    def render(self, frames: int) -> NDArray[np.float32]:
        """The next frames, shape (frames, 2), never beyond full scale."""
        out = np.zeros((frames, 2), np.float32)
        if self._channels and not self._pause.silent:
            total: NDArray[np.float32] = np.zeros((1, 1), np.float32)
            for channel in self._channels:
                sound, gain = channel.render(frames)
                out += sound
                total = total + gain
            self._sweep()
            if total.max() > _MOST:  # three or more at once, after quick keys
                out *= _MOST / np.maximum(total, _MOST)
            out *= self._pause.gains(frames) * _HEADROOM
        out *= self._volume_now(frames) * np.float32(self._ceiling)
        self._measure(out)
        return out

    def close(self) -> None:
        """Close every source."""
        for channel in self._channels:
            channel.close()
        self._channels.clear()

    def _volume_now(self, frames: int) -> NDArray[np.float32]:
        """The volume at each of the next frames: shape (frames, 1), or (1, 1) while it rests."""
        if not self._volume_left:
            return np.full((1, 1), self.volume, np.float32)
        move = min(self._volume_left, frames)
        step = (self.volume - self._from) / self._volume_left
        path = np.full((frames, 1), self.volume, np.float32)
        path[:move, 0] = self._from + step * np.arange(1, move + 1)
        self._volume_left -= move
        self._from = float(path[move - 1, 0])
        return path

    def _sweep(self) -> None:
        """Note what ended, failed or was followed, and close the channels that are done."""
        for channel in list(self._channels):
            if channel.handed:
                self._events.append(MixerEvent("handed", channel.token))
                channel.handed = False
            if channel.broken and not channel.leaving:
                self._events.append(MixerEvent("failed", channel.token))
                channel.leaving, channel.broken = True, False
            if channel.done:
                if not channel.leaving:
                    self._events.append(MixerEvent("ended", channel.token))
                channel.close()
                self._channels.remove(channel)

    def _measure(self, out: NDArray[np.float32]) -> None:
        """Count for how many frames nothing has been heard, to the block."""
        is_quiet = np.abs(out).max(initial=0.0) < _QUIET
        self.quiet_frames = self.quiet_frames + len(out) if is_quiet else 0
