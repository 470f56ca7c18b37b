"""Settings of the sound: what a preset holds, how warm a voice can be; read from data/."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from relax.data import Strict, bundled
from relax.errors import SoundError

if TYPE_CHECKING:
    from pathlib import Path

_FULL_SCALE_DB = -0.2  # rounding to 16 bits must not clip


class Shelf(Strict):
    """A shelf: ``db`` above or below ``hz``."""

    hz: float = Field(gt=0, lt=20_000)
    db: float = Field(ge=-24, le=24)


class Bell(Strict):
    """A bell-shaped boost or cut of ``db`` at ``hz``."""

    hz: float = Field(gt=0, lt=20_000)
    db: float = Field(ge=-24, le=24)
    q: float = Field(default=0.7, gt=0.1, lt=10)


class Deess(Strict):
    """Lowers ``low_hz`` to ``high_hz`` where it rises ``over_db`` of the clip's speech level."""

    low_hz: float = Field(gt=1000)
    high_hz: float = Field(lt=20_000)
    over_db: float
    ratio: float = Field(gt=1)
    most_db: float = Field(ge=0, le=12)


class Compress(Strict):
    """Soft compression; ``over_db`` is relative to the clip's own speech level."""

    over_db: float
    knee_db: float = Field(gt=0)
    ratio: float = Field(gt=1)
    most_db: float = Field(ge=0, le=12)
    smooth_s: float = Field(gt=0, le=1)


class Room(Strict):
    """A short room: decays by 60 dB in ``seconds``; ``wet_db`` is its energy beside the voice's."""

    seconds: float = Field(gt=0.02, le=1.0)
    predelay_s: float = Field(ge=0, lt=0.1)
    wet_db: float = Field(ge=-60, le=-6)
    dark_hz: float = Field(gt=200)


class Warmth(Strict):
    """One preset of the voice's sound. What is None is not applied."""

    title: str
    description: str
    high_pass_hz: float | None = Field(default=None, gt=10, lt=300)
    low_shelf: Shelf | None = None
    presence: Bell | None = None
    high_shelf: Shelf | None = None
    deess: Deess | None = None
    compress: Compress | None = None
    room: Room | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it leaves the voice alone."""
        return not any(self.model_dump(exclude={"title", "description"}).values())


Format = Literal["mp3", "m4a", "opus", "flac", "wav", "mp4"]


class Preset(Strict):
    """What a track is for: one row of ``--loudness``. LUFS of the voice, LU, dB, seconds."""

    title: str
    description: str
    voice_lufs: float = Field(default=-18, ge=-36, le=-9)
    """Integrated loudness of the voice alone."""
    file_rms_db: float | None = Field(default=None, ge=-36, le=-12)
    """When set, the RMS of the whole file is aimed at instead of ``voice_lufs``."""
    bed_below_lu: float = Field(default=20, ge=6, le=40)
    """How far under the voice the bed lies while there is speech."""
    bed_at_least_lu: float = Field(default=18.5, ge=6, le=40)
    """The least distance to any single phrase: under a soft one the bed goes lower."""
    lift_lu: float = Field(default=2.5, ge=0, le=6)
    """How far the bed comes up in pauses."""
    ceiling_dbtp: float = Field(default=-1.5, ge=-12, le=-0.5)
    """Highest true peak before the encoder, which adds up to half a decibel."""
    bed_duck_s: float = Field(default=2.5, ge=0.4, le=6)
    """How long before speech the bed begins to go down."""
    bed_release_s: float = Field(default=4, ge=2, le=8)
    """How long it takes to come up again."""
    bed: str | None = None
    """The bed this preset insists on (``none``), or None: the user's choice."""
    lead_in_s: float = Field(default=6, ge=0.5, le=30)
    """Before the first word, over which the bed fades in."""
    tail_s: float = Field(default=12, ge=1, le=300)
    """After the last word, over which the bed fades out."""
    format: Format = "mp3"
    bitrate_kbps: int = Field(default=128, ge=32, le=320)
    chapters: bool = True


