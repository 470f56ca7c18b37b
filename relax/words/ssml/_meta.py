"""What SSML has no words for, as relax writes it into a document and reads it back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from relax import ipa
from relax.errors import Place, ScriptError
from relax.words.script import ScriptMeta
from relax.words.ssml._text import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from relax.words.script import Sentence

MARK: Final = "relax:"
"""What the name of a mark begins with that other programs pass over (``<meta>`` stops some)."""

FIELD: Final = re.compile(r"([a-z_]+): (.*)", re.DOTALL)
"""``relax:minutes: 12.0``: a field of the front matter, as JSON."""

BREAKS: Final = "breaks"
"""``relax:breaks: {…}``: the seconds that each kind of pause was written with."""

VERBATIM: Final = "verbatim"
"""``relax:verbatim``: the sentence is one, and its brackets are words."""

MORE: Final = "more"
"""``relax:more``: stands between two breaks, of which espeak-ng would keep one."""

_DASHES: Final = re.compile(r"-(\\*)(?=-)")
"""In a comment of XML no two dashes stand together: a backslash comes between."""

_SAFE_DASHES: Final = re.compile(r"-\\(\\*)(?=-)")


def safe_comment(text: str) -> str:
    """A comment as it may stand between ``<!--`` and ``-->``."""
    return _DASHES.sub(r"-\\\1", text)


def read_comment(text: str) -> str:
    """What :func:`safe_comment` was given."""
    return _SAFE_DASHES.sub(r"-\1", text)


def respelled(text: str) -> str:
    """How words are said that are not IPA: slashes around them would make them so."""
    said = plain(text)
    while ipa.is_in(ipa.marked(said)):
        said = said.strip("/ ")
    return said


def fields_of(meta: ScriptMeta) -> dict[str, str]:
    """Each field of the front matter but the language that is not as usual, as JSON."""
    data: dict[str, Any] = meta.model_dump(exclude_defaults=True, mode="json", exclude={"language"})
    return {name: json.dumps(value, ensure_ascii=False) for name, value in data.items()}


class MetaReader:
    """Collects fields; ``problem`` is told what cannot be read."""

    def __init__(self, problem: Callable[[ScriptError], None]) -> None:
        self._problem = problem
        self._fields: dict[str, tuple[Any, Place]] = {}
        self.pauses: dict[str, float] = {}
        self.known = False
        """Whether relax itself wrote this document."""

    def take(self, name: str, content: str, place: Place) -> None:
        """One field, as JSON."""
        self.known = True
        try:
            value = json.loads(content)
        except (ValueError, RecursionError):
            self._wrong(name, place)
            return
        if name != BREAKS:
            self._fields[name] = (value, place)
        elif isinstance(value, dict) and all(isinstance(s, int | float) for s in value.values()):
            self.pauses = {str(kind): float(s) for kind, s in value.items() if abs(s) < 1e6}
        else:
            self._wrong(name, place)

    def finish(self, title: str, language: str) -> ScriptMeta:
        """The front matter; ``title`` where it has none. A field that is not right is left out."""
        for name in set(self._fields) - (set(ScriptMeta.model_fields) - {"language"}):
            known = ", ".join(ScriptMeta.model_fields)
            place = self._fields.pop(name)[1]
            message, hint = f"The front matter has no field “{name}”.", f"It knows: {known}."
            self._problem(ScriptError(message, hint=hint, place=place))
        while True:
            before = len(self._fields)
            data = {name: value for name, (value, _) in self._fields.items()}
            try:
                return ScriptMeta(**{"title": title, **data, "language": language})
            except ValidationError as error:
                for each in error.errors(include_input=False, include_url=False):
                    name = str(each["loc"][0]) if each["loc"] else ""
                    if name not in self._fields:
                        continue
                    place = self._fields.pop(name)[1]
                    message, hint = f"The field “{name}” is not right.", f"{each['msg']}."
                    self._problem(ScriptError(message, hint=hint, place=place))
                if len(self._fields) == before:
                    raise

    def say(self) -> dict[str, str]:
        """Written word, in small letters → how the front matter says it, as an element says it."""
        say: Any = self._fields["say"][0] if "say" in self._fields else {}
        if not isinstance(say, dict):
            return {}
        return {
            word.casefold(): ipa.written(ipa.marked(said))
            if ipa.is_in(ipa.marked(said))
            else plain(said)
            for word, said in say.items()
            if isinstance(said, str)
        }

    def without_known(self, sentence: Sentence) -> Sentence:
        """A sentence without the ways that the front matter gives to its words anyhow."""
        say = self.say()
        ways = tuple(
            way
            for way in sentence.ways
            if say.get(sentence.text[way.start : way.end].casefold()) != way.said
        )
        return replace(sentence, ways=ways)

    def _wrong(self, name: str, place: Place) -> None:
        hint = "It is JSON; delete the mark to do without it."
        self._problem(ScriptError(f"The value of “{name}” cannot be read.", hint=hint, place=place))
