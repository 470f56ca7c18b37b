"""Jobs → groups with the same words but for the client's name; a dry run tries one of each."""

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

    from relax.batch.run._jobs import Job
    from relax.home import Home
    from relax.request import Request

_ANY_NAME: Final = "Any"
_ANY_VOICE: Final = "any"
"""Stands for every voice: a dry run speaks nothing."""

_ONE_NAME = re.compile(r"[^\W\d_]{2,20}")
_NAMES: Final = "names.yaml"
"""A data file that is left out: it holds names and how they are said, no other words."""

_STEM: Final = 4
"""Beginnings of a name with so many letters or more are compared as well: rules look for stems."""


def with_same_words(jobs: Sequence[Job], home: Home) -> list[list[Job]]:
    """The jobs in groups whose words differ at most in a client's reference and name.

    A name that is also a word of a template, a rule or a part of the body keeps its job apart: it
    may be refused where others are not, as “Hand” is when the hands are left out.
    """
    words = _vocabulary(home)
    groups: dict[str, list[Job]] = {}
    for job in jobs:
        asked = origin_of(_without_person(job.request, words), home, _ANY_VOICE).request
        groups.setdefault(asked, []).append(job)
    return list(groups.values())


def _without_person(request: Request, words: frozenset[str]) -> Request:
    """The request without the reference, and with a stand-in for a name that is only a name."""
    client = request.client
    name = _ANY_NAME if client.name and _is_only_a_name(client.name, words) else client.name
    nobody = client.model_copy(update={"client_ref": None, "name": name})
    return replace(request, client=nobody)


def _is_only_a_name(name: str, words: frozenset[str]) -> bool:
    """Whether a name is one word of Latin letters, and neither it nor a beginning in ``words``."""
    plain = name.casefold()
    begins = {plain[:n] for n in range(_STEM, len(plain))}
    return (
        bool(_ONE_NAME.fullmatch(name))
        and all(unicodedata.name(char, "").startswith("LATIN") for char in name)
        and not words.intersection({plain, plain.removesuffix("s"), *begins})
    )


def _vocabulary(home: Home) -> frozenset[str]:
    """Every word in the data files and templates, in small letters."""
    texts = [*_texts(files("relax.words"))]
    texts += [
        path.read_text(encoding="utf-8")
        for folder in home.templates
        for path in sorted(folder.rglob("*.jinja"))
    ]
    return frozenset(re.findall(r"[^\W\d_]+", "\n".join(texts).casefold()))


def _texts(folder: Traversable) -> Iterator[str]:
    """The texts of the YAML files in a package and below."""
    for each in folder.iterdir():
        if each.is_dir():
            yield from _texts(each)
        elif each.name.endswith(".yaml") and each.name != _NAMES:
            yield each.read_text(encoding="utf-8")
