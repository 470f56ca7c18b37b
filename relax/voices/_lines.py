"""Lines → clips: what the cache has is taken from it, the rest is voiced in order."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from relax.errors import VoiceError
from relax.progress import silent
from relax.voices._protocol import Clip, Manner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.errors import Place
    from relax.progress import Progress
    from relax.voices._cache import ClipCache
    from relax.voices._protocol import Voice


@dataclass(frozen=True, slots=True)
class Line:
    """Something to say. ``private``: it holds a person's own words. ``place``: in the script."""

    text: str
    private: bool = False
    manner: Manner = Manner()
    place: Place | None = None


def voice_lines(
    lines: Sequence[Line], voice: Voice, cache: ClipCache, progress: Progress = silent
) -> list[Clip]:
    """A clip for every line, in order; equal lines share one.

    Raises:
        VoiceError: a line could not be voiced; names its place and never its words.
    """
    clips: dict[Path, Clip] = {}
    paths = [cache.path(voice.identity, x.manner, x.text, private=x.private) for x in lines]
    voiced = False
    with tempfile.TemporaryDirectory(prefix="relax-") as folder:
        for n, (line, path) in enumerate(zip(lines, paths, strict=True)):
            if path not in clips:
                clip = cache.find(path)
                if clip is None:
                    clip = _voice(line, voice, cache, path, Path(folder))
                    voiced = True
                clips[path] = clip
            progress("speaking", n + 1, len(lines))
    if voiced:
        cache.shrink()
    return [clips[path] for path in paths]


def _voice(line: Line, voice: Voice, cache: ClipCache, path: Path, folder: Path) -> Clip:
    from relax.voices._clips import finish  # noqa: PLC0415  (heavy)

    raw = folder / f"raw{getattr(voice, 'suffix', '.wav')}"
    made = folder / "clip.wav"
    raw.unlink(missing_ok=True)
    try:
        voice.speak(line.text, line.manner, raw)
        frames = finish(raw, line.text, made)
    except VoiceError as error:
        raise replace_place(error, line.place) from None
    return cache.add(path, made, frames, private=line.private)


def replace_place(error: VoiceError, place: Place | None) -> VoiceError:
    """The same error, saying where in the script it happened."""
    return VoiceError(error.message, hint=error.hint, place=error.place or place)


