"""The clinic's own words, and a template's words with all that is added to them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from relax.words.arrange._bells import bell_seconds, refuse_bells, with_bells
from relax.words.arrange._data import joining_words
from relax.words.check import check_text, small, stops
from relax.words.pacing import estimate, spans_for
from relax.words.script import ParagraphBreak, PauseKind, Script, ScriptMeta, Sentence
from relax.words.speech import is_speakable, split_sentences
from relax.words.template import Clinic, Rendered, as_printed, chosen_minutes, render

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from relax.words.client import Client
    from relax.words.script import Chapter, Item
    from relax.words.template import Template, Wanted

_LONGEST: Final = 200
_NO_WORDS: Final = re.compile(r"[\[\](){}<>*_#|\\%/]|\s{2,}")
"""What is markup, or a direction, and would be no word when spoken."""


def clinic_problem(text: str, *, is_name: bool, language: str) -> tuple[str, str] | None:
    """What is wrong with a name or a closing line, and what to do; None when nothing is.

    Raises:
        RelaxError: there are no words for the language.
    """
    if not is_speakable(text):
        return "There is nothing here that a voice could say.", "Leave it out, or write words."
    if len(text) > _LONGEST:
        return f"This is over {_LONGEST} characters long.", "A sentence or two are enough."
    if found := _NO_WORDS.search(text):
        sign = found[0].strip() or "two spaces"
        return f"There is “{sign}” here, which is not spoken.", "Write only what is to be said."
    said = joining_words(language).clinic.format(name=text) if is_name else text
    if wrong := stops(check_text(said, language=language)):
        return f"{wrong[0].rule}: {wrong[0].message}", f"Instead: {wrong[0].suggestion}."
    return None


def with_clinic(script: Script, clinic: Clinic) -> tuple[Script, tuple[str, ...]]:
    """The script with the clinic's own words, and what a person should be told.

    Raises:
        RelaxError: there are no words for its language.
    """
    if not script.chapters or clinic == Clinic():
        return script, ()
    chapters, notices = list(script.chapters), []
    said = {sentence.text for sentence in script.sentences()}
    if (greeting := _greeting(clinic, script.meta.language)) and greeting not in said:
        chapters[0] = _greeted(chapters[0], greeting, script.meta.language)
    closing = [s for s in _closing(clinic, script.meta.language) if s not in said]
    if closing and script.meta.ending == "sleep":
        notices.append("The clinic's closing line is left out: this one ends in sleep.")
    elif closing:
        last = chapters[-1]
        items = (*last.items, ParagraphBreak(), *map(Sentence, closing))
        chapters[-1] = replace(last, items=items)
    return Script(script.meta, tuple(chapters)), tuple(notices)


def clinic_seconds(clinic: Clinic, minutes: float, language: str) -> float:
    """Seconds that the clinic's own words take, to be kept free for them."""
    pauses = spans_for(minutes)
    empty = Script(ScriptMeta(title="", language=language), ())
    said = [text for text in (_greeting(clinic, language), *_closing(clinic, language)) if text]
    pause = pauses.of(PauseKind.REGION).ideal
    return sum(estimate(text, empty) + pause for text in said)


def _greeting(clinic: Clinic, language: str) -> str:
    name = clinic.name.removesuffix(".")
    return joining_words(language).clinic.format(name=name) if name else ""


def _closing(clinic: Clinic, language: str) -> list[str]:
    return split_sentences(clinic.closing, language) if clinic.closing else []


def _greeted(chapter: Chapter, greeting: str, language: str) -> Chapter:
    """A chapter with the clinic's name right after its greeting, or else before everything."""
    pattern = re.compile(joining_words(language).greeting)
    items: list[Item] = list(chapter.items)
    first = next((n for n, item in enumerate(items) if isinstance(item, Sentence)), 0)
    item = items[first] if items else None
    greets = isinstance(item, Sentence) and bool(pattern.search(small(item.text)))
    items.insert(first + greets, Sentence(greeting))
    return replace(chapter, items=tuple(items))


def render_whole(
    template: Template, client: Client, wanted: Wanted, folders: Sequence[Path]
) -> Rendered:
    """The words of one track, with time kept free for the clinic's own words and for bells.

    Raises:
        RelaxError: as :func:`relax.words.render` does, or there is no room for a bell.
    """
    clinic, bells = wanted.clinic, wanted.bells
    if clinic is None and bells is None:
        return render(template, client, wanted, folders)
    minutes = chosen_minutes(template, client, wanted.minutes, wanted.lead_in_s)
    more = bell_seconds(bells, minutes, template.language)
    more += clinic_seconds(clinic, minutes, template.language) if clinic else 0.0
    rendered = render(template, client, replace(wanted, added_s=more), folders)
    script, notices = rendered.script, rendered.notices
    refuse_bells(bells, client, script.meta.ending)
    if clinic:
        script, told = with_clinic(script, clinic)
        notices = (*notices, *told)
    script, missing = with_bells(script, bells)
    return Rendered(as_printed(script, f"{template.meta.id}.md"), (*notices, *missing))
