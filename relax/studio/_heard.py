"""A finished track → what the Listen page shows of it: course, chapters, lines, facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.deliver import WAY_BACK, load_proof, spoken_beside
from relax.errors import RelaxError
from relax.studio._pages import texts
from relax.track import sidecars
from relax.units import clock, to_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from relax.deliver import Proof
    from relax.studio._store import Job

_WIDTH: Final = 1200
"""Units of the picture, for the whole length."""


@dataclass(frozen=True, slots=True)
class Line:
    """A spoken line: second, words, and where it stands in the picture."""

    start: float
    text: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: second, title, lines, and where it stands in the picture."""

    start: float
    title: str
    lines: tuple[Line, ...]
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What the page shows.

    Attributes:
        audio: address of the sound.
        stem: name of the files without ending.
        format: of the audio, as people write it.
        size: of the audio, in MB.
        seconds: length.
        bed: the background, by name.
        has_bed: whether there is one.
        way_back: second at which the way back begins; None without one.
        chapters: in order.
        lines: all of them.
        facts: name and sentence of what was measured.
        beside: endings of the files beside the audio.
    """

    audio: str
    stem: str
    format: str
    size: str
    seconds: float
    bed: str
    has_bed: bool
    way_back: float | None
    chapters: tuple[Chapter, ...]
    lines: tuple[Line, ...]
    facts: tuple[tuple[str, str], ...]
    beside: tuple[str, ...]


def heard(audio: Path, job: Job) -> Heard:
    """What is to be shown of the track ``audio``.

    Raises:
        RelaxError: its proof is missing or damaged.
    """
    proof = load_proof(audio.with_suffix(".json"))
    if proof is None:
        raise RelaxError("What was measured of this track is missing or damaged.")
    lines = tuple(
        Line(
            round(to_seconds(start), 2),
            " ".join(text.split()),  # captions are broken into lines
            round(to_seconds(start) / proof.decoded_s * _WIDTH, 1),
            max(round(to_seconds(end - start) / proof.decoded_s * _WIDTH, 1), 0.5),
        )
        for start, end, text in spoken_beside(audio)
    )
    chapters = tuple(
        Chapter(
            section.start_s,
            section.title,
            tuple(line for line in lines if section.start_s <= line.start + 0.01 < section.end_s),
            round(section.start_s / proof.decoded_s * _WIDTH, 1),
            round((section.end_s - section.start_s) / proof.decoded_s * _WIDTH, 1),
        )
        for section in proof.sections
    )
    stem, _, ending = audio.name.rpartition(".")
    return Heard(
        audio=f"/track/{job.id}/{audio.name}",
        stem=stem,
        format=ending.upper(),
        size=f"{audio.stat().st_size / 1e6:.1f} MB",
        seconds=proof.decoded_s,
        bed=proof.bed,
        has_bed=proof.voice_over_bed_db is not None,
        way_back=next((c.start for c in chapters if c.title == WAY_BACK), None),
        chapters=chapters,
        lines=lines,
        facts=tuple(_facts(proof, job)),
        beside=tuple(
            name.rpartition(".")[2]
            for name in sidecars(audio.name)
            if audio.with_name(name).is_file()
        ),
    )


def _facts(proof: Proof, job: Job) -> list[tuple[str, str]]:
    """What was measured, in plain words."""
    t, areas = texts()["listen"], texts()["choices_areas"]
    told = [
        (t["length"], t["length_exact"].format(length=clock(proof.decoded_s))),
        (t["words"], t["words_fact"].format(count=proof.words)),
        (
            t["quiet"],
            t["quiet_fact"].format(
                share=round(100 * proof.silence_share), longest=round(proof.longest_silence_s)
            ),
        ),
        (t["peak"], t["peak_fact"].format(db=f"{-proof.true_peak_dbtp:.1f}")),
    ]
    if left := job.form.get("avoid"):
        words = ", ".join(areas[name].lower() for name in left if name in areas)
        told.append((t["left_out"], t["left_out_fact"].format(areas=words)))
    if proof.voice_over_bed_db is not None:
        db = f"{proof.voice_over_bed_db:.0f}"
        told.append((t["over_bed"], t["over_bed_fact"].format(db=db)))
    return told
