"""Kokoro inside a worker process: its model loaded once, asked for one line at a time."""

from __future__ import annotations

import re
import tempfile
import unicodedata
import wave
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import onnxruntime
from kokoro_onnx import Kokoro
from kokoro_onnx.chunker import split_phonemes
from kokoro_onnx.config import SAMPLE_RATE

from relax import ipa
from relax.voices._voice_names import UnknownVoiceError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TIE: Final = "^"
_FLAG: Final = re.compile(r"\([a-z-]+\)")  # where espeak-ng goes on in another language: (en)
_STRAIGHT: Final = str.maketrans({"’": "'", "‘": "'", "«": "“", "»": "”", "(": ",", ")": ","})
_LEVEL: Final = 0.5
_SILENT: Final = 0.001  # of full scale: -60 dB, nothing that could be heard as a word
_SOFT_DB: Final = -50.0  # below the loudest: what is softer at a piece's edge is no sound
_FRAME_S: Final = 0.01
_KEEP_S: Final = 0.05


class SpeechlessError(Exception):
    """Something in the text that this voice has no sound for."""


class Reader(Protocol):
    """Text → the signs that the model reads."""

    def signs(self, text: str) -> str:
        """``text`` in the model's alphabet; raises SpeechlessError for a word that is lost."""


class EnglishReader:
    """English by hibari's reading, which is that of the model; IPA stands in for words."""

    def __init__(self, *, british: bool, scripts: list[str]) -> None:
        from hibari import Hibari  # noqa: PLC0415  (only where it reads)
        from hibari.g2p import G2P  # noqa: PLC0415

        from relax.voices._hibari import _as_hibari_reads  # noqa: PLC0415

        self._scripts = frozenset(scripts)
        self._g2p = G2P(british=british)
        self._sentences = Hibari.split_sentences
        self._prepared = _as_hibari_reads

    def signs(self, text: str) -> str:
        """``text`` as signs, the words of a sentence read together."""
        _check(" ".join(p for p, is_ipa in ipa.parts(text) if not is_ipa), self._scripts)
        return " ".join(
            self._sentence(sentence) for sentence in self._sentences(self._prepared(text))
        )

    def _sentence(self, sentence: str) -> str:
        said = []
        for token in self._g2p.phonemize_tokens(self._g2p.tokenize(sentence)):
            signs = token.phonemes or ""
            if not signs and any(char.isalnum() for char in token.text):
                raise SpeechlessError("it cannot read a word of it")
            said.append(signs + (" " if token.whitespace else ""))
        return "".join(said).strip()


class EspeakReader:
    """Another language by espeak-ng, as the model was taught: two tied sounds are one sign."""

    def __init__(self, *, espeak: str, scripts: list[str], tied: dict[str, str]) -> None:
        self._backend = _backend(espeak)
        self._scripts = frozenset(scripts)
        self._tied = {_TIE.join(pair): sign for pair, sign in tied.items()}

    def signs(self, text: str) -> str:
        """``text`` as signs, every word of which has some."""
        plain = unicodedata.normalize("NFC", ipa.unmarked(text)).translate(_STRAIGHT)
        _check(plain, self._scripts)
        words = [word for word in plain.split() if any(map(str.isalnum, word))]
        if not all(map(_is_sound, self._say(words))):
            raise SpeechlessError("it cannot read a word of it")
        return " ".join(self._say([plain]))

    def _say(self, texts: list[str]) -> list[str]:
        return [self._in_alphabet(said) for said in self._backend.phonemize(texts)]

    def _in_alphabet(self, said: str) -> str:
        for pair, sign in self._tied.items():
            said = said.replace(pair, sign)
        return _FLAG.sub("", said.replace(_TIE, "")).replace("-", "").strip()


def _check(text: str, scripts: frozenset[str]) -> None:
    """Refuse letters of other scripts, which would be guessed at, or described in a language.

    Raises:
        SpeechlessError: there is one.
    """
    for char in unicodedata.normalize("NFC", text):
        if _is_letter(char) and unicodedata.name(char, "").partition(" ")[0] not in scripts:
            raise SpeechlessError("it cannot read a word of it")


def _is_letter(sign: str) -> bool:
    """Whether it is a letter and no modifier, such as stress is."""
    return unicodedata.category(sign) in {"Ll", "Lu", "Lt", "Lo"}


def _is_sound(signs: str) -> bool:
    """Whether there is more than punctuation, stress and other modifiers."""
    return any(map(_is_letter, signs))


