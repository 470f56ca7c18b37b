"""How a name may be said: text → IPA, as espeak-ng reads it in its language, or as a voice does."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from relax.data import Strict, bundled
from relax.errors import BadInput, VoiceError
from relax.hints import did_you_mean
from relax.voices import _natural
from relax.voices._espeak import EspeakError, open_library
from relax.voices._ipa import sounds
from relax.voices._open import full_name
from relax.voices._voice_names import UnknownVoiceError

if TYPE_CHECKING:
    from relax.voices._espeak import Espeak
    from relax.voices._protocol import VoiceSettings

_SWITCH: Final = re.compile(r"\([a-z-]+\)")
_PREFIX: Final = "pyttsx3:"
_DOUBLE_R: Final = re.compile("([ɜɝɚøœ]ː?)[ɹrʁʀ]")  # noqa: RUF001
"""Vowels with an r of their own, and another behind them."""


class _Table(Strict):
    """``data/guess.yaml``."""

    letters: tuple[tuple[str, str], ...]
    titles: dict[str, str]
    breathed: frozenset[str]
    foreign: dict[str, str]
    everywhere: dict[str, str]
    misaki: dict[str, str]


@dataclass(frozen=True, slots=True)
class Guess:
    """A reading: ``spoken`` in IPA between slashes; its language by code and in words."""

    spoken: str
    code: str
    language: str


def language_of(name: str) -> str:
    """The language that the letters of ``name`` are of, by its code; "" where English has them."""
    letters = unicodedata.normalize("NFC", name).lower()
    for code, own in _table().letters:
        if re.search(f"[{own}]", letters):
            return code
    return ""


def guess(text: str, settings: VoiceSettings, language: str = "") -> Guess | None:
    """espeak-ng's reading of ``text`` in ``language``, or in the one its letters are of.

    None where nothing is foreign about its letters, or espeak-ng has no reading in that language.

    Raises:
        BadInput: espeak-ng has no such language.
        VoiceError: it cannot be loaded.
    """
    wanted = language or language_of(text)
    if not wanted:
        return None
    espeak = _library(settings)
    titles: dict[str, str] = {}
    try:
        titles = _titles(espeak)
        code, title = _found(titles, wanted)
        read = espeak.phonemes(text, espeak.find_voice(code))
    except UnknownVoiceError:
        raise _unknown(wanted, titles) from None
    except EspeakError as error:
        raise VoiceError(f"espeak-ng cannot read a name: {error}.") from None
    finally:
        espeak.close()
    if "(en)" in read and not code.startswith("en"):
        return None  # letters that are not of this language: it turned to English
    said = _cleaned(read, code)
    return Guess(f"/{said}/", code, title) if said else None


def own_reading(text: str, voice: str, settings: VoiceSettings) -> str | None:
    """How ``voice`` itself reads ``text``, in IPA between slashes; None where that is unknown."""
    name = full_name(voice, settings)
    if not name.startswith(_PREFIX):
        return None
    name = name.removeprefix(_PREFIX)
    model = _natural.find_model(name, settings) if name in _natural.names() else None
    if model is not None:
        said = _read_by_hibari(text, british=model.british)
        return f"/{said}/" if said else None
    if sys.platform in ("darwin", "win32") or not name.lower().startswith("en"):
        return None
    found = guess(text, settings, name.partition("+")[0])
    return found.spoken if found else None


def _read_by_hibari(text: str, *, british: bool) -> str:
    """The natural voice's reading, in IPA; loading its lexicon takes a second."""
    from hibari.g2p import G2P  # noqa: PLC0415  (only where it is used)
    from hibari.g2p.normalize import normalize  # noqa: PLC0415

    g2p = G2P(british=british)
    tokens = g2p.phonemize_tokens(g2p.tokenize(normalize(text).replace("](", "] (")))
    signs = "".join((token.phonemes or "") + (token.whitespace and " ") for token in tokens)
    return _rewritten(signs, _table().misaki)


def _table() -> _Table:
    return bundled("voices", "guess", _Table)


def _library(settings: VoiceSettings) -> Espeak:
    return open_library(str(settings.espeak_library) if settings.espeak_library else None)


def _titles(espeak: Espeak) -> dict[str, str]:
    """Code → what the language is called, without its place: Spanish."""
    rows = espeak.languages()
    titles = {row.language: row.title.partition(" (")[0].strip() for row in rows}
    return titles | {code: title for code, title in _table().titles.items() if code in titles}


def _found(titles: dict[str, str], wanted: str) -> tuple[str, str]:
    """Code and title of a language by its code or its title; ``wanted`` for what is unknown."""
    lower = wanted.lower()
    for code, title in titles.items():
        if lower in (code.lower(), title.lower()):
            return code, title
    near = (title for code, title in titles.items() if code.startswith(f"{lower}-"))
    return wanted, next(near, wanted)


def _unknown(wanted: str, titles: dict[str, str]) -> BadInput:
    meant = did_you_mean(wanted.capitalize(), [*titles.values(), *titles])
    return BadInput(
        f"espeak-ng has no language “{wanted}”.",
        hint=f"{meant} Write its code or its English name, such as pl or Polish.".lstrip(),
    )


def _cleaned(read: str, code: str) -> str:
    """espeak-ng's IPA in signs that our table of sounds has, as an English mouth says them."""
    table = _table()
    foreign = not code.startswith("en")
    if code in table.breathed:
        read = re.sub(f"[xχ](?=[ˈˌ]?[{_vowels()}])", "h", read)
    signs = table.everywhere | (table.foreign if foreign else {})
    said = _DOUBLE_R.sub(r"\1", _rewritten(_SWITCH.sub("", read), signs))
    return re.sub(r"e(?= |$)", "eɪ", said) if foreign else said  # noqa: RUF001


def _vowels() -> str:
    return "".join({sign[0] for sign in sounds().vowels})


def _rewritten(signs: str, table: dict[str, str]) -> str:
    """``signs`` with those of ``table`` replaced, the longest first; "" without a vowel in it.

    Signs that neither the table nor that of sounds has are left out.
    """
    known = sounds()
    kept = [*known.vowels, *known.consonants, *known.stress, *known.passed_over, " "]
    ways = {_decomposed(sign): sign for sign in kept}
    ways |= {_decomposed(sign): way for sign, way in table.items()}
    longest = sorted(ways, key=len, reverse=True)
    found = re.findall("|".join(map(re.escape, longest)), _decomposed(signs))
    said = " ".join("".join(ways[sign] for sign in found).split())
    return said if re.search(f"[{_vowels()}]", said) else ""


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)
