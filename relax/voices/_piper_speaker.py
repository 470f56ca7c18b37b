"""Piper inside a worker process: its model loaded once, asked for one line at a time."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

from piper.config import PhonemeType, SynthesisConfig
from piper.voice import PiperVoice as Model

from relax import ipa


class Speaker:
    """One model. ``how``: ``model`` (a path) and ``voice`` (a speaker of a model with several)."""

    def __init__(self, how: dict[str, Any]) -> None:
        model = Path(how["model"])
        self._model = Model.load(model, download_dir=model.parent)
        self._person = self._number(how.get("voice"))

    def _number(self, person: str | None) -> int | None:
        """The number of a speaker of the model, given by name or number."""
        if not person:
            return None
        config = self._model.config
        if person in config.speaker_id_map:
            return int(config.speaker_id_map[person])
        if person.isdecimal() and int(person) < config.num_speakers:
            return int(person)
        raise UnknownPersonError([*config.speaker_id_map] or ["0"])

    def speak(self, job: dict[str, Any]) -> None:
        """Speak one line into its file.

        The noise that makes every reading of a line different is off: the same words are the same
        samples. Sentences are not each brought to full scale, which would be uneven.
        """
        config = self._model.config
        settings = SynthesisConfig(
            speaker_id=self._person,
            length_scale=config.length_scale * job["settings"]["length"],
            noise_scale=0.0,
            noise_w_scale=0.0,
            normalize_audio=False,
        )
        gap = bytes(2 * round(job["settings"]["gap"] * config.sample_rate))
        chunks = self._model.synthesize(self._readable(job["text"]), settings)
        samples = gap.join(chunk.audio_int16_bytes for chunk in chunks)
        with open(job["out"], "wb") as whole, wave.open(whole) as file:  # noqa: PTH123  (the worker speaks paths as text)
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(config.sample_rate)
            file.writeframes(samples)

    def _readable(self, text: str) -> str:
        """``text`` as Piper reads it, all of its IPA known to the model: it leaves out the rest."""
        if not ipa.is_in(text):
            return plain(text)
        if self._model.config.phoneme_type != PhonemeType.ESPEAK:
            raise ValueError("this model reads no IPA")
        known = self._model.config.phoneme_id_map
        for piece, is_ipa in ipa.parts(text):
            if is_ipa and (lost := [sign for sign in piece if sign not in known]):
                raise ValueError(f"the model has no sound for U+{ord(lost[0]):04X}")
        return ipa.bracketed(text)

    def voices(self) -> list[tuple[str, str, str]]:
        """(name, language, title) of every speaker of the model."""
        language = self._model.config.espeak_voice
        return [(name, language, name) for name in self._model.config.speaker_id_map]

    def ready(self) -> None:
        """Nothing to prepare."""


class UnknownPersonError(Exception):
    """The model has no such speaker; ``names`` are those it has."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("the model has no such speaker")
        self.names = names


def plain(text: str) -> str:
    """``text`` without what Piper would obey: it takes what stands in [[ ]] for phonemes."""
    return ipa.bracketed(ipa.unmarked(text))
