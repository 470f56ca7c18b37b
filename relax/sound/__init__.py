"""Sound: beds, tones, warmth, levels; the mix in blocks of bounded size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.sound._beds import bed_names, describe_beds, open_bed, prepare_bed, refuse_unknown
    from relax.sound._curve import CURVE_FRAME, Curve
    from relax.sound._even import evened
    from relax.sound._meter import Meter, blocks, gated, loudness, true_peak
    from relax.sound._mix import Levels, Mix, mix
    from relax.sound._plot import bed_plot
    from relax.sound._settings import (
        Preset,
        SoundSettings,
        encoder_loss_db,
        load_presets,
        warmth_names,
    )
    from relax.sound._synth import Bed
    from relax.sound._tones import phase_tone

__all__ = [
    "CURVE_FRAME",
    "Bed",
    "Curve",
    "Levels",
    "Meter",
    "Mix",
    "Preset",
    "SoundSettings",
    "bed_names",
    "bed_plot",
    "blocks",
    "describe_beds",
    "encoder_loss_db",
    "evened",
    "gated",
    "load_presets",
    "loudness",
    "mix",
    "open_bed",
    "phase_tone",
    "prepare_bed",
    "refuse_unknown",
    "true_peak",
    "warmth_names",
]

__getattr__ = lazily(
    __name__,
    {
        "_beds": ("bed_names", "describe_beds", "open_bed", "prepare_bed", "refuse_unknown"),
        "_curve": ("Curve", "CURVE_FRAME"),
        "_even": ("evened",),
        "_meter": ("Meter", "blocks", "gated", "loudness", "true_peak"),
        "_mix": ("Levels", "Mix", "mix"),
        "_plot": ("bed_plot",),
        "_settings": ("Preset", "SoundSettings", "encoder_loss_db", "load_presets", "warmth_names"),
        "_synth": ("Bed",),
        "_tones": ("phase_tone",),
    },
)
