"""Blocks of float32 stereo → a sound device, in real time; without one the time is kept."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import miniaudio
import numpy as np

from relax.errors import BadInput, SoundError
from relax.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from numpy.typing import NDArray

    from relax.play.sound._clock import Clock

_LOG = logging.getLogger(__name__)

NULL = "null"
"""The name of the device that plays to nowhere."""

LEAD = SAMPLE_RATE * 4 // 10
"""Frames that wait to be heard: how late a key is, and how long the program may be busy."""

_BUFFER_MS = 100  # held by the device itself, beside LEAD
_STARVED_S = 2.0  # without a call for this long, a device counts as gone
_STARVED_LOOKS = 15  # and for this many looks: a busy or sleeping computer holds up both
_SOON_S, _RETRY_S = 3.0, 15.0  # when it is looked for first, and then
_RETURN_RAMP = SAMPLE_RATE  # frames of the fade in when a device has come back


class Output(Protocol):
    """Takes sound at the speed of time."""

    @property
    def name(self) -> str:
        """Where the sound goes, in words."""

    def room(self) -> int:
        """How many frames it takes now."""

    def queued(self) -> float:
        """Seconds until a frame written now is heard."""

    def write(self, block: NDArray[np.float32]) -> None:
        """Append ``block``, shape (n, 2)."""

    def close(self) -> None:
        """Let go of the device."""


class SilentOutput:
    """No device: it only takes sound at the right speed, so that time is kept.

    Args:
        clock: whose monotonic time it follows.
        drift: how much faster than the clock it runs, as a fraction (tests of drift).
    """

    name = "no device"

    def __init__(self, clock: Clock, drift: float = 0.0) -> None:
        self._clock = clock
        self._rate = SAMPLE_RATE * (1.0 + drift)
        self._since = clock.monotonic()
        self._written = 0

    def room(self) -> int:
        """How many frames it takes now."""
        room = self._heard() + LEAD - self._written
        if room > LEAD + SAMPLE_RATE:  # nobody wrote for long: what was missed is not made up
            self._since, self._written = self._clock.monotonic(), 0
            return LEAD
        return max(0, room)

    def queued(self) -> float:
        """Seconds until a frame written now is heard."""
        return max(0, self._written - self._heard()) / self._rate

    def write(self, block: NDArray[np.float32]) -> None:
        """Forget ``block``."""
        self._written += len(block)

    def close(self) -> None:
        """Nothing to let go of."""

    def _heard(self) -> int:
        return int((self._clock.monotonic() - self._since) * self._rate)


class SpeakerOutput:
    """A device of this computer.

    Args:
        wanted: part of a device's name; ``null`` for none; "" for the usual one.

    Raises:
        BadInput: no device of that name.
        SoundError: it cannot be opened.
    """

    def __init__(self, wanted: str = "") -> None:
        self._parts: deque[NDArray[np.float32]] = deque()
        self._waiting = 0
        self._lock = threading.Lock()
        self._dry = True  # nothing was there to be played: what comes next arrives softly
        self.last_call = time.monotonic()
        backends = [miniaudio.Backend.NULL] if wanted == NULL else None
        chosen = None if wanted in {"", NULL} else find_device(wanted)
        try:
            with _stderr_silenced():
                self._device: Any = miniaudio.PlaybackDevice(
                    output_format=miniaudio.SampleFormat.FLOAT32,
                    nchannels=2,
                    sample_rate=SAMPLE_RATE,
                    buffersize_msec=_BUFFER_MS,
                    device_id=chosen["id"] if chosen else None,
                    backends=backends,
                    app_name="relax",
                )
            calls = self._calls()
            next(calls)
            self._device.start(calls)
        except miniaudio.MiniaudioError as trouble:
            raise SoundError("The sound device cannot be opened.") from trouble
        self.silent = str(self._device.backend).lower() == NULL
        _LOG.info("sound device opened by %s", self._device.backend)
        self.name = "no device" if self.silent else chosen["name"] if chosen else "usual device"

    def room(self) -> int:
        """How many frames it takes now."""
        return max(0, LEAD - self._waiting)

    def queued(self) -> float:
        """Seconds until a frame written now is heard."""
        return self._waiting / SAMPLE_RATE + _BUFFER_MS / 1000

    def write(self, block: NDArray[np.float32]) -> None:
        """Append ``block``."""
        with self._lock:
            self._parts.append(block)
            self._waiting += len(block)

    def close(self) -> None:
        """Stop the device; on a thread, for one that is gone may never answer."""
        closing = threading.Thread(target=self._device.close, daemon=True)
        closing.start()
        closing.join(1.0)

    def _calls(self) -> Generator[bytes, int, None]:
        """Numbers of frames, sent by the device's thread → the bytes of those frames, at once."""
        wanted = yield b""
        while True:
            self.last_call = time.monotonic()
            wanted = yield self._take(wanted).tobytes()

    def _take(self, frames: int) -> NDArray[np.float32]:
        """The next frames, silence where none wait; a ramp at each border of the two."""
        out = np.zeros((frames, 2), np.float32)
        filled = 0
        with self._lock:
            while filled < frames and self._parts:
                part = self._parts.popleft()
                take = min(len(part), frames - filled)
                out[filled : filled + take] = part[:take]
                if take < len(part):
                    self._parts.appendleft(part[take:])
                filled += take
            self._waiting -= filled
        if filled and self._dry:
            out[:filled] *= np.linspace(0, 1, filled, dtype=np.float32)[:, None]
        self._dry = filled < frames
        if self._dry and filled:
            out[:filled] *= np.linspace(1, 0, filled, dtype=np.float32)[:, None]
        return out


