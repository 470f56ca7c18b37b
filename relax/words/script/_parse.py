"""The text of a script, or any text with words to be spoken → Script, problems, what was no words.

Every problem names the line and the column. Notations of all kinds are read (``notations.yaml``);
what they cannot place is a problem, and never spoken.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from relax.errors import Place, ScriptError
from relax.words.script._blocks import Blocks
from relax.words.script._cues import format_cue, parse_cue
from relax.words.script._front import front_matter, unknown_language
from relax.words.script._model import Comment, Script
from relax.words.script._notation_data import expressions
from relax.words.script._notations import Kind, bare_pause, begins_silent, emphasised, inline
from relax.words.script._openings import Speakers, opening_of, speakers_in, underlined
from relax.words.script._reading import Reading, Taken
from relax.words.script._run import Line, Run, can_be_said
from relax.words.script._shield import unshielded

if TYPE_CHECKING:
    from relax.words.script._model import Pause, ScriptMeta, Sentence
    from relax.words.script._notations import Hit

_QUESTIONS: Final = {
    Kind.QUESTION: (
        "It is not clear whether this is to be spoken.",
        (
            "If it is, write it without brackets, or \\( and \\); if not, put it on a line of its "
            "own that begins with %."
        ),
    ),
    Kind.PLACEHOLDER: (
        "This looks like something to be filled in, or like a sign for another program.",
        "Write what is to be spoken in its place, or put it on a line that begins with %.",
    ),
    Kind.STRAY: (
        "A square bracket has no partner.",
        "A cue is [ … ] on one line; brackets that are text are \\[ and \\].",
    ),
}
_COMMENTED: Final = frozenset({Kind.DIRECTION, Kind.NOTE, Kind.STRUCK})
_TAGS: Final = re.compile(r"</?[A-Za-z][^<>]*>(?=.)|(?<=.)</[A-Za-z][^<>]*>$")
_TABLE: Final = re.compile(r"\s*\|.*\|\s*")


def parse(text: str, file: str = "script", *, language: str | None = None) -> Script:
    """A whole script.

    Args:
        text: the script; a byte order mark and Windows line ends are fine.
        file: what errors call it.
        language: overrides nothing; used when the front matter names none.

    Raises:
        ScriptError: unknown cue, unclosed block, nonsense time, bad front matter, no words.
    """
    return read_words(text, file, language=language).whole()


def read_words(
    text: str, file: str = "script", *, language: str | None = None, title: str | None = None
) -> Reading:
    """A script, or a text of any kind, with all that stops it and all that is not words.

    Args:
        text: as for :func:`parse`, like the others.
        file: likewise.
        language: likewise.
        title: of the track, where neither front matter nor a first heading gives one.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    try:
        meta, first = front_matter(lines, file, language)
    except ScriptError as error:
        return Reading(None, (error,))
    if unknown := unknown_language(meta.language, lines[:first], file):
        return Reading(None, (unknown,))
    reader = _Reader(meta, file, Speakers() if first else speakers_in(lines))
    for number, line in enumerate(lines[first:], start=first + 1):
        after = lines[number] if number < len(lines) else ""
        reader.line(line, number, after)
    return reader.finish(title, has_front=first > 0)


