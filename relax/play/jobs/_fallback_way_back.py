"""The tracks that are played → a short track that brings a listener back, made meanwhile.

It is for when no track has a chapter "Come back now". It speaks the language and the voice of the
tracks; a thread waits for the process that makes it, which is this module run by itself.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mutagen import File, MutagenError

from relax.deliver import load_proof
from relax.errors import RelaxError
from relax.home import Home
from relax.play.jobs._subprocess_job import SubprocessJob, answer
from relax.play.library import find_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from relax.play.plan import Piece
    from relax.words import Script

_BEFORE_S = 1.0  # the bed is heard this long before the first word, and no longer

WORDS = Path(__file__).with_name("data")
"""A folder for each language, by its BCP 47 name."""

ALLOW = ("CLOSE_REORIENT",)
"""It is a way back from its first word; that rule looks for one in the last part of a track."""

_NO_BED = "none"
_NICE = 10  # of 19: it gives way to the sound that plays


class FallbackWayBack:
    """Makes a track that brings a listener back, in a process, while others play.

    Args:
        home: whose cache and programs.
        bed: what sounds between tracks, by its name.
        tracks: what is played, whose voice and language are wished for.
        tell: takes a sentence for the person when it cannot be made.
    """

    piece: Piece | None = None
    """The track, once it is made; None until then, or for ever if it cannot be."""

    def __init__(
        self, home: Home, bed: str, tracks: Sequence[Path], tell: Callable[[str], None]
    ) -> None:
        self._tell = tell
        self._asked = {
            "cache": str(home.cache),
            "cache_limit": home.cache_limit,
            "data": str(home.data),
            "ffmpeg": home.ffmpeg and str(home.ffmpeg),
            "espeak_library": home.espeak_library and str(home.espeak_library),
            "bed": bed,
            "tracks": [str(path) for path in tracks],
        }
        self._child = SubprocessJob(__name__, "The way back could not be made.")
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Start making it, unless that was done before; returns at once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End the process that makes it."""
        self._child.give_up()

    def _work(self) -> None:
        try:
            found = self._child.ask(self._asked)
            piece = find_pieces([Path(found["path"])])[0][0]
            begins = max(0.0, piece.spoken[0][0] - _BEFORE_S) if piece.spoken else 0.0
            self.piece = replace(piece, title=found["title"], way_back=begins)
        except RelaxError:
            self._tell("A way back could not be made: come back now only fades.")


def _make(asked: dict[str, Any]) -> dict[str, Any]:
    """In the child: make the track, in the tracks' voice or, where that fails, the default one."""
    from relax.making import make  # noqa: PLC0415  (only in the process that makes it)
    from relax.request import Request  # noqa: PLC0415
    from relax.sound import describe_beds  # noqa: PLC0415
    from relax.words import Client  # noqa: PLC0415

    home = Home(
        cache=Path(asked["cache"]),
        data=Path(asked["data"]),
        templates=(),
        ffmpeg=_path(asked["ffmpeg"]),
        espeak_library=_path(asked["espeak_library"]),
        encoder_workers=1,
        cache_limit=asked["cache_limit"],
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
    """The script of a way back, in the language of most tracks if there is one, else in English."""
    from relax.words import ScriptMeta, read_script  # noqa: PLC0415

    language = _most_used(map(_language, tracks))
    usual: str = ScriptMeta.model_fields["language"].default
    names = (language, language.partition("-")[0], usual)
    folder = next(WORDS / name for name in names if name and (WORDS / name).is_dir())
    return read_script(folder / "come-back.md")


def _language(track: Path) -> str:
    proof = load_proof(track.with_suffix(".json"))
    return proof.language if proof else ""


def _voice(track: Path) -> str:
    """The voice named in a track's tag “Synthetic voice”; "" without one."""
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
