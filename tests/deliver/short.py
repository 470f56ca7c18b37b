"""The shortest track there can be, made as a program makes it: two lines, by espeak-ng."""

from __future__ import annotations

from relax.home import Home
from relax.making import make
from relax.request import Request
from relax.words import Client, bundled_folder, parse

QUICK = "pyttsx3:en-us+edward"
RULES = ("ANCHORS", "CLOSE_REORIENT", "OPEN_CHOICE", "OPEN_EYES", "OPEN_LENGTH", "POSTURE")
WORDS = """---
title: Two Lines
---
## Arriving
You're welcome to stop at any time. [pause 7s]
## Come back now
You might look around the room now, if you like.
"""


def request(out, client=None, words=WORDS, **asked):
    """What asks for it, in the folder ``out``."""
    common = {"voice": QUICK, "bed": "none", "allow": RULES}
    return Request(parse(words), client or Client(), out, **(common | asked))


def home(folder):
    """An installation of its own."""
    return Home(folder / "cache", folder / "data", (bundled_folder(),))


def short_track(folder, client=None, **asked):
    """The track, made in the folder ``out`` of ``folder``."""
    return make(request(folder / "out", client, **asked), home(folder))
