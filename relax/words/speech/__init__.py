"""Sentences → words as they are spoken: numbers, signs, abbreviations, names, ways to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.lazy import lazily

if TYPE_CHECKING:
    from relax.words.speech._characters import UnspeakableError
    from relax.words.speech._names import find_name, names_in
    from relax.words.speech._normalise import normalised, unspeakable
    from relax.words.speech._pronunciations import load_pronunciations
    from relax.words.speech._speech import (
        is_speakable,
        known_languages,
        length_words,
        number_words,
        speech_words,
        split_phrases,
        split_sentences,
    )
    from relax.words.speech._spoken import signs

__all__ = [
    "UnspeakableError",
    "find_name",
    "is_speakable",
    "known_languages",
    "length_words",
    "load_pronunciations",
    "names_in",
    "normalised",
    "number_words",
    "signs",
    "speech_words",
    "split_phrases",
    "split_sentences",
    "unspeakable",
]

__getattr__ = lazily(
    __name__,
    {
        "_characters": ("UnspeakableError",),
        "_names": (
            "find_name",
            "names_in",
        ),
        "_normalise": (
            "normalised",
            "unspeakable",
        ),
        "_pronunciations": ("load_pronunciations",),
        "_speech": (
            "is_speakable",
            "known_languages",
            "length_words",
            "number_words",
            "speech_words",
            "split_phrases",
            "split_sentences",
        ),
        "_spoken": ("signs",),
    },
)
