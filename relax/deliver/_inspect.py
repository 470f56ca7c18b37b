"""What a finished MP3 is, measured: ours or anybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from mutagen.id3 import ID3, ID3NoHeaderError
from mutagen.mp3 import MP3, BitrateMode, HeaderNotFoundError

from relax.data import Strict
from relax.deliver._captions import spoken_beside
from relax.deliver._density import word_count
from relax.deliver._listen import HeardSpeech, Listener
from relax.deliver._measure import FLOOR_DB, mean_level, measure, quietest
from relax.deliver._proof import Proof, load_proof, sha256_of
from relax.deliver._verdict import Facts, verdicts
from relax.errors import BadInput, CheckError
from relax.sound import CURVE_FRAME
from relax.units import SAMPLE_RATE, to_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_BESIDE = SAMPLE_RATE // 10
_AWAY = SAMPLE_RATE * 4 // 10
"""From a tenth to four tenths of a second beside speech a ducked bed is still down."""

SILENCE_DB = -50.0
"""Quieter 50 ms points count as silence in a file whose plan is not known."""


class ChapterMark(Strict):
    """A chapter as the tags have it, in seconds."""

    title: str
    start_s: float
    end_s: float


class SpokenWindow(Strict):
    """One stretch in which somebody speaks; in seconds."""

    start_s: float
    end_s: float
    over_bed_db: float
    """Its level over what sounds just before it or just after it, whichever is softer."""


class Report(Strict):
    """One file. Times in seconds, loudness in LUFS, levels in dB."""

    file: str
    duration_s: float
    channels: int
    bitrate_kbps: int
    """Of the sound; its average where it varies."""
    bitrate_varies: bool
    programme_lufs: float
    loudness_range_lu: float
    """How far soft and loud passages are apart (EBU Tech 3342)."""
    true_peak_dbtp: float
    rms_db: float
    noise_floor_db: float
    """The quietest half second."""
    silence_share: float
    """Part of the file under −50 dBFS."""
    longest_silence_s: float
    speech_from: Literal["captions", "sound"] | None
    """How it is known when somebody speaks: by captions beside the file, or else heard, and so
    only about right; None where nobody is heard, and then the next three are empty."""
    spoken: tuple[SpokenWindow, ...]
    speech_share: float | None
    words_per_minute: float | None
    verdicts: dict[str, tuple[str, ...]]
    """For every preset, what the file misses it by; nothing for one that it meets."""
    tags: dict[str, str]
    chapters: tuple[ChapterMark, ...]
    untouched: bool | None
    """Whether the file is what its proof says; None without a proof beside it."""
    proof: Proof | None


def inspect(path: Path, ffmpeg: Path | None = None) -> Report:
    """Measure an MP3.

    Raises:
        BadInput: there is no such file, or it is not an MP3.
    """
    info, tags = _opened(path)
    captions = spoken_beside(path)
    listener = None if captions else Listener()
    try:
        measured = measure(path, info.channels, ffmpeg, foreign=True, listener=listener)
    except CheckError as error:
        raise BadInput(f"{path} is not an MP3 that can be read.", hint=error.message) from None
    proof = load_proof(path.with_suffix(".json"))
    untouched = None if proof is None else sha256_of(path) == proof.file_sha256
    known = proof if untouched else None
    speech = _known(captions) if listener is None else listener.speech()
    spoken = [_window(measured.levels, start, end) for start, end in speech.spans]
    kbps, varies = _bitrate(path, info, to_seconds(measured.frames))
    softest = _least(spoken, by_captions=bool(captions))
    facts = Facts(
        lufs=known.voice_lufs if known else measured.lufs,
        peak_dbtp=measured.peak_dbtp,
        rms_db=mean_level(measured.levels, 0, measured.frames),
        noise_floor_db=quietest(measured.levels),
        bitrate_kbps=round(kbps),
        over_bed_db=known.voice_over_bed_db if known else softest,
    )
    return Report(
        file=str(path),
        duration_s=round(to_seconds(measured.frames), 4),
        channels=info.channels,
        bitrate_kbps=facts.bitrate_kbps,
        bitrate_varies=varies,
        programme_lufs=round(measured.lufs, 2),
        loudness_range_lu=round(measured.range_lu, 2),
        true_peak_dbtp=round(measured.peak_dbtp, 2),
        rms_db=round(facts.rms_db, 2),
        noise_floor_db=round(facts.noise_floor_db, 1),
        **_silence(measured.levels),
        speech_from=("captions" if captions else "sound") if spoken else None,
        **_speech(speech, measured.frames),
        spoken=tuple(spoken),
        verdicts=verdicts(facts),
        tags={key: str(tags[key]) for key in sorted(tags) if key in _SHOWN},
        chapters=_chapters(tags),
        untouched=untouched,
        proof=proof,
    )


def _opened(path: Path) -> tuple[Any, ID3]:
    """What the headers and the tags of an MP3 say."""
    if not path.is_file():
        raise BadInput(f"There is no file {path}.")
    try:
        info = MP3(path).info
        return info, ID3(path)
    except ID3NoHeaderError:
        return info, ID3()
    except (HeaderNotFoundError, OSError):
        raise BadInput(f"{path} is not an MP3 that can be read.") from None


_ALIKE: Final = 0.02
"""By so much the average of a constant rate may be off, for its last frame is not full."""

_ID3V1_BYTES: Final = 128


def _bitrate(path: Path, info: Any, seconds: float) -> tuple[float, bool]:
    """The rate of the sound in kbit/s, and whether it varies.

    Without a header that says so, only the first frame's rate is known to the reader: then the
    bytes behind it are held against the time that they last.
    """
    stated = info.bitrate / 1000
    if info.bitrate_mode is BitrateMode.CBR or not seconds:
        return stated, False
    with path.open("rb") as file:
        size = file.seek(0, 2) - info.frame_offset
        file.seek(-min(size, _ID3V1_BYTES), 2)
        size -= _ID3V1_BYTES if file.read(3) == b"TAG" else 0
    average = size * 8 / seconds / 1000
    constant = info.bitrate_mode is BitrateMode.UNKNOWN and abs(average / stated - 1) < _ALIKE
    return (stated, False) if constant else (average, True)


def _chapters(tags: ID3) -> tuple[ChapterMark, ...]:
    return tuple(
        ChapterMark(
            title=str(frame.sub_frames.get("TIT2", "")),
            start_s=frame.start_time / 1000,
            end_s=frame.end_time / 1000,
        )
        for frame in sorted(tags.getall("CHAP"), key=lambda frame: frame.start_time)
    )


def _known(captions: list[tuple[int, int, str]]) -> HeardSpeech:
    """What captions tell of speech."""
    spans = tuple((start, end) for start, end, _ in captions)
    return HeardSpeech(spans, sum(word_count(text) for _, _, text in captions))


def _speech(speech: HeardSpeech, frames: int) -> dict[str, Any]:
    """Share of the time that somebody speaks, and words a minute overall."""
    if not speech.spans or not frames:
        return {"speech_share": None, "words_per_minute": None}
    spoken = sum(end - start for start, end in speech.spans)
    return {
        "speech_share": round(spoken / frames, 3),
        "words_per_minute": round(60 * speech.words / to_seconds(frames), 1),
    }


def _window(levels: NDArray[np.float32], start: int, end: int) -> SpokenWindow:
    before = mean_level(levels, max(start - _AWAY, 0), max(start - _BESIDE, 0))
    after = mean_level(levels, end + _BESIDE, end + _AWAY)
    over = mean_level(levels, start, end) - max(min(before, after), FLOOR_DB)
    return SpokenWindow(
        start_s=round(to_seconds(start), 3),
        end_s=round(to_seconds(end), 3),
        over_bed_db=round(over, 1),
    )


def _least(spoken: list[SpokenWindow], *, by_captions: bool) -> float | None:
    """The softest sentence over its bed; of what is only heard, all but the softest tenth.

    There a window may begin or end inside a word, and seem to stand over nothing.
    """
    if not spoken:
        return None
    levels = sorted(window.over_bed_db for window in spoken)
    return levels[0 if by_captions else len(levels) // 10]


_SHOWN = ("TIT2", "TALB", "TCON", "TLAN", "TYER", "TDRC", "TPE1", "TXXX:Synthetic voice")


def _silence(levels: NDArray[np.float32]) -> dict[str, Any]:
    """How much of a file is silent, and for how long at once: fields of a report."""
    silent = levels < SILENCE_DB
    share = round(float(np.mean(silent)), 3) if len(silent) else 1.0
    return {"silence_share": share, "longest_silence_s": round(_longest(silent), 2)}


def _longest(silent: NDArray[np.bool_]) -> float:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], silent.astype(np.int8), [0]])))
    runs = edges[1::2] - edges[::2]
    return float(runs.max(initial=0)) * CURVE_FRAME / SAMPLE_RATE
