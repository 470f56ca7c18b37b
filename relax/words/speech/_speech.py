"""How written text becomes things to say: sentences, phrases, spoken spellings."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from relax.data import Strict, bundled, bundled_languages

_ENDS = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|[。！？]+[”’」]?")


class SpeechWords(Strict):
    """``data/<language>/speech.yaml``: words the product itself speaks or splits by."""

    abbreviations: tuple[str, ...]
    before_number: tuple[str, ...] = ()
    before_initial: tuple[str, ...] = ()
    letter_words: tuple[str, ...] = ()
    phrase_marks: tuple[str, ...]
    phrase_words: int
    stock_openers: tuple[str, ...] = ()
    one_word_openers: tuple[str, ...] = ()
    breath: dict[str, str]
    breath_named: str
    eyes_closed: str
    numbers: tuple[str, ...]
    length: str
    length_one: str
    length_half: str
    about: str
    tens: dict[int, str]
    teens: dict[int, str]


def known_languages() -> frozenset[str]:
    """The languages that relax has words for: the first part of their tags."""
    return bundled_languages("words", "speech")


def speech_words(language: str) -> SpeechWords:
    """The speech words of a language."""
    return bundled("words", "speech", SpeechWords, language)


def split_sentences(text: str, language: str) -> list[str]:
    """``text`` (one line) cut after each sentence; joined by spaces they give it back.

    A piece with nothing to say (stray punctuation) stays with the sentence before it.
    """
    pieces: list[str] = []
    start = 0
    for end in _ENDS.finditer(text):
        following = text[end.end() :].lstrip()
        if following[:1].islower() or (
            end[0] == "." and _goes_on(text[start : end.start()], following, language)
        ):
            continue
        pieces.append(text[start : end.end()].strip())
        start = end.end()
    pieces.append(text[start:].strip())
    sentences: list[str] = []
    for piece in filter(None, pieces):
        if sentences and not is_speakable(piece):
            sentences[-1] += f" {piece}"
        else:
            sentences.append(piece)
    return sentences


def _goes_on(before: str, following: str, language: str) -> bool:
    """Whether a full stop after ``before`` belongs to the word there, and ends no sentence."""
    word = (before.rsplit(None, 1)[-1:] or [""])[0].lstrip("(“‘\"'[")
    if following[:1].isdecimal() and word in speech_words(language).before_number:
        return True
    return word in _abbreviations(language) or (bool(following) and is_initial(before, language))


def is_initial(before: str, language: str) -> bool:
    """Whether ``before``, up to a full stop, ends in the initial of a name: “Hello, J”.

    “I” is one only beside another, and a letter is none after what letters are given to: “Plan B”.
    """
    *others, last = before.replace(".", ". ").split() or [""]
    last = last.lstrip("(“‘\"'[")
    if len(last) != 1 or not last.isupper():
        return False
    previous = others[-1].lstrip("(“‘\"'[") if others else ""
    beside = not previous or (previous.endswith(".") and len(previous) == 2)
    words = speech_words(language)
    if last == "I" or beside:
        return beside
    word = previous.rstrip(",").casefold()
    if word in words.letter_words:
        return False
    return previous[:1].isupper() or word in words.before_initial


@cache
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset(speech_words(language).abbreviations)


def is_speakable(text: str) -> bool:
    """Whether there is anything a voice could say: a letter, a digit or a symbol with a name."""
    return any(char.isalnum() or ord(char) > 0x2190 for char in text)


def split_phrases(sentence: str, language: str) -> list[str]:
    """A sentence cut at its commas and the like, each part with enough words to sound whole.

    The mark stays with the phrase before it, so that the voice does not drop as at a full stop.
    """
    return list(_phrases(sentence, language))


@lru_cache(maxsize=4096)  # the same few sentences are measured for every length and person
def _phrases(sentence: str, language: str) -> tuple[str, ...]:
    words = speech_words(language)
    marks = "".join(re.escape(mark) for mark in words.phrase_marks)
    parts = [part for part in re.split(rf"(?<=[{marks}])\s+", sentence) if part]
    phrases: list[str] = []
    for part in parts:
        if phrases and (_count(phrases[-1]) < words.phrase_words or not is_speakable(part)):
            phrases[-1] += f" {part}"
        else:
            phrases.append(part)
    if len(phrases) > 1 and _count(phrases[-1]) < words.phrase_words:
        last = phrases.pop()
        phrases[-1] += f" {last}"
    return tuple(phrases)


def _count(phrase: str) -> int:
    return len(phrase.split())


def number_words(value: int, language: str) -> str:
    """``value`` from 0 to 99 in words, for text that reads aloud well; digits beyond."""
    words = speech_words(language)
    if 1 <= value <= len(words.numbers):
        return words.numbers[value - 1]
    if value in words.teens:
        return words.teens[value]
    ten, one = value // 10 * 10, value % 10
    if ten in words.tens:
        return words.tens[ten] if not one else f"{words.tens[ten]}-{words.numbers[one - 1]}"
    return str(value)


def length_words(minutes: float, language: str) -> str:
    """“about ten minutes”, “three minutes”, “seven and a half minutes”: what an opening says."""
    words = speech_words(language)
    halves = round(minutes * 2)
    exact = abs(minutes * 2 - halves) < 0.02  # within half a second
    if halves == 2:
        length = words.length_one
    else:
        form = words.length_half if halves % 2 else words.length
        length = form.format(number=number_words(halves // 2, language))
    return length if exact else words.about.format(length=length)
