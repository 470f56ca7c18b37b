"""Sound files and beds → one mixed stream of frames → a sound device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.play.sound._clock import Clock, Jumps, SystemClock
    from relax.play.sound._device import (
        NULL,
        Output,
        ReconnectingOutput,
        SpeakerOutput,
        device_names,
    )
    from relax.play.sound._mixer import LOOK, Mixer, MixerEvent
    from relax.play.sound._source import (
        BufferedSource,
        FileSource,
        LoopSource,
        PipedSource,
        Source,
        ToneSource,
        open_sound,
    )

__all__ = [
    "LOOK",
    "NULL",
    "BufferedSource",
    "Clock",
    "FileSource",
    "Jumps",
    "LoopSource",
    "Mixer",
    "MixerEvent",
    "Output",
    "PipedSource",
    "ReconnectingOutput",
    "Source",
    "SpeakerOutput",
    "SystemClock",
    "ToneSource",
    "device_names",
    "open_sound",
]

__getattr__ = lazily(
    __name__,
    {
        "_clock": ("Clock", "Jumps", "SystemClock"),
        "_device": ("NULL", "Output", "ReconnectingOutput", "SpeakerOutput", "device_names"),
        "_mixer": ("LOOK", "Mixer", "MixerEvent"),
        "_source": (
            "BufferedSource",
            "FileSource",
            "LoopSource",
            "PipedSource",
            "Source",
            "ToneSource",
            "open_sound",
        ),
    },
)
