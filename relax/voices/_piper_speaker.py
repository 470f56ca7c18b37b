"""Piper inside a worker process: its model loaded once, asked for one line at a time."""

from __future__ import annotations

import re
import wave
from pathlib import Path
from typing import Any

from piper.config import SynthesisConfig
from piper.voice import PiperVoice as Model


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
        chunks = self._model.synthesize(plain(job["text"]), settings)
        samples = gap.join(chunk.audio_int16_bytes for chunk in chunks)
        with open(job["out"], "wb") as whole, wave.open(whole) as file:  # noqa: PTH123  (the worker speaks paths as text)
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(config.sample_rate)
            file.writeframes(samples)

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
    return re.sub(r"\[(?=\[)", "[ ", text)
