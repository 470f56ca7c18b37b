"""What a voice is opened with: the caller's settings, and the numbers in data/voices.yaml."""

from __future__ import annotations

from pydantic import Field

from relax.data import Strict, bundled
from relax.voices._protocol import VoiceInfo


class Pyttsx3Data(Strict):
    """How the default voice speaks. espeak-ng's units: pitch and range 0-99, 50 as made."""

    voice: str
    rate: int = Field(description="words a minute", ge=80, le=450)
    pitch: int = Field(ge=0, le=99)
    raised: dict[str, int] = Field(description="added to the pitch of single voices")
    volume: int = Field(ge=0, le=100)
    range: int = Field(ge=0, le=99)
    word_gap: int = Field(description="tens of milliseconds between words", ge=0)


class NaturalChecks(Strict):
    """What a reading by the neural voice is held against; see ``_hibari.Limits``."""

    word_db: float = Field(lt=0)
    silence_db: float = Field(lt=0)
    outside_s: float = Field(gt=0)
    end_db: float = Field(lt=0)
    longest_sound_s: float = Field(gt=0)


class NaturalData(Strict):
    """How the neural voice speaks. ``speed``: 1 as its model was taught, about 230 words a minute.

    Attributes:
        voice: the one whose model lies in the package.
        model_sha256: of that model.
        speed: its calm pace.
        rate_of_form: by how much of it templates of a form are spoken.
        lone_words: a line of up to this many words is spoken at ``lone_speed`` at least.
        seeds: of the noise in a reading; the next is tried where one is not whole.
        pace: lines that need a speed of their own, as they are written, in lower case.
        reading: lines that are understood by another of ``seeds`` than the first: its place there.
        checks: what every reading is held against.
    """

    voice: str
    model_sha256: str
    speed: float = Field(gt=0.4, le=1.5)
    rate_of_form: dict[str, float]
    lone_words: int = Field(ge=0)
    lone_speed: float = Field(gt=0.4, le=1.5)
    seeds: tuple[int, ...] = Field(min_length=2)
    pace: dict[str, float]
    reading: dict[str, int]
    checks: NaturalChecks


class FliteData(Strict):
    """How flite speaks: its usual voice, and the one that is understood best."""

    voice: str
    clearest: str


class PiperData(Strict):
    """How Piper speaks."""

    length: float = Field(description="times the model's own", gt=0)
    sentence_gap_s: float = Field(ge=0)


class TakesData(Strict):
    """How recordings are judged and treated. Levels in dB below full scale where not said."""

    silent_below_db: float
    above_noise_db: float = Field(description="speech stands at least this far above the room")
    noise_below_db: float = Field(description="what is steady and below this is the room alone")
    clipped_at: float = Field(description="of full scale", gt=0, le=1)
    clipped_runs: int = Field(description="flattened peaks that are too many", ge=1)
    high_pass_hz: float
    denoise_db: float = Field(description="the most that noise is turned down", ge=0, le=12)
    trim_db: float = Field(description="below the loudest frame")
    trim_above_noise_db: float
    keep_before_s: float
    keep_after_s: float
    level_db: float = Field(description="RMS of the spoken parts, above 250 Hz")
    peak_db: float


class Checks(Strict):
    """When a sound cannot be its text."""

    shortest_per_letter: float
    longest_letters: int
    longest_per_letter: float
    longest_per_sign: float
    longest_per_symbol: float
    slack_s: float
    silent_below_dbfs: float


class Trim(Strict):
    """How silence is cut from both ends of a clip."""

    threshold_db: float
    frame_s: float
    keep_before_s: float
    keep_after_s: float
    rise_s: float
    fall_s: float


class Chosen(Strict):
    """A voice worth naming, with how well it was understood."""

    id: str
    language: str
    description: str
    clarity: float | None = None


class VoiceData(Strict):
    """``data/voices.yaml``."""

    natural: NaturalData
    pyttsx3: Pyttsx3Data
    flite: FliteData
    piper: PiperData
    takes: TakesData
    latin: dict[str, str]
    checks: Checks
    trim: Trim
    chosen: tuple[Chosen, ...]


def voice_data() -> VoiceData:
    """The numbers of this station, checked."""
    return bundled("voices", "voices", VoiceData)


def chosen_voices(engine: str, needs: str = "") -> list[VoiceInfo]:
    """The voices of one engine that are worth naming; ``needs``: what it lacks, if anything."""
    return [
        VoiceInfo(row.id, engine, row.language, row.description, needs, row.clarity)
        for row in voice_data().chosen
        if row.id.partition(":")[0] == engine
    ]
