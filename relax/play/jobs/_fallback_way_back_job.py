"""The tracks that are played → the fallback way back in their language and voice."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mutagen import File, MutagenError

from relax.deliver import load_proof
from relax.errors import RelaxError
from relax.home import Home
from relax.making import make
from relax.play.jobs._subprocess_job import answer
from relax.request import Request
from relax.sound import describe_beds
from relax.words import Client, ScriptMeta, read_script

if TYPE_CHECKING:
    from collections.abc import Iterable

    from relax.words import Script

WORDS = Path(__file__).with_name("data")
"""A folder for each language, by its BCP 47 name."""

ALLOW = ("CLOSE_REORIENT",)
"""It is a way back from its first word; that rule looks for one in the last part of a track."""

_NO_BED = "none"
_NICE = 10  # of 19: it gives way to the sound that plays


def _make(asked: dict[str, Any]) -> dict[str, Any]:
    """The track, made or found; in the default voice where that of the tracks cannot be opened."""
    home = Home(
        cache=Path(asked["cache"]),
        data=Path(asked["data"]),
        templates=(),
        ffmpeg=_path(asked["ffmpeg"]),
        espeak_library=_path(asked["espeak_library"]),
        encoder_workers=1,
    )
    tracks = [Path(name) for name in asked["tracks"]]
    script = _words(tracks)
    bed = asked["bed"] if asked["bed"] in describe_beds() else _NO_BED

    home.cache.mkdir(parents=True, exist_ok=True)

    def made(voice: str | None) -> dict[str, Any]:
        out = home.cache / "way-back"
        request = Request(script, Client(), out, voice=voice, bed=bed, allow=ALLOW)
        return {"path": str(make(request, home).mp3), "title": script.meta.title}

    if voice := _most_used(map(_voice, tracks)):
        with suppress(RelaxError):
            return made(voice)
    return made(None)


def _path(name: str | None) -> Path | None:
    return Path(name) if name else None


def _words(tracks: Iterable[Path]) -> Script:
    """In the language of the tracks where they say it, as far as there are words in it."""
    language = _most_used(map(_language, tracks))
    usual: str = ScriptMeta.model_fields["language"].default
    names = (language, language.partition("-")[0], usual)
    folder = next(WORDS / name for name in names if name and (WORDS / name).is_dir())
    return read_script(folder / "come-back.md")


def _language(track: Path) -> str:
    proof = load_proof(track.with_suffix(".json"))
    return proof.language if proof else ""


def _voice(track: Path) -> str:
    """Who speaks, by the mark that a synthetic voice leaves; "" where none is told."""
    try:
        tags = getattr(File(track), "tags", None) or {}
        mark = tags.get("TXXX:Synthetic voice") or tags.get("synthetic_voice") or [""]
        return str(mark[0])
    except (MutagenError, OSError, ValueError):
        return ""


def _most_used(names: Iterable[str]) -> str:
    counted = Counter(filter(None, names)).most_common(1)
    return counted[0][0] if counted else ""


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(_NICE)
    answer(_make)
