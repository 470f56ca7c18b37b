"""Deliver: tags, chapters, transcript, captions, lyrics, picture, video, proof, and the check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.deliver._calls import may_call
    from relax.deliver._captions import captions, spoken_beside
    from relax.deliver._check import check
    from relax.deliver._cover import cover
    from relax.deliver._credits import NO_CREDITS, Credits, credit, refuse_personal
    from relax.deliver._density import densities, word_count
    from relax.deliver._film import film
    from relax.deliver._gain import Gain, gain_of
    from relax.deliver._inspect import Report, inspect
    from relax.deliver._lyrics import lyrics
    from relax.deliver._marks import UNPROVED, WAY_BACK, Marks, read_marks
    from relax.deliver._measure import Measured, measure
    from relax.deliver._own_cover import Cover, read_cover
    from relax.deliver._picture import draw_picture, plot_levels
    from relax.deliver._proof import (
        Proof,
        Recognised,
        load_proof,
        longest_silence,
        pauses,
        phase_starts,
        sections,
        sha256_of,
        speech_seconds,
    )
    from relax.deliver._purpose import check_purpose, voice_lufs
    from relax.deliver._sidecars import write_sidecars
    from relax.deliver._tags import Tags, tag, tag_again
    from relax.deliver._transcript import About, transcript
    from relax.deliver._words import SpokenBy

__all__ = [
    "NO_CREDITS",
    "UNPROVED",
    "WAY_BACK",
    "About",
    "Cover",
    "Credits",
    "Gain",
    "Marks",
    "Measured",
    "Proof",
    "Recognised",
    "Report",
    "SpokenBy",
    "Tags",
    "captions",
    "check",
    "check_purpose",
    "cover",
    "credit",
    "densities",
    "draw_picture",
    "film",
    "gain_of",
    "inspect",
    "load_proof",
    "longest_silence",
    "lyrics",
    "may_call",
    "measure",
    "pauses",
    "phase_starts",
    "plot_levels",
    "read_cover",
    "read_marks",
    "refuse_personal",
    "sections",
    "sha256_of",
    "speech_seconds",
    "spoken_beside",
    "tag",
    "tag_again",
    "transcript",
    "voice_lufs",
    "word_count",
    "write_sidecars",
]

__getattr__ = lazily(
    __name__,
    {
        "_calls": ("may_call",),
        "_captions": ("captions", "spoken_beside"),
        "_check": ("check",),
        "_cover": ("cover",),
        "_credits": ("NO_CREDITS", "Credits", "credit", "refuse_personal"),
        "_density": ("densities", "word_count"),
        "_film": ("film",),
        "_gain": ("Gain", "gain_of"),
        "_inspect": ("Report", "inspect"),
        "_lyrics": ("lyrics",),
        "_marks": ("UNPROVED", "WAY_BACK", "Marks", "read_marks"),
        "_measure": ("Measured", "measure"),
        "_own_cover": ("Cover", "read_cover"),
        "_picture": ("draw_picture", "plot_levels"),
        "_proof": (
            "Proof",
            "Recognised",
            "load_proof",
            "longest_silence",
            "pauses",
            "phase_starts",
            "sections",
            "sha256_of",
            "speech_seconds",
        ),
        "_purpose": ("check_purpose", "voice_lufs"),
        "_sidecars": ("write_sidecars",),
        "_tags": ("Tags", "tag", "tag_again"),
        "_transcript": ("About", "transcript"),
        "_words": ("SpokenBy",),
    },
)
