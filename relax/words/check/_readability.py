"""Sentence length and reading ease."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from relax.words.check._finding import Finding
    from relax.words.check._schema import ReadabilityData
    from relax.words.check._view import View


def words_in(text: str, ease: ReadabilityData | None) -> list[str]:
    """The words of a text; whatever stands between spaces when the language has no pattern."""
    return _pattern(ease.word).findall(text) if ease else text.split()


def syllables(word: str, ease: ReadabilityData) -> int:
    """Syllables by groups of vowels, without silent endings; at least one.

    Right for nine words in ten; the mistakes go both ways.
    """
    word = word.lower()
    count = len(_pattern(ease.syllable).findall(word))
    count -= len(_pattern(ease.silent).findall(word))
    count += len(_pattern(ease.split).findall(word))
    return max(count, 1)


def grade(texts: Iterable[str], ease: ReadabilityData) -> float:
    """Flesch-Kincaid grade: years of school (Kincaid et al. 1975)."""
    words = [words_in(text, ease) for text in texts]
    flat = [word for sentence in words for word in sentence]
    if not flat:
        return 0.0
    spoken = sum(syllables(word, ease) for word in flat)
    return (
        ease.per_word * len(flat) / len(words)
        + ease.per_syllable * spoken / len(flat)
        + ease.constant
    )


def long_sentences(view: View) -> Iterator[Finding]:
    """SENTENCE_LEN for single sentences."""
    for said in view.course.said:
        if len(words_in(said.text, view.look.readability)) > view.limits.sentence_words:
            yield view.finding("SENTENCE_LEN", said, (0, len(said.text)))


def reading_ease(view: View) -> Iterator[Finding]:
    """SENTENCE_LEN for the whole: the mean length, and the grade; a few words have neither."""
    ease, limit = view.look.readability, view.limits
    texts = [said.text for said in view.course.said]
    count = sum(len(words_in(text, ease)) for text in texts)
    if count < limit.whole_script_words:
        return
    if count > limit.sentence_mean_words * len(texts):
        yield view.finding("SENTENCE_MEAN", None)
    if ease and grade(texts, ease) > limit.grade:
        yield view.finding("SENTENCE_GRADE", None)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)
