"""What a finished MP3 is, measured: ours or anybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from mutagen.id3 import ID3, ID3NoHeaderError
from mutagen.mp3 import MP3, HeaderNotFoundError
from pydantic import BaseModel, ConfigDict

from relax.deliver._measure import measure
from relax.deliver._proof import Proof, load_proof, sha256_of
from relax.errors import BadInput, CheckError
from relax.sound import CURVE_FRAME
from relax.units import SAMPLE_RATE, to_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SILENCE_DB = -50.0
"""Quieter 50 ms points count as silence in a file whose plan is not known."""


class ChapterMark(BaseModel):
    """A chapter as the tags have it, in seconds."""

    model_config = ConfigDict(frozen=True)

    title: str
    start_s: float
    end_s: float


class Report(BaseModel):
    """One file. Times in seconds, loudness in LUFS, levels in dB."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    file: str
    duration_s: float
    channels: int
    bitrate_kbps: int
    programme_lufs: float
    true_peak_dbtp: float
    silence_share: float
    """Part of the file under −50 dBFS."""
    longest_silence_s: float
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
    if not path.is_file():
        raise BadInput(f"There is no file {path}.")
    try:
        info = MP3(path).info
        tags = ID3(path)
    except ID3NoHeaderError:
        tags = ID3()
    except (HeaderNotFoundError, OSError):
        raise BadInput(f"{path} is not an MP3 that can be read.") from None
    try:
        measured = measure(path, info.channels, ffmpeg, foreign=True)
    except CheckError as error:
        raise BadInput(f"{path} is not an MP3 that can be read.", hint=error.message) from None
    proof = load_proof(path.with_suffix(".json"))
    silent = measured.levels < SILENCE_DB
    return Report(
        file=str(path),
        duration_s=round(to_seconds(measured.frames), 4),
        channels=info.channels,
        bitrate_kbps=round(info.bitrate / 1000),
        programme_lufs=round(measured.lufs, 2),
        true_peak_dbtp=round(measured.peak_dbtp, 2),
        silence_share=round(float(np.mean(silent)), 3) if len(silent) else 1.0,
        longest_silence_s=round(_longest(silent), 2),
        tags={key: str(tags[key]) for key in sorted(tags) if key in _SHOWN},
        chapters=tuple(
            ChapterMark(
                title=str(frame.sub_frames.get("TIT2", "")),
                start_s=frame.start_time / 1000,
                end_s=frame.end_time / 1000,
            )
            for frame in sorted(tags.getall("CHAP"), key=lambda frame: frame.start_time)
        ),
        untouched=None if proof is None else sha256_of(path) == proof.file_sha256,
        proof=proof,
    )


_SHOWN = ("TIT2", "TALB", "TCON", "TLAN", "TYER", "TDRC", "TPE1", "TXXX:Synthetic voice")


def _longest(silent: NDArray[np.bool_]) -> float:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], silent.astype(np.int8), [0]])))
    runs = edges[1::2] - edges[::2]
    return float(runs.max(initial=0)) * CURVE_FRAME / SAMPLE_RATE
