"""hibari: a small neural voice whose model lies in its wheel; text → samples, every word proved.

Of the package its reading of text (``hibari.g2p``) and its synthesis (``hibari.dsp``) are used, and
not its ``Hibari`` class, which opens a connection for a voice that is not there. The model is asked
for one output more than it declares: how long it takes for each sound, in steps of 25 ms. By that
every word is held against the samples: it has its time and its energy, there is nothing before
the first and after the last, and the end is whole.
"""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import onnxruntime

from relax import ipa
from relax.voices._voice_names import Language, UnknownVoiceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

# hibari transforms by scipy where it happens to be installed and by numpy elsewhere, with other
# last bits. Samples are to depend on what relax itself installs, and on nothing else.
_SCIPY: Final = {name: sys.modules.get(name) for name in ("scipy", "scipy.fft")}
sys.modules.update(dict.fromkeys(_SCIPY))  # type: ignore[arg-type]  # None: not to be imported
try:
    import hibari
    from hibari import dsp
    from hibari.g2p import G2P
finally:
    for _name, _module in _SCIPY.items():
        if _module is None:
            del sys.modules[_name]
        else:
            sys.modules[_name] = _module

_LOG: Final = logging.getLogger(__name__)

_DURATIONS: Final = b"/Clip_output_0"
"""The tensor of steps for each sound, in hibari 0.2.1's models: what ``Round`` and ``Clip`` give
before the sounds are drawn out."""

_STEP: Final = 2 * dsp.HOP
"""Samples in one step."""

_EARLY_S: Final = 0.042
"""By how much sounds begin before their steps at speed 1, in seconds; in proportion at others.
Measured on 529 lines: at that shift the softest word of a line is loudest beside the others."""

_LONGEST: Final = 400
"""Signs the model reads at once; it was trained on up to about 500."""

_QUOTES: Final = str.maketrans({"\u201c": "", "\u201d": "", '"': "", "\u2019": "'"})
"""It reads words between double quotes wrongly (“maybe” as mave)."""

_MARKS: Final = frozenset(';:,.!?—…"()“” ˈˌ')
"""Signs that are no sound of their own."""


class UnspeakableError(Exception):
    """Something in the text that this voice has no sound for."""


class UnwholeError(Exception):
    """A reading in which a word is missing, or something else than words is heard."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the model reads it: its signs, and what stands behind it."""

    signs: str
    after: str

    @property
    def sounds(self) -> bool:
        """Whether it is more than punctuation."""
        return any(sign not in _MARKS for sign in self.signs)


@dataclass(frozen=True, slots=True)
class Limits:
    """When a reading is not its words.

    Attributes:
        word_db: the least level of a word, in dB beside the loudest.
        silence_db: the most of what lies further than ``outside_s`` seconds from the words.
        outside_s: how far sounds reach beyond their steps.
        end_db: the most of the last 5 ms.
        longest_sound_s: the longest that one sound may last.
    """

    word_db: float
    silence_db: float
    outside_s: float
    end_db: float
    longest_sound_s: float


