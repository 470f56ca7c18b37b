"""Lines → clips: what the cache has is taken from it, the rest is voiced in order."""

from __future__ import annotations

import logging
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax import ipa
from relax.errors import VoiceError
from relax.progress import silent
from relax.voices._ipa import HINT
from relax.voices._protocol import Clip, Manner
from relax.voices._text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from relax.errors import Place
    from relax.progress import Progress
    from relax.voices._cache import ClipCache
    from relax.voices._protocol import Voice

_LOG: Final = logging.getLogger(__name__)
_AHEAD: Final = 3
"""Lines an engine may be ahead of those being finished."""


_PLAINLY: Final = Manner()


@dataclass(frozen=True, slots=True)
class Line:
    """Something to say. ``private``: it holds a person's own words. ``place``: in the script."""

    text: str
    private: bool = False
    manner: Manner = _PLAINLY
    place: Place | None = None


def voice_lines(
    lines: Sequence[Line], voice: Voice, cache: ClipCache, progress: Progress = silent
) -> list[Clip]:
    """A clip for every line, in order; equal lines share one, with other processes as well.

    The engine is started only if something is missing from the cache. On an error or Ctrl-C the
    voice is closed.

    Raises:
        VoiceError: a line could not be voiced; names its place and never its words.
        BadInput: the engine has no such voice, or a recording lacks a line.
    """
    lines = [Line(clean(x.text), x.private, x.manner, x.place) for x in lines]
    for line in lines:
        if not line.text:
            raise VoiceError("There is nothing to say in a line.", place=line.place)
        if ipa.is_in(line.text) and not getattr(voice, "takes_ipa", False):
            raise VoiceError("This voice does not read IPA.", hint=HINT, place=line.place)
    if expect := getattr(voice, "expect", None):
        expect(lines, progress)
    identity, mark = voice.identity, getattr(voice, "mark_of", None)
    paths = [
        cache.path(
            f"{identity} {mark(x.text)}" if mark else identity, x.manner, x.text, private=x.private
        )
        for x in lines
    ]
    clips = {path: clip for path in set(paths) if (clip := cache.find(path)) is not None}
    missing = {p: x for p, x in zip(paths, lines, strict=True) if p not in clips}
    done, begun = len(clips), time.monotonic()
    _LOG.info("clips: %d in the cache, %d to voice", done, len(missing))
    if missing:
        for path, clip in _shared(missing, voice, cache):
            clips[path] = clip
            done += 1
            progress("speaking", done, len(set(paths)))
        _LOG.info("clips: %d voiced, %.1f s", len(missing), time.monotonic() - begun)
    return [clips[path] for path in paths]


def _shared(
    missing: dict[Path, Line], voice: Voice, cache: ClipCache
) -> Iterator[tuple[Path, Clip]]:
    """Voice what no other process is voicing, then take what those have voiced meanwhile.

    Nobody waits while another waits for them: by then all that was claimed here is there.
    """
    with cache.claims() as claims:
        mine = {p: x for p, x in missing.items() if x.private or claims.take(p)}
        others = [path for path in missing if path not in mine]
        if others:
            _LOG.info("clips: %d are being voiced by another process", len(others))
        for path in tuple(mine):  # it may have come since it was looked for
            if (clip := cache.find(path)) is not None:
                del mine[path]
                claims.release(path)
                yield path, clip
        if mine:
            for path, clip in _voice_all(mine, voice, cache):
                claims.release(path)
                yield path, clip
        for path in others:
            claims.take(path, wait=True)
            clip = cache.find(path)
            if clip is None:  # the other process failed, or was ended
                ((_, clip),) = _voice_all({path: missing[path]}, voice, cache)
            claims.release(path)
            yield path, clip


def _voice_all(
    missing: dict[Path, Line], voice: Voice, cache: ClipCache
) -> Iterator[tuple[Path, Clip]]:
    """Voice lines one after another, finishing each while the engine speaks the next."""
    waiting: deque[tuple[Path, Line, Path, Future[None]]] = deque()
    at_once: int = getattr(voice, "at_once", 1)
    with cache.workspace() as folder, ThreadPoolExecutor(at_once) as engine:
        try:
            for n, (path, line) in enumerate(missing.items()):
                raw = folder / f"{n}.wav"
                future = engine.submit(voice.speak, line.text, line.manner, raw)
                waiting.append((path, line, raw, future))
                if len(waiting) > at_once + _AHEAD:
                    yield _finished(*waiting.popleft(), cache)
            while waiting:
                yield _finished(*waiting.popleft(), cache)
        except BaseException:
            engine.shutdown(wait=False, cancel_futures=True)
            voice.close()
            raise


def _finished(
    path: Path, line: Line, raw: Path, spoken: Future[None], cache: ClipCache
) -> tuple[Path, Clip]:
    """Wait until a line is spoken, and keep it as a clip."""
    from relax.voices._clips import finish  # noqa: PLC0415  (heavy)

    def make(out: Path) -> int:
        return finish(raw, line.text, out, line.manner.rate)

    try:
        spoken.result()
        clip = cache.add(path, make, private=line.private)
    except VoiceError as error:
        place = error.place or line.place
        raise VoiceError(error.message, hint=error.hint, place=place) from None
    raw.unlink(missing_ok=True)
    return path, clip
