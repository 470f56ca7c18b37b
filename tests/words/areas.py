"""Areas of the body as people write them → the words that may then not be heard.

Read from ``areas.yaml`` alone: nothing of relax is asked, so that a mistake in its own lists shows.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

_DATA = yaml.safe_load(Path(__file__).with_name("areas.yaml").read_text(encoding="utf-8"))
_IDIOMS = re.compile("|".join(rf"\b(?:{text})" for text in _DATA["idioms"]), re.IGNORECASE)

AREAS = {name: fact.get("write", name) for name, fact in _DATA["areas"].items()}
"""Each area and how it is written into a client file."""

WRITTEN = {
    written: name
    for name, fact in _DATA["areas"].items()
    for written in (fact.get("write", name), *fact.get("also", ()))
}
"""Every way of writing an area → the area."""

BITING = [name for name, fact in _DATA["areas"].items() if fact.get("never")]
"""The areas of which words are known."""


def written_ways(area):
    """Every way of writing one area."""
    return [written for written, name in WRITTEN.items() if name == area]


def found(texts, avoid=(), absent=()):
    """``area: word | text`` for every word in ``texts`` that was to be left out.

    ``avoid``, ``absent``: areas as they are written in the client file, each found in WRITTEN.
    """
    looked_for = {name: _words(name) for name in _left_out(avoid, absent)}
    for text in texts:
        plain = text.replace("’", "'")
        for name, (words, but) in looked_for.items():
            hit = words.search(_IDIOMS.sub(" ", but.sub(" ", plain)))
            if hit:
                yield f"{name}: {hit[0]} | {text}"


def _left_out(avoid, absent):
    """Every area left out, by name: those written, their parts, and what is beyond missing ones."""
    names = dict.fromkeys(WRITTEN[written] for written in avoid)
    for written in absent:
        fact = _DATA["areas"][WRITTEN[written]]
        names |= dict.fromkeys([WRITTEN[written], *fact.get("beyond", ())])
    return _with_parts(names)


def _with_parts(names):
    todo, out = list(names), {}
    while todo:
        name = todo.pop()
        if name not in out:
            out[name] = None
            parts = _DATA["areas"][name].get("with", ())
            todo += _parts_of_everything() if parts == "everything" else parts
    return list(out)


def _parts_of_everything():
    return [name for name, fact in _DATA["areas"].items() if not fact.get("outside")]


@cache
def _words(name):
    """What finds the words that may not be heard without this area, and what finds those that may."""
    fact = _DATA["areas"][name]
    words = fact["never"].split(" | ") if fact.get("never") else []
    words += [] if fact.get("outside") else _DATA["whole"]
    nothing = r"(?!)"
    return (
        re.compile(rf"\b(?:{'|'.join(words) or nothing})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{fact.get('but', nothing)})\b", re.IGNORECASE),
    )