class Hibari:
    """One model, loaded. Used from one thread.

    Args:
        name: of the voice.
        model: its file.
        british: which of the two readings of English it speaks.
        limits: what a reading is held against.
        seeds: of its noise; a further one is tried where a reading is not whole.
    """

    sample_rate: int = dsp.SR
    defaults: Mapping[str, float] = {"speed": 1.0, "pitch": 0.0, "reading": 0}

    def __init__(
        self, name: str, model: Path, *, british: bool, limits: Limits, seeds: Sequence[int]
    ) -> None:
        self._name = name
        self._session = _session(model.read_bytes())
        self._limits = limits
        self._seeds = tuple(seeds)
        self._g2p = G2P(british=british)
        vocab = Path(hibari.__file__).parent / "assets" / "vocab.json"
        self._vocab: dict[str, int] = json.loads(vocab.read_text(encoding="utf-8"))

    def speak(self, text: str, voice: str | None, properties: Mapping[str, float]) -> bytes:
        """``text`` as 16-bit mono samples at :attr:`sample_rate`.

        Args:
            text: what is marked as IPA is in the model's own alphabet.
            voice: passed over: a model is one voice.
            properties: ``speed`` (1 as the model was taught), ``pitch`` (semitones), ``reading``
                (which of the seeds comes first).

        Raises:
            UnspeakableError: a word or sign without a sound.
            UnwholeError: no reading has all of its words.
        """
        del voice
        parts = [list(part) for part in self._parts(text)]
        if not any(word.sounds for part in parts for word in part):
            raise UnspeakableError("there is no word in it")
        first = int(properties["reading"])
        for n in range(len(self._seeds)):
            seed = self._seeds[(first + n) % len(self._seeds)]
            try:
                rng = np.random.default_rng(seed)
                spoken = [self._part(part, properties, rng) for part in parts]
            except UnwholeError as error:
                _LOG.info("reading %d of a line is not whole: %s", n + 1, error)
                wrong = error
            else:
                samples = np.concatenate(spoken)
                return (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
        raise wrong

    def find_voice(self, voice: str) -> str:
        """``voice``, if it is the one that is loaded."""
        if voice != self._name:
            raise UnknownVoiceError([self._name])
        return voice

    def languages(self) -> list[Language]:
        """The one voice that is loaded."""
        language = "en-GB" if self._g2p.british else "en-US"
        return [Language(self._name, self._name.title(), language)]

    def close(self) -> None:
        """Nothing is held that the end of the process does not free."""

    def _parts(self, text: str) -> Iterator[list[Word]]:
        """``text`` as words to speak at once: sentences, and long ones cut at clauses."""
        for sentence in hibari.Hibari.split_sentences(_as_hibari_reads(text)):
            part: list[Word] = []
            for word in self._words(sentence):
                part.append(word)
                size = sum(len(each.signs) + 1 for each in part)
                at_clause = word.signs.endswith((",", ";", ":", "—", "…")) and size > _LONGEST / 2
                if at_clause or size > _LONGEST * 0.8:
                    yield part
                    part = []
            if part:
                yield part

    def _words(self, sentence: str) -> Iterator[Word]:
        """The words of a sentence with their sounds, punctuation joined to the word before it."""
        pending: Word | None = None
        for token in self._g2p.phonemize_tokens(self._g2p.tokenize(sentence)):
            signs = token.phonemes or ""
            if not signs and any(char.isalnum() for char in token.text):
                raise UnspeakableError("it cannot read a word of it")
            if lost := [sign for sign in signs if sign not in self._vocab]:
                raise UnspeakableError(f"it has no sound for U+{ord(lost[0]):04X}")
            word = Word(signs, " " if token.whitespace else "")
            if pending and not pending.after and not word.sounds:
                pending = Word(pending.signs + word.signs, word.after)
                continue
            if pending:
                yield pending
            pending = word
        if pending:
            yield pending

    def _part(
        self, words: list[Word], properties: Mapping[str, float], rng: np.random.Generator
    ) -> NDArray[np.float32]:
        """Words spoken at once, and proved."""
        signs = "".join(word.signs + word.after for word in words).strip()
        ids = [0, *(self._vocab[sign] for sign in signs), 0]
        inputs = {
            "ids": np.asarray([ids], np.int64),
            "speed": np.asarray([properties["speed"]], np.float32),
        }
        *spectrum, pitch, steps = self._session.run(None, inputs)
        raised = pitch[0] * np.float32(2 ** (properties["pitch"] / 12))
        samples = np.asarray(dsp.synth(*(each[0] for each in spectrum), raised, rng), np.float32)
        early = round(_EARLY_S / properties["speed"] * self.sample_rate)
        ends = np.maximum(np.cumsum(steps.reshape(-1)) * _STEP - early, 0)
        prove(samples, _spans(words, ends), float(steps.max()) * _STEP, self._limits)
        return samples


def open_model(how: Mapping[str, Any]) -> Hibari:
    """The engine as a worker is told to open it: see ``relax.voices._natural.how``."""
    limits = Limits(**how["limits"])
    model, seeds = Path(how["model"]), how["seeds"]
    return Hibari(how["voice"], model, british=how["british"], limits=limits, seeds=seeds)


def _session(model: bytes) -> onnxruntime.InferenceSession:
    """The model on one thread, with its steps as a last output.

    A message of protocol buffers that is followed by another of its kind is one with the lists of
    both: here a graph with one output more (ModelProto.graph 7, GraphProto.output 12, name 1).
    """
    value = b"\x0a" + bytes([len(_DURATIONS)]) + _DURATIONS
    graph = b"\x62" + bytes([len(value)]) + value
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        model + b"\x3a" + bytes([len(graph)]) + graph, options, providers=["CPUExecutionProvider"]
    )


def _as_hibari_reads(text: str) -> str:
    """``text`` with its IPA as hibari takes it, and nothing that a person typed taken for that.

    hibari's own normaliser is passed by: it reads "Yes or no." as "Yes or number". What it does for
    numbers and signs has been done for every voice alike.
    """
    return "".join(
        f"[x](/{piece}/)" if is_ipa else piece.replace("](", "] (").translate(_QUOTES)
        for piece, is_ipa in ipa.parts(text)
    )


def _spans(words: list[Word], ends: NDArray[Any]) -> list[tuple[int, int]]:
    """First and last sample of every word; ``ends``: the end of every sign, the pads included."""
    spans = []
    at = 1  # behind the pad
    for word in words:
        own = [at + n for n, sign in enumerate(word.signs) if sign not in _MARKS]
        if own:
            spans.append((int(ends[own[0] - 1]), int(ends[own[-1]])))
        at += len(word.signs) + len(word.after)
    return spans


def prove(
    samples: NDArray[np.float32], spans: list[tuple[int, int]], longest: float, limits: Limits
) -> None:
    """Hold a reading against its words.

    Args:
        samples: shape (n,), at 24 kHz.
        spans: first and last sample of each word.
        longest: samples of the longest sound.
        limits: what is allowed.

    Raises:
        UnwholeError: a word without energy, a sound outside the words, or an end that is cut.
    """
    if not np.isfinite(samples).all():
        raise UnwholeError("it is damaged")
    levels = [_level(samples[start:end]) for start, end in spans]
    loudest = max(levels, default=-120.0)
    if loudest < -60:  # dBFS: nothing that could be heard as a word
        raise UnwholeError("it is silent")
    for n, level in enumerate(levels):
        if level < loudest + limits.word_db:
            raise UnwholeError(f"word {n + 1} of {len(levels)} is not heard")
    rate = Hibari.sample_rate
    before = samples[: max(spans[0][0] - round(limits.outside_s * rate), 0)]
    after = samples[spans[-1][1] + round(limits.outside_s * rate) :]
    for outside in (before, after):
        if _level(outside) > loudest + limits.silence_db:
            raise UnwholeError("something is heard outside the words")
    if _level(samples[-rate // 200 :]) > loudest + limits.end_db:
        raise UnwholeError("its end is cut")
    if longest > limits.longest_sound_s * rate:
        raise UnwholeError("it stays on one sound")


def _level(samples: NDArray[np.float32]) -> float:
    """RMS in dB of full scale; −120 for nothing."""
    if not len(samples):
        return -120.0
    return float(10 * np.log10(np.mean(np.square(samples)) + 1e-12))
