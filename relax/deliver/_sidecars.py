"""Everything that lies beside a track but its proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.deliver._captions import captions, subtitles
from relax.deliver._lyrics import lyrics
from relax.deliver._picture import draw_picture
from relax.deliver._transcript import transcript
from relax.units import clock

if TYPE_CHECKING:
    from pathlib import Path

    from relax.deliver._proof import Proof
    from relax.deliver._transcript import About
    from relax.sound import Curve
    from relax.timing import Timeline


def write_sidecars(
    stem: Path, timeline: Timeline, curve: Curve, about: About, proof: Proof
) -> None:
    """Write ``stem``.txt, .vtt, .srt, .lrc and .png."""
    texts = {
        ".txt": transcript(timeline, about),
        ".vtt": captions(timeline, about.language),
        ".srt": subtitles(timeline, about.language),
        ".lrc": lyrics(timeline, about),
    }
    for suffix, text in texts.items():
        path = stem.with_name(stem.name + suffix)
        path.write_text(text, encoding="utf-8", newline="\n")
    facts = f"{clock(proof.decoded_s)} · {proof.voice_lufs:.0f} LUFS"
    draw_picture(
        timeline, curve, about.title, facts, about.language, stem.with_name(stem.name + ".png")
    )