@dataclass(frozen=True, slots=True)
class SoundSettings:
    """How a track is to sound. Every number's meaning and unit: see ``Preset``.

    Attributes:
        bed: a name of ``bed_names()``, ``none``, or the path of the user's own file.
        seed: decides everything random in the bed.
        warmth: a preset of ``warmth_names()``.
        voice: what ``--voice`` takes; its engine may need a tone of its own.
        bed_tone_db: tilt of the bed's treble above 1.5 kHz; below 0 is darker.
        tone_below_lu: how far under the voice breath tones, swells and bells lie.
        makeup_db: what the encoder takes away from the level (LAME at 128 kbit/s: 0.44 dB). The
            mix is that much louder, so that every other figure holds for the finished file.
    """

    bed: str | Path = "none"
    seed: int = 0
    voice_lufs: float = -18.0
    file_rms_db: float | None = None
    bed_below_lu: float = 20.0
    bed_at_least_lu: float = 18.5
    lift_lu: float = 2.5
    ceiling_dbtp: float = -1.5
    bed_duck_s: float = 2.5
    bed_release_s: float = 4.0
    warmth: str = "natural"
    voice: str = ""
    bed_tone_db: float = 0.0
    tone_below_lu: float = 8.0
    makeup_db: float = 0.0

    @classmethod
    def of(
        cls,
        preset: Preset,
        *,
        bed: str | Path = "none",
        seed: int = 0,
        warmth: str = "natural",
        voice: str = "",
        bed_tone_db: float = 0.0,
        format: Format | None = None,  # noqa: A002  (what --format is called)
    ) -> SoundSettings:
        """The settings of ``preset``, with the user's own choices beside it.

        ``format``: what the track is encoded to; None for the preset's own.
        """
        return cls(
            bed=preset.bed if preset.bed is not None else bed,
            seed=seed,
            voice_lufs=preset.voice_lufs,
            file_rms_db=preset.file_rms_db,
            bed_below_lu=preset.bed_below_lu,
            bed_at_least_lu=preset.bed_at_least_lu,
            lift_lu=preset.lift_lu,
            ceiling_dbtp=preset.ceiling_dbtp,
            bed_duck_s=preset.bed_duck_s,
            bed_release_s=preset.bed_release_s,
            warmth=warmth,
            voice=voice,
            bed_tone_db=bed_tone_db,
            makeup_db=encoder_loss_db(format or preset.format, preset.bitrate_kbps),
        )

    def before_encoding(self) -> SoundSettings:
        """The same with every level raised by ``makeup_db``, which is then 0."""
        up = self.makeup_db
        return replace(
            self,
            voice_lufs=self.voice_lufs + up,
            file_rms_db=None if self.file_rms_db is None else self.file_rms_db + up,
            ceiling_dbtp=min(self.ceiling_dbtp + up, _FULL_SCALE_DB),
            makeup_db=0.0,
        )


def load_presets() -> dict[str, Preset]:
    """Every preset by name, in the order of presets.yaml."""
    return bundled("sound", "presets", dict[str, Preset])


def _losses() -> dict[Format, tuple[tuple[int, float], ...]]:
    return bundled("sound", "encoders", dict[Format, tuple[tuple[int, float], ...]])


def encoder_loss_db(format: Format, bitrate_kbps: int) -> float:  # noqa: A002  (as in Preset)
    """By how many decibels encoding lowers the level."""
    steps = (loss for limit, loss in _losses()[format] if bitrate_kbps <= limit)
    return next(steps, 0.0)


def _warmths() -> dict[str, Warmth]:
    return bundled("sound", "warmth", dict[str, Warmth])


def warmth_names() -> tuple[str, ...]:
    """What ``SoundSettings.warmth`` may be."""
    return tuple(name for name in _warmths() if "@" not in name)


def warmth(name: str, voice: str = "") -> Warmth:
    """The preset of the voice's sound called ``name``, as it suits ``voice`` or else its engine.

    Raises:
        SoundError: there is none of that name.
    """
    if name not in warmth_names():
        names = ", ".join(warmth_names())
        raise SoundError("There is no such voice sound.", hint=f"Choose one of: {names}.")
    everything = _warmths()
    suited = (f"{name}@{voice}", f"{name}@{voice.partition(':')[0]}", name)
    return next(everything[one] for one in suited if one in everything)
