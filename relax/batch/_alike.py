"""Requests alike but for whose they are: what is found out of one holds for all of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from relax.origin import origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.resources.abc import Traversable

    from relax.batch._jobs import Job
    from relax.home import Home
    from relax.request import Request

_ANY_NAME: Final = "Any"
_ANY_VOICE: Final = "any"
"""A rehearsal speaks nothing: what engine the voice is makes no difference to it."""

_ONE_WORD = re.compile(r"[^\W\d_]{2,20}")
_NAMES: Final = "names.yaml"
"""How names are said, which changes no word."""

_STEM: Final = 4
"""From so many letters on, the beginning of a name may be one that a rule looks for."""


def alike(jobs: Sequence[Job], home: Home) -> list[list[Job]]:
    """Jobs whose words differ at most in whose they are, and in a name that is nothing else.

    A name that is a word of a template, a rule or a part of the body keeps its job apart: it may
    be refused, as “Hand” is with the hands left out.
    """
    words = _vocabulary(home)
    groups: dict[str, list[Job]] = {}
    for job in jobs:
        asked = origin_of(_nobodys(job.request, words), home, _ANY_VOICE).request
        groups.setdefault(asked, []).append(job)
    return list(groups.values())


def _nobodys(request: Request, words: frozenset[str]) -> Request:
    client = request.client
    name = _ANY_NAME if client.name and _is_only_a_name(client.name, words) else client.name
    nobody = client.model_copy(update={"client_ref": None, "name": name})
    return replace(request, client=nobody)


def _is_only_a_name(name: str, words: frozenset[str]) -> bool:
    """Whether it is one word of Latin letters that, with its beginnings, is no other word."""
    plain = name.casefold()
    begins = {plain[:n] for n in range(_STEM, len(plain))}
    return (
        bool(_ONE_WORD.fullmatch(name))
        and all(unicodedata.name(char, "").startswith("LATIN") for char in name)
        and not words.intersection({plain, plain.removesuffix("s"), *begins})
    )


def _vocabulary(home: Home) -> frozenset[str]:
    """Every word in the templates, the rules and the names of areas."""
    texts = [*_texts(files("relax.words"))]
    texts += [
        path.read_text(encoding="utf-8")
        for folder in home.templates
        for path in sorted(folder.rglob("*.jinja"))
    ]
    return frozenset(re.findall(r"[^\W\d_]+", "\n".join(texts).casefold()))


def _texts(folder: Traversable) -> Iterator[str]:
    """The data files below a package."""
    for each in folder.iterdir():
        if each.is_dir():
            yield from _texts(each)
        elif each.name.endswith(".yaml") and each.name != _NAMES:
            yield each.read_text(encoding="utf-8")
