"""What a voice is, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Clip:
    """One voiced phrase on disk: mono, 16 bit, 44 100 Hz, silence trimmed from both ends.

    The samples stay on disk until they are mixed, so that memory does not grow with the track.

    Attributes:
        path: a WAV file that stays as it is for as long as the track is being made.
        frames: its length in samples at 44 100 Hz.
        gain_db: what brings it to the loudness of the others.
        private: whether it may hold something personal: nothing about it is kept for others.
    """

    path: Path
    frames: int
    gain_db: float = 0.0
    private: bool = False

    def samples(self) -> NDArray[np.int16]:
        """The samples, shape (frames,)."""
        import soundfile  # noqa: PLC0415  (heavy; only needed where sound is made)

        data: NDArray[np.int16] = soundfile.read(self.path, dtype="int16")[0]
        return data


@dataclass(frozen=True, slots=True)
class Manner:
    """How to say it, relative to the voice's own calm default.

    Attributes:
        rate: 1.0 is the voice's own pace; 0.9 is a tenth slower.
        pitch: semitones up or down.
    """

    rate: float = 1.0
    pitch: float = 0.0


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """One row of ``relax voices``.

    Attributes:
        id: what ``--voice`` takes, e.g. ``pyttsx3:en-us+f5``.
        engine: the engine's short name.
        language: BCP 47.
        description: for a person.
        needs: what to install or supply before it works, "" when it works now.
        clarity: word error rate of a speech recogniser that hears it in a finished MP3 with the
            default bed under it, 0 is best; None when nobody has measured it.
    """

    id: str
    engine: str
    language: str
    description: str
    needs: str = ""
    clarity: float | None = None


class Voice(Protocol):
    """An engine with one voice chosen; closed when done, from whichever thread.

    Used from one thread, unless it also has an integer ``at_once``: how many lines may be spoken
    at the same time, each in a thread of its own. With a true ``takes_ipa`` it is given IPA too,
    marked as :mod:`relax.ipa` says. A voice with ``expect(lines, progress)`` is told first of all
    lines, in their order, and its ``mark_of(text)`` tells apart what it would say for one text.
    """

    @property
    def identity(self) -> str:
        """Engine, version, voice and settings: two voices that could sound unlike must differ."""

    def speak(self, text: str, manner: Manner, out: Path) -> None:
        """Write ``text`` spoken as a WAV/AIFF file that soundfile reads, at any rate, to ``out``.

        Raises:
            VoiceError: the engine failed, with its own words.
        """

    def close(self) -> None:
        """Stop whatever was started."""


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """Where engines find what they need.

    Attributes:
        timeout_s: seconds one line may take before its process is killed and started again.
        espeak_library: a speech library of the user's own; None for the one pip brought.
        flite: that program; None to look for it where programs are.
        command: how ``command`` speaks: a program and its arguments, with ``{text_file}`` and
            ``{wav}`` (and, if it can, ``{rate}``, 1 for its own pace).
        piper_model: the model that ``piper`` speaks with.
        recordings: the folder of takes, or the one recording, that ``recorded`` plays.
        fill: the voice for lines without a good take, as ``--voice`` takes it; "" to stop there.
        cache: a folder in which it is noted that the neural voice works here, and what was heard
            of a recording; None to find out in each process.
        models: the folder of fetched voices; None where nothing is looked for.
        ffmpeg: the user's own, for recordings that need it; None for the one in the package.
    """

    timeout_s: float = 30.0
    espeak_library: Path | None = None
    flite: Path | None = None
    command: str = ""
    piper_model: Path | None = None
    recordings: Path | None = None
    fill: str = ""
    cache: Path | None = None
    models: Path | None = None
    ffmpeg: Path | None = None


class Engine(Protocol):
    """What an entry point in the group ``relax.voices`` names; a module will do.

    The entry point's own name is what stands before the colon in ``--voice engine:name``.
    """

    def open_voice(self, name: str | None, settings: VoiceSettings) -> Voice:
        """The voice ``name``, or the engine's default. Quick: nothing is started yet.

        Raises:
            BadInput: it cannot be there; says what is missing.
        """

    def list_voices(self, settings: VoiceSettings, *, everything: bool = False) -> list[VoiceInfo]:
        """The voices worth naming, or all of them; also those that lack something yet."""
