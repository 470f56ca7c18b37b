"""Guided relaxation audio, made offline.

What a program uses is here: :func:`make`, :func:`voice`, :func:`script`, :func:`check`,
:func:`mend`, :func:`inspect`, :func:`installation`, and the values they take and give.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.api import (
        Wishes,
        Words,
        check,
        inspect,
        installation,
        make,
        mend,
        script,
        source,
        voice,
    )
    from relax.deliver import Report
    from relax.errors import BadInput, RelaxError
    from relax.home import Home
    from relax.track import Track
    from relax.words import Client, Piece, Script, Template

__version__ = "0.1.0"

__all__ = [
    "BadInput",
    "Client",
    "Home",
    "Piece",
    "RelaxError",
    "Report",
    "Script",
    "Template",
    "Track",
    "Wishes",
    "Words",
    "check",
    "inspect",
    "installation",
    "make",
    "mend",
    "script",
    "source",
    "voice",
]

logging.getLogger(__name__).addHandler(logging.NullHandler())
"""Records are for whoever asks for them (see relax.log); Python would show warnings by itself."""

# Since 1.29 onnxruntime reports to its makers, over the network, as soon as it is imported, unless
# this is set before. Every process of relax begins here, and those it starts inherit it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__getattr__ = lazily(
    __name__,
    {
        "api": (
            "Wishes",
            "Words",
            "check",
            "inspect",
            "installation",
            "make",
            "mend",
            "script",
            "source",
            "voice",
        ),
        "deliver": ("Report",),
        "errors": ("BadInput", "RelaxError"),
        "home": ("Home",),
        "track": ("Track",),
        "words": ("Client", "Piece", "Script", "Template"),
    },
)