class ReconnectingOutput:
    """A device that may go and come back; meanwhile the time is kept.

    Args:
        opened: opens the device; may raise a SoundError or BadInput.
        clock: for keeping time.
        notice: told in a sentence when there is no device, when it goes and when it is back.
        silence_will_do: whether a device that plays to nowhere is what was asked for.

    Raises:
        BadInput: no device of that name when it is opened first.
    """

    def __init__(
        self,
        opened: Callable[[], SpeakerOutput],
        clock: Clock,
        notice: Callable[[str], None],
        *,
        silence_will_do: bool = False,
    ) -> None:
        self._opened = opened
        self._clock = clock
        self._notice = notice
        self._silence_will_do = silence_will_do
        self._retry_at = 0.0
        self._ramp = 0
        self._last_call, self._looks = 0.0, 0
        self._inner: SpeakerOutput | SilentOutput = SilentOutput(clock)
        if device := self._heard_device(first=True):
            self._inner = device
        else:
            notice("There is no sound device here: time is kept without sound.")
            self._later()

    @property
    def name(self) -> str:
        """The device's name."""
        return self._inner.name

    @property
    def has_device(self) -> bool:
        """Whether there is the device that was asked for now, be it the one that plays nowhere."""
        return not isinstance(self._inner, SilentOutput)

    def watch(self) -> None:
        """Look after the device; call it a few times a second."""
        if isinstance(self._inner, SilentOutput):
            if self._clock.monotonic() >= self._retry_at:
                self._try_again()
        elif self._is_starved(self._inner.last_call):
            self._notice("The sound device has gone. Time is kept until it is back.")
            self._inner.close()
            self._inner = SilentOutput(self._clock)
            self._later(_SOON_S)

    def _is_starved(self, last_call: float) -> bool:
        """Whether the device has not called for long, though the program itself was not held up."""
        self._looks = 0 if last_call != self._last_call else self._looks + 1
        self._last_call = last_call
        return self._looks >= _STARVED_LOOKS and time.monotonic() - last_call > _STARVED_S

    def room(self) -> int:
        """How many frames it takes now."""
        return self._inner.room()

    def queued(self) -> float:
        """Seconds until a frame written now is heard."""
        return self._inner.queued()

    def write(self, block: NDArray[np.float32]) -> None:
        """Append ``block``; softly at first when the device has come back."""
        if self._ramp:
            first = 1.0 - self._ramp / _RETURN_RAMP
            gains = np.minimum(1.0, first + np.arange(len(block)) / _RETURN_RAMP)
            block = block * gains.astype(np.float32)[:, None]
            self._ramp = max(0, self._ramp - len(block))
        self._inner.write(block)

    def close(self) -> None:
        """Let go of the device."""
        self._inner.close()

    def _heard_device(self, *, first: bool = False) -> SpeakerOutput | None:
        """The device, opened; None when there is none, or only one that plays to nowhere."""
        try:
            found = self._opened()
        except SoundError:
            return None
        except BadInput:
            if first:
                raise
            return None
        if found.silent and not self._silence_will_do:
            found.close()
            return None
        return found

    def _later(self, seconds: float = _RETRY_S) -> None:
        self._retry_at = self._clock.monotonic() + seconds

    def _try_again(self) -> None:
        found = self._heard_device()
        if found is None:
            self._later()
            return
        self._inner.close()
        self._inner, self._ramp = found, _RETURN_RAMP
        self._notice("The sound device is back.")


def device_names() -> list[str]:
    """The sound devices of this computer; ``null`` is always there."""
    return [*(str(device["name"]) for device in _devices()), NULL]


def find_device(wanted: str) -> dict[str, Any]:
    """The device whose name contains ``wanted``, without regard to case.

    Raises:
        BadInput: there is none, or more than one.
    """
    found = [device for device in _devices() if wanted.lower() in str(device["name"]).lower()]
    exact = [device for device in found if device["name"] == wanted]
    if len(exact or found) == 1:
        return (exact or found)[0]
    problem = "There is no sound device" if not found else "There is more than one sound device"
    hint = f"Choose one of: {', '.join(device_names())}."
    raise BadInput(f"{problem} called “{wanted}”.", hint=hint)


def _devices() -> list[dict[str, Any]]:
    """What miniaudio knows of each playback device; none where only its null device works."""
    try:
        with _stderr_silenced():
            every = miniaudio.Devices()
            found: list[dict[str, Any]] = every.get_playbacks()
    except miniaudio.MiniaudioError:
        return []
    return [] if str(every.backend).lower() == NULL else found


@contextmanager
def _stderr_silenced() -> Iterator[None]:
    """Standard error leads nowhere in the block: ALSA fills it on a machine without sound."""
    sys.stderr.flush()
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)
