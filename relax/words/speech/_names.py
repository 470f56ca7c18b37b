"""Given names, and words of a clinic's pronunciation file → how they are said."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BeforeValidator, TypeAdapter

from relax.data import Strict, bundled, values
from relax.errors import BadInput, Place
from relax.files import decoded

if TYPE_CHECKING:
    from pathlib import Path

_SHAPE: Final = TypeAdapter(dict[str, str])
_EXAMPLE: Final = "Write one word on each line, e.g. Siobhán: shih-VAWN"


def load_pronunciations(path: Path) -> tuple[tuple[str, str], ...]:
    """Written word and spoken form, sorted, from a YAML or JSON map.

    Raises:
        BadInput: it cannot be read or is not such a map; with its place, and never its words.
    """
    try:
        read = values(decoded(path.read_bytes()))
        words = _SHAPE.validate_python(read or {}, strict=True)
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        said = f"The pronunciation file cannot be read: {reason}."
        raise BadInput(said, place=Place(str(path))) from None
    except ValueError as error:  # no YAML, no text, or another shape
        raise BadInput(
            "The pronunciation file is not a list of words and how to say them.",
            hint=_EXAMPLE,
            place=Place(str(path), getattr(error, "line", None)),
        ) from None
    if not all(written.strip() and spoken.strip() for written, spoken in words.items()):
        raise BadInput(
            "A word of the pronunciation file has nothing to say beside it, or no word.",
            hint=_EXAMPLE,
            place=Place(str(path)),
        )
    return tuple(sorted((written.strip(), spoken.strip()) for written, spoken in words.items()))


_LETTERS: Final = r"[\w\u0300-\u036f]+"  # with marks that stand behind their letter (NFD)
_WORD: Final = re.compile(rf"{_LETTERS}(?:[-'’]{_LETTERS})*")
_UNMARKED: Final = str.maketrans("łøđðıə", "loddie")
_TWO_LETTERS: Final = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
_SPELLED_OUT: Final = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}


def _lines(names: str) -> dict[str, str]:
    """``Name ipa`` on each line as a map; a name that stands twice is an error."""
    pairs = [line.split(maxsplit=1) for line in names.splitlines()]
    if not all(len(pair) == 2 for pair in pairs):
        raise ValueError("each line is a name and its sounds")
    listed = dict(pairs)
    if len(listed) < len(pairs):
        raise ValueError("a name stands twice")
    return listed


class _Group(Strict, strict=True):
    """The names of one language; ``source``: where its frequent names are published."""

    language: str
    source: str
    names: Annotated[dict[str, str], BeforeValidator(_lines)]


class _Names(Strict, strict=True):
    """``data/names.yaml``; ``languages`` by their codes."""

    only_with_marks: Annotated[frozenset[str], BeforeValidator(lambda v: frozenset(v.split()))]
    languages: dict[str, _Group]


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name of the list: ``spoken`` in IPA between slashes, its language by code and in words."""

    spoken: str
    code: str
    language: str


def find_name(name: str) -> KnownName | None:
    """The entry for a capitalised name, written with its marks (Siobhán) or without; or None."""
    name = unicodedata.normalize("NFC", name.strip())
    return _by_form().get(name.casefold()) if name[:1].isupper() else None


def known_name(name: str) -> str | None:
    """How a capitalised name is said, as IPA between slashes; None if the list does not have it."""
    found = find_name(name)
    return found.spoken if found else None


def known_names() -> dict[str, str]:
    """Every written form of every name of the list, and how it is said."""
    return {form.title(): found.spoken for form, found in _by_form().items()}


def names_in(text: str) -> dict[str, str]:
    """The names of the list that stand in ``text``, as they are written there, and how said."""
    words = dict.fromkeys(_WORD.findall(text))
    pieces = dict.fromkeys(chain.from_iterable((word, *re.split(r"[-'’]", word)) for word in words))
    return {piece: spoken for piece in pieces if (spoken := known_name(piece))}


@cache
def _by_form() -> dict[str, KnownName]:
    """Every form of every name, casefolded. A form two unlike names share is neither's."""
    data = bundled("words", "names", _Names)
    listed: dict[str, KnownName] = {}
    bare: dict[str, KnownName | None] = {}
    for code, group in data.languages.items():
        for name, sounds in group.names.items():
            found = KnownName(f"/{sounds}/", code, group.language)
            listed[unicodedata.normalize("NFC", name).casefold()] = found
            if name in data.only_with_marks:
                continue
            for form in _without_marks(name.casefold()):
                other = bare.setdefault(form, found)
                if other is not None and other.spoken != found.spoken:
                    bare[form] = None
    return {form: found for form, found in bare.items() if found} | listed


def _without_marks(name: str) -> set[str]:
    """``name`` (casefolded) in plain letters, as its marks are left out: juergen and jurgen."""
    if name.isascii():
        return {name}
    spelled = _replaced(name, _SPELLED_OUT | _TWO_LETTERS)
    left_out = _replaced(name, _TWO_LETTERS)
    return {_bare(spelled), _bare(left_out)}


def _replaced(name: str, letters: dict[str, str]) -> str:
    return "".join(letters.get(letter, letter) for letter in name)


def _bare(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.translate(_UNMARKED))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
