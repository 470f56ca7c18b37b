"""The proof beside a track: what was asked, what was measured, nothing of a person."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from pydantic import Field

from relax.data import Strict
from relax.deliver._density import Density, word_count
from relax.units import to_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from relax.timing import Timeline


class Section(Strict):
    """A chapter as it is in the file."""

    title: str
    start_s: float
    end_s: float
    words: int
    """Words spoken in it."""
    words_per_minute: float
    """Words over its whole length, pauses included."""
    silence_share: float
    """Part of it without speech, 0 to 1."""


class PhaseStart(Strict):
    """One phase of paced breathing."""

    kind: str
    start_s: float
    length_s: float


class Pauses(Strict):
    """Pauses of one kind."""

    count: int
    shortest_s: float
    longest_s: float


class Recognised(Strict):
    """What a speech recogniser heard of a track, each line counted once.

    ``by``: the recogniser. ``otherwise_s``: seconds at which a line starts that was heard otherwise
    than it is written.
    """

    by: str
    lines: int
    otherwise_s: tuple[float, ...]


class Proof(Strict):
    """The ``.json`` beside a track. Loudness in LUFS, levels in dB, times in seconds."""

    template: str | None
    title: str
    language: str
    requested_s: float | None
    """Length asked for; None when the words' natural length was taken."""
    decoded_s: float
    """Length of the finished file, decoded."""
    voice_lufs: float
    """Loudness of the voice alone, in the track."""
    programme_lufs: float
    """Loudness of the finished file, decoded."""
    true_peak_dbtp: float
    """True peak of the finished file, decoded."""
    voice_over_bed_db: float | None
    """Lowest level of the voice over the bed in any spoken window; None without a bed."""
    words: int
    words_per_minute: float
    speaking_words_per_minute: float
    """Words over the time that somebody speaks."""
    silence_share: float
    longest_silence_s: float
    sections: tuple[Section, ...]
    density: tuple[Density, ...] = ()
    """Words a minute in opening, main part and closing; empty where no form says what is wanted."""
    breath_phases: tuple[PhaseStart, ...]
    pauses: dict[str, Pauses]
    """By kind: phrase, sentence, choice, invitation, region, group, rest, quiet, lead_in, tail."""
    voice: str
    """Engine, version, voice and settings."""
    synthetic_voice: bool = True
    bed: str
    preset: str
    format: str
    bitrate_kbps: int
    channels: int
    allowed_rules: tuple[str, ...]
    """Rules of the language check that were let pass."""
    recognised: Recognised | None = None
    """None where no recogniser was asked to listen."""
    notices: tuple[str, ...]
    """What a person was told about how the request was met."""
    personal: bool | None = None
    """Whether it holds something of one person, or was shaped by it; None in older proofs."""
    ending: str = ""
    """reorient, sleep, nap_wake, bridge; or unproved, where the check of it was let pass."""
    lyrics: bool = False
    """Whether timed lyrics (.lrc) lie beside it; beside older tracks there are none."""
    request: str = ""
    """Keyed hash of everything asked for: only this computer can tell what of."""
    owner: str = ""
    """Keyed hash of the client_ref it was made for, "" without one; so that it can be forgotten."""
    template_sha256: str
    """Of the template and what it shares, or of the script."""
    pcm_sha256: str
    file_sha256: str
    versions: dict[str, str] = Field(default_factory=dict)


def load_proof(path: Path) -> Proof | None:
    """The proof at ``path``; None when it is not there, not whole or of another kind."""
    try:
        return Proof.model_validate_json(path.read_bytes())
    except (OSError, ValueError):
        return None


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sections(timeline: Timeline) -> tuple[Section, ...]:
    """Every chapter with its density."""
    found = []
    for n, chapter in enumerate(timeline.chapters):
        words = sum(word_count(s.text) for s in timeline.sentences if s.chapter == n)
        length = to_seconds(chapter.end - chapter.start)
        speech = speech_seconds(timeline, chapter.start, chapter.end)
        found.append(
            Section(
                title=chapter.title,
                start_s=round(to_seconds(chapter.start), 3),
                end_s=round(to_seconds(chapter.end), 3),
                words=words,
                words_per_minute=round(60 * words / length, 1) if length else 0.0,
                silence_share=round(1 - speech / length, 3) if length else 1.0,
            )
        )
    return tuple(found)


def speech_seconds(timeline: Timeline, start: int, end: int) -> float:
    """Seconds between two samples in which somebody speaks."""
    return sum(
        to_seconds(min(s.end, end) - max(s.start, start))
        for s in timeline.spoken
        if s.start < end and s.end > start
    )


def phase_starts(timeline: Timeline) -> tuple[PhaseStart, ...]:
    """Every phase of paced breathing, to the tenth of a millisecond."""
    return tuple(
        PhaseStart(
            kind=phase.kind,
            start_s=round(to_seconds(phase.start), 4),
            length_s=round(to_seconds(phase.frames), 4),
        )
        for phase in timeline.phases
    )


def pauses(timeline: Timeline) -> dict[str, Pauses]:
    """How long the pauses of each kind are."""
    counts = Counter(gap.kind for gap in timeline.gaps)
    lengths = {
        kind: [to_seconds(gap.frames) for gap in timeline.gaps if gap.kind == kind]
        for kind in counts
    }
    return {
        kind: Pauses(
            count=counts[kind], shortest_s=round(min(all_), 3), longest_s=round(max(all_), 3)
        )
        for kind, all_ in sorted(lengths.items())
    }


def longest_silence(timeline: Timeline) -> float:
    """Seconds of the longest stretch between words in which no breath is paced."""
    marks = sorted(
        [(s.start, s.end) for s in timeline.spoken]
        + [(p.start, p.start + p.frames) for p in timeline.phases]
    )
    longest, at = 0, marks[0][1] if marks else 0
    for start, end in marks:
        longest = max(longest, start - at)
        at = max(at, end)
    return to_seconds(longest)