def _backend(language: str) -> Any:
    """espeak-ng through phonemizer, which copies it to a folder that is left when we are killed.

    Once it is loaded, that folder can go, but on Windows.
    """
    from phonemizer.backend import EspeakBackend  # noqa: PLC0415  (only where it reads)

    usual = tempfile.tempdir
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        tempfile.tempdir = folder
        try:
            return EspeakBackend(language, preserve_punctuation=True, with_stress=True, tie=_TIE)
        finally:
            tempfile.tempdir = usual


class Speaker:
    """One voice. ``how``: see ``relax.voices.kokoro_voice.KokoroVoice``."""

    def __init__(self, how: dict[str, Any]) -> None:
        self._kokoro = Kokoro.from_session(_session(how["model"]), how["styles"])
        self._voice = how["voice"]
        if self._voice not in self._kokoro.voices:
            raise UnknownVoiceError(self._kokoro.get_voices())
        reader = dict(how["reader"])
        kind = EnglishReader if reader.pop("kind") == "hibari" else EspeakReader
        self._reader: Reader = kind(**reader)
        self._longest = how["longest"]
        self._gap = np.zeros(round(how["gap_s"] * SAMPLE_RATE), np.float32)

    def speak(self, job: dict[str, Any]) -> None:
        """Speak one line into its file, a long one in pieces."""
        speed = job["settings"]["speed"]
        pieces = [self._piece(p, speed) for p in self._pieces(job["text"])]
        samples = _joined(pieces, self._gap)
        with open(job["out"], "wb") as whole, wave.open(whole) as file:  # noqa: PTH123  (the worker speaks paths as text)
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            file.writeframes(np.rint(samples * (32767 * _level(samples))).astype("<i2").tobytes())

    def _pieces(self, text: str) -> list[str]:
        """``text`` as signs, cut at sentences, clauses or words where it is too long.

        Raises:
            SpeechlessError: a word, or all of it, has no sound.
        """
        known = self._kokoro.tokenizer.vocab
        signs = self._reader.signs(text)
        lost = [s for s in signs if s not in known and s.isalnum()]
        if lost:
            raise SpeechlessError(f"it has no sound for U+{ord(lost[0]):04X}")
        kept = " ".join("".join(s for s in signs if s in known).split())
        pieces: list[str] = split_phonemes(kept, self._longest)
        if not pieces or not all(map(_is_sound, pieces)):
            raise SpeechlessError("there is no word in it")
        return pieces

    def _piece(self, signs: str, speed: float) -> NDArray[np.float32]:
        """One piece as samples, which are there and are heard."""
        samples, _ = self._kokoro.create(
            signs,
            voice=self._voice,
            speed=speed,
            is_phonemes=True,
            trim=False,
            sentence_pause=0.0,
            clause_pause=0.0,
        )
        whole = np.asarray(samples, np.float32).reshape(-1)
        if not len(whole) or not np.isfinite(whole).all() or np.abs(whole).max() < _SILENT:
            raise SpeechlessError("a part of it is silent")
        return whole

    def voices(self) -> list[tuple[str, str, str]]:
        """(name, language, title) of the one voice that is asked for."""
        return [(self._voice, "", self._voice)]

    def ready(self) -> None:
        """Nothing to prepare."""


def _session(model: str) -> onnxruntime.InferenceSession:
    """The model on one thread of the processor: the same samples on every computer of a kind."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _joined(pieces: list[NDArray[np.float32]], gap: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pieces one after another, and where they meet little more silence than ``gap``."""
    parts: list[NDArray[np.float32]] = []
    for n, piece in enumerate(pieces):
        start, end = _heard(piece)
        parts.append(piece[start if n else 0 : end if n + 1 < len(pieces) else len(piece)])
        parts.append(gap)
    return np.concatenate(parts[:-1])


def _level(samples: NDArray[np.float32]) -> float:
    """What brings a line below full scale, which the model's voices go beyond; mostly the same."""
    return min(_LEVEL, 1 / max(float(np.abs(samples).max()), _SILENT))


def _heard(samples: NDArray[np.float32]) -> tuple[int, int]:
    """Where the sound in ``samples`` begins and ends, with some room; whole frames decide."""
    size = round(_FRAME_S * SAMPLE_RATE)
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    if not len(frames):
        return 0, len(samples)
    levels = np.abs(frames).max(axis=1)
    loud = np.flatnonzero(levels > levels.max() * 10 ** (_SOFT_DB / 20))
    room = round(_KEEP_S * SAMPLE_RATE)
    return max(int(loud[0]) * size - room, 0), min((int(loud[-1]) + 1) * size + room, len(samples))