class _Reader:
    """Reads line by line: what opens a line, what stands in it, and the words that are left."""

    def __init__(self, meta: ScriptMeta, file: str, speakers: Speakers) -> None:
        self._meta = meta
        self._file = file
        self._words = expressions(meta.language)
        self._speakers = speakers
        self._problems: list[ScriptError] = []
        self._taken: list[Taken] = []
        self._blocks = Blocks(self._problems)
        self._run = Run(meta.language)
        self._title = ""
        self._commenting = False
        self._skip_underline = False
        self._is_item = False

    def line(self, written: str, number: int, after: str) -> None:
        """One line; ``after`` is the next one."""
        if self._skip_underline:
            self._skip_underline = False
            return
        if not written.strip():
            self._flush()
            self._blocks.blank()
            return
        line = self._outside_comments(Line.of(written, number, self._file))
        if line is None:
            return
        if underlined(line.text, after) and self._alone():
            self._skip_underline = True
            self._heading(line, line.text.strip(), 1 if after.lstrip()[0] == "=" else 2)
        elif not self._opening(line, after):
            self._body(line)

    def finish(self, title: str | None, *, has_front: bool) -> Reading:
        """All that was read."""
        self._flush()
        chapters = self._blocks.finish()
        meta = self._meta
        if not has_front:
            meta = meta.model_copy(update={"title": self._title or title or meta.title})
        script = Script(meta, chapters)
        if not self._problems and not any(True for _ in script.sentences()):
            self._problem(
                "There are no words in this script.",
                "Write at least one sentence.",
                Place(self._file, 1, 1),
            )
        by_place = sorted(self._problems, key=_where)
        return Reading(script, tuple(by_place), tuple(self._taken), has_front=has_front)

    def _outside_comments(self, line: Line) -> Line | None:
        """A line without a comment that goes on over several; None when nothing is left of it."""
        if self._commenting:
            end = line.text.find("-->")
            self._comment("note", line.text if end < 0 else line.text[:end], line.place(0))
            self._commenting = end < 0
            rest = line.cut(end + 3) if end >= 0 else None
            return rest if rest and rest.text.strip() else None
        start = line.text.rfind("<!--")
        self._commenting = start >= 0 and "-->" not in line.text[start:]
        return line

    def _opening(self, line: Line, after: str) -> bool:
        """What opens the line; whether that is all of it."""
        found = opening_of(line.text, self._words, self._speakers, after=after, blank=self._alone())
        if found is None:
            return False
        place = line.place(found.start)
        if found.kind == "heading":
            if not found.rest:
                self._problem(
                    "A chapter begins with ## and a title.",
                    "Write for example ## Arriving; a # that is only text is written \\#.",
                    place,
                )
            else:
                self._heading(line, found.rest, found.level)
            return True
        if found.kind in {"comment", "label"}:
            self._flush()
            kind = "comment" if found.kind == "comment" else "note"
            self._comment(kind, found.rest, place)
            if found.title and not self._title:
                self._title = unshielded(found.title)
            return True
        if found.kind == "rule":
            self._flush()
            self._take("rule", line.text.strip(), place)
            self._blocks.blank()
            return True
        self._flush()
        text = line.text[found.start : found.end].strip()
        self._is_item = found.kind == "item"
        if found.kind in {"item", "time_mark"}:
            self._take(found.kind, text, place)
        elif found.kind == "speaker":
            self._comment("speaker", text.strip("*_ :\uff1a"), place)
        else:
            self._problem(
                "It is not clear whether this says who speaks, or is to be spoken.",
                "If it is to be spoken, write it in small letters, or put a \\ before the colon; "
                "if not, take it out.",
                place,
                text,
            )
        rest = line.cut(found.end)
        if rest.text.strip() and not self._opening(rest, after):
            self._body(rest)
        return True

    def _alone(self) -> bool:
        return not self._run.words and self._blocks.is_blank

    def _heading(self, line: Line, title: str, level: int) -> None:
        self._flush()
        written = title
        for hit in [*emphasised(title, self._words, started=False)][::-1]:
            if hit.words:
                title = title[: hit.start] + title[slice(*hit.words)] + title[hit.end :]
        title = " ".join(unshielded(title).split())
        if level == 1 and not self._title and not self._blocks.has_words:
            self._title = title
            self._take("title", written, line.place(0), title)
            return
        self._title = self._title or title
        self._blocks.chapter(title, line.place(0))
        if level != 2:
            self._take("heading", written, line.place(0), f"## {title}")

    def _body(self, line: Line) -> None:
        """What is left of a line: words, and what stands among them."""
        if _TABLE.fullmatch(line.text) and not self._words.inline.fullmatch(line.text.strip()):
            self._problem(
                "This looks like a table.",
                "Write its words as sentences, each on a line, or put % before the line.",
                line.place(0),
            )
            return
        if ended := line.text.endswith("\\"):
            line = line.keep(len(line.text) - 1, len(line.text), 0, 0)
        started = self._run.goes_on(line.text) and not begins_silent(line.text, self._words)
        if not started:
            self._flush()
            self._blocks.new_line()
            self._run.is_item, self._is_item = self._is_item, False
        if not started and (pause := bare_pause(line.text, self._words)):
            self._pause(pause, line, (0, len(line.text)))
            return
        if hits := list(emphasised(line.text, self._words, started=started)):
            line = self._without_signs(line, hits)
        at = 0
        for hit in inline(line.text, self._words, started=started):
            self._run.add(line, at, hit.start)
            at = self._placed(line, hit)
        self._run.add(line, at, len(line.text))
        self._run.end_line()
        if ended:
            self._flush()

    def _without_signs(self, line: Line, hits: list[Hit]) -> Line:
        """The line with emphasis taken off its words; what is no words becomes a cue or comment."""
        for hit in hits:
            if not (hit.words or hit.pause):
                text = line.text[hit.start : hit.end]
                self._comment(hit.kind.value, text.strip("*_~` "), line.place(hit.start))
        for hit in reversed(hits):
            text = line.text[hit.start : hit.end]
            if hit.words:
                self._take("emphasis", text, line.place(hit.start))
                line = line.keep(hit.start, hit.end, *hit.words)
            elif hit.pause:  # the next look at the line finds it in brackets
                aside = f"({text.strip('*_~`')})"
                line = line.keep(hit.start, hit.end, hit.start, hit.start, put=aside)
            else:
                line = line.keep(hit.start, hit.end, hit.start, hit.start)
        return line

    def _placed(self, line: Line, hit: Hit) -> int:
        """Put what a hit is where it belongs; the letter from which the line goes on."""
        text, place = line.text[hit.start : hit.end], line.place(hit.start)
        if hit.kind is Kind.CUE:
            self._cue(text[1:-1], place)
        elif hit.pause:
            self._pause(hit.pause, line, (hit.start, hit.end))
        elif hit.kind is Kind.WAY and hit.words:
            self._run.way(line, hit.words, hit.said)
        elif hit.kind is Kind.LINK and hit.words:
            self._take("link", text, place)
            self._run.add(line, *hit.words)
        elif hit.kind in _COMMENTED:
            self._comment(hit.kind.value, _TAGS.sub("", text).strip("<!->(){}[] "), place)
        elif hit.kind in _QUESTIONS:
            rule = "PLACEHOLDER" if hit.kind is Kind.PLACEHOLDER else "SYNTAX"
            self._problem(*_QUESTIONS[hit.kind], place, text, rule)
        else:
            self._take(hit.kind.value, text, place)
        return hit.end

    def _cue(self, text: str, place: Place) -> None:
        self._sentences()
        try:
            self._blocks.put(parse_cue(unshielded(text), place))
        except ScriptError as error:
            error.quoted = f"[{' '.join(unshielded(text).split())}]"
            self._question(error)

    def _pause(self, pause: Pause, line: Line, span: tuple[int, int]) -> None:
        place = line.place(span[0])
        self._sentences()
        item = replace(pause, place=place)
        self._blocks.put(item)
        self._take("pause", line.text[slice(*span)].strip(), place, format_cue(item))

    def _flush(self) -> None:
        self._sentences()
        self._run = Run(self._meta.language)

    def _sentences(self) -> None:
        """Put the sentences collected so far among the items."""
        for sentence, is_plain in self._run.take():
            self._sentence(sentence, is_plain=is_plain)

    def _sentence(self, sentence: Sentence, *, is_plain: bool) -> None:
        place = sentence.place or Place(self._file)
        pause = None if is_plain else bare_pause(sentence.text, self._words)
        if pause:
            item = replace(pause, place=place)
            self._take("pause", sentence.text, place, format_cue(item))
            self._blocks.put(item)
        elif can_be_said(sentence):
            self._blocks.put(sentence)
        else:
            self._problem(
                "There is nothing here that a voice could say.",
                "Delete it, or write words.",
                place,
                sentence.text,
            )

    def _comment(self, kind: str, text: str, place: Place) -> None:
        words = " ".join(unshielded(text).split())
        if words:
            self._blocks.comment(Comment(words, place))
        if kind != "comment":
            self._take(kind, text, place)

    def _take(self, kind: str, text: str, place: Place, became: str = "") -> None:
        self._taken.append(Taken(kind, " ".join(unshielded(text).split()), place, became))

    def _problem(
        self, message: str, hint: str, place: Place, quoted: str = "", rule: str = "SYNTAX"
    ) -> None:
        error = ScriptError(message, hint=hint, place=place)
        error.rule = rule
        error.quoted = " ".join(unshielded(quoted).split())
        self._question(error)

    def _question(self, error: ScriptError) -> None:
        """What cannot be placed: a problem, and a comment in the script, never speech."""
        self._problems.append(error)
        if error.quoted and error.place:
            self._blocks.comment(Comment(f"? {error.quoted}", error.place))


def _where(error: ScriptError) -> tuple[int, int]:
    place = error.place
    return ((place.line or 0), (place.column or 0)) if place else (0, 0)
