"""A template → findings, each on the line of the template where its sentence stands."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from relax.errors import BadInput, LengthError, Place, RefusedError, TemplateError
from relax.words.check import check_script, facts_for, in_order, limits, lines_of, plain, unreadable
from relax.words.client import Client
from relax.words.speech import split_sentences
from relax.words.template import Wanted, load_template, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from relax.words.check import Finding, Rules
    from relax.words.script import Script, Sentence
    from relax.words.template import Template

_EXPRESSION = re.compile(r"\{\{.*?\}\}")
_STATEMENT = re.compile(r"\{[%#].*?[%#]\}|\[[^\[\]]*\]")
_FILLED = "\x00"
_FEWEST_WORDS = 2
"""A sentence is known by at least so many words of its own beside what is filled in."""


class Source:
    """The text of a template, searched for the sentences it renders."""

    def __init__(self, text: str, file: str, language: str) -> None:
        self._file = file
        self._lines = [line.rstrip("\r\n") for line in lines_of(text)]
        self._patterns = list(self._with_blanks(language))
        self._known: dict[str, list[Place]] = {}

    def places(self, script: Script) -> dict[Place, Place]:
        """For each sentence of the script that stands in the template: place there → here.

        Words that stand here more than once are taken in the order in which they are said; what
        a shared passage or a client's own words bring has no place.
        """
        found: dict[Place, Place] = {}
        taken: set[Place] = set()
        reached = 0
        for sentence in script.sentences():
            standing = self._standing(sentence.text)
            if not standing or not sentence.place:
                continue
            ahead = [place for place in standing if (place.line or 0) >= reached]
            unused = [place for place in ahead if place not in taken]
            place = (unused or ahead or standing)[0]
            found[sentence.place] = place
            taken.add(place)
            reached = max(reached, place.line or 0)
        return found

    def _standing(self, text: str) -> list[Place]:
        if text not in self._known:
            self._known[text] = list(self._verbatim(text)) or list(self._filled_in(text))
        return self._known[text]

    def _verbatim(self, text: str) -> Iterator[Place]:
        for number, line in enumerate(self._lines, 1):
            if (at := line.find(text)) >= 0:
                yield Place(self._file, number, at + 1)

    def _filled_in(self, text: str) -> Iterator[Place]:
        for pattern, place in self._patterns:
            if pattern.fullmatch(text):
                yield place

    def _with_blanks(self, language: str) -> Iterator[tuple[re.Pattern[str], Place]]:
        """The sentences in which something is filled in, as patterns."""
        for number, line in enumerate(self._lines, 1):
            if "{{" not in line:
                continue
            bare = _STATEMENT.sub(" ", _EXPRESSION.sub(_FILLED, line))
            for written in split_sentences(bare, language):
                own = [word for word in written.split() if _FILLED not in word]
                if _FILLED in written and len(own) >= _FEWEST_WORDS:
                    pattern = re.escape(" ".join(written.split())).replace(_FILLED, ".+?")
                    at = max(line.find(own[0]), 0)
                    yield re.compile(pattern), Place(self._file, number, at + 1)


def check_template(
    path: Path, folders: Sequence[Path] = (), rules: Rules | None = None
) -> list[Finding]:
    """Each different finding over a grid of lengths, settings, positions and people, once.

    Places are lines of the template where the words stand there as they are spoken; what a
    shared passage or a client's own words bring has none.
    """
    try:
        template = load_template(path)
    except TemplateError as error:
        return [unreadable(error, str(path))]
    source = Source(template.text, str(path), template.meta.language)
    found: dict[tuple[str, str, str], Finding] = {}
    for client, minutes in _grid(template):
        try:
            script = render(template, client, Wanted(minutes=minutes), folders).script
        except (RefusedError, LengthError):
            continue
        except BadInput as error:
            return [unreadable(error, str(path))]
        facts = replace(facts_for(client), support_in_transcript=True, voice_disclosed=True)
        places = source.places(script)
        for finding in check_script(script, facts=facts, rules=rules):
            placed = _placed(finding, _sentence_at(script, finding), path, places)
            where = str(placed.line) if placed.line else placed.text
            found.setdefault((placed.rule, placed.message, where), placed)
    return in_order(list(found.values()))


def _grid(template: Template) -> Iterator[tuple[Client, float]]:
    """Every position and setting at the default length; every person at every length."""
    meta = template.meta
    lengths = meta.minutes
    for position in meta.positions:
        for setting in meta.settings:
            fields = {"position": position, "setting": setting, "ending": meta.ending}
            yield Client.model_validate(fields), lengths.default
    first = {"position": meta.positions[0], "setting": meta.settings[0], "ending": meta.ending}
    for fields in limits().template_clients:
        for minutes in dict.fromkeys((lengths.min, lengths.default, lengths.max)):
            yield Client.model_validate({**first, **fields}), minutes


def _sentence_at(script: Script, finding: Finding) -> Sentence | None:
    """The sentence a finding is about, None when it is about the whole."""
    if finding.line is None or finding.column is None:
        return None
    before = [
        sentence
        for sentence in script.sentences()
        if sentence.place and sentence.place.line == finding.line
        if (sentence.place.column or 0) <= finding.column
    ]
    return max(before, key=lambda sentence: _column(sentence.place), default=None)


def _column(place: Place | None) -> int:
    return (place.column or 0) if place else 0


def _placed(
    finding: Finding, said: Sentence | None, path: Path, sources: Mapping[Place, Place]
) -> Finding:
    """At its line of the template if it stands there; the people are made up, so all is quoted."""
    text = said.text if said else ""
    finding = replace(
        finding,
        file=str(path),
        text=finding.text or plain(text)[slice(*finding.span)] or text,
        sentence=text,
        change=None,
    )
    place = sources.get(said.place) if said and said.place else None
    if not place:
        return replace(finding, line=None, column=None)
    return replace(finding, line=place.line, column=(place.column or 1) + finding.span[0])
