"""SSML → Script: W3C SSML 1.0 and 1.1, what other programs add to it, and what relax writes.

Words are kept and wrappers around them dropped; what SSML cannot say stands in marks that begin
with ``relax:`` (see :mod:`relax.words.ssml._write`). Nothing is fetched and no entity is replaced.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from relax.errors import Place, RelaxError, ScriptError
from relax.words.script import (
    Breathe,
    Comment,
    Pause,
    Quiet,
    Script,
    Sentence,
    format_cue,
    parse_cue,
)
from relax.words.speech import speech_words
from relax.words.ssml._body import Body, Covered
from relax.words.ssml._elements import (
    SPACE,
    Element,
    Silence,
    is_unspoken,
    known_as,
    silence,
    ssml_data,
    way,
)
from relax.words.ssml._meta import FIELD, MARK, MORE, VERBATIM, MetaReader, read_comment
from relax.words.ssml._report import Report
from relax.words.ssml._text import Text, plain

if TYPE_CHECKING:
    from relax.words.script import Reading

_LONGEST_MARK: Final = 400  # characters of a cue; chosen, not measured
_WAYS: Final = ("sub", "say-as", "phoneme")


def from_ssml(text: str, file: str = "ssml", *, title: str | None = None) -> Script:
    """The script that an SSML document says.

    Raises:
        ScriptError: the first of what :func:`read_ssml` tells as problems.
    """
    return read_ssml(text, file, title=title).whole()


def read_ssml(text: str, file: str = "ssml", *, title: str | None = None) -> Reading:
    """An SSML document, read, with all that stops it and all that was taken for something else.

    Args:
        text: the document.
        file: what errors call it.
        title: used where the document has no title and no chapter.
    """
    return _Reader(file, title).read(text)


class _Unreadable(Exception):  # noqa: N818  (never leaves this module)
    """The rest of the document cannot be read; a problem says why."""


class _Reader:
    def __init__(self, file: str, title: str | None) -> None:
        self._file, self._title, self._language = file, title, "en"
        self._data = ssml_data()
        self._report = Report()
        self._body = Body(self._report.problems.append)
        self._meta = MetaReader(self._report.problems.append)
        self._text = Text(file)
        self._open: list[Element] = []
        self._unsaid: list[str] | None = None
        self._left_out_at = 0
        self._covered: Covered | None = None
        self._flushes = 0
        self._shift = (0, 0)
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.CommentHandler = self._comment
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._entity

    # ---- the whole document

    def read(self, text: str) -> Reading:
        start = text.lstrip(SPACE)
        before = text[: len(text) - len(start)].replace("\ufeff", "").replace("\r\n", "\n")
        *lines, last = re.split(r"[\r\n]", before)
        self._shift = (len(lines), len(last))
        try:
            with suppress(_Unreadable):  # the problem is in the report already
                self._parser.Parse(start.encode("utf-8", "surrogatepass"), True)  # noqa: FBT003
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            hint = next((hint for word, hint in self._data.hints.items() if word in reason), "")
            place = self._moved(error.lineno, error.offset)
            self._report.problem(f"The SSML is not well formed: {reason}.", hint, place)
            self._text.clear()  # a sentence without its end
        self._flush()
        self._settle()
        self._body.end_chapter(last=True)
        return self._reading()

    def _reading(self) -> Reading:
        chapters = tuple(self._body.chapters)
        first = next((plain(each.title) for each in chapters if plain(each.title)), None)
        meta = self._meta.finish(first or self._title or "Untitled", self._language)
        script = Script(meta, chapters)
        if not self._report.problems and not any(True for _ in script.sentences()):
            message, hint = "There are no words in this SSML.", "Write at least one sentence."
            self._report.problem(message, hint, Place(self._file, 1, 1))
        return self._report.reading(script)

    # ---- what the parser meets

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        place = self._place()
        element = Element(name, attributes, place, self._text.mark(), self._flushes)
        self._open.append(element)
        if self._unsaid is not None:
            self._unsaid.append(" ")
            return
        local = element.local
        if len(self._open) == 1:
            self._root(local, attributes, place)
            return
        self._other_language(attributes, place)
        if local == "speak":
            self._flush()
            self._body.paragraph()
        elif local in _WAYS:
            if is_unspoken(element):
                self._leave_out()
        elif known_as(name, self._data.paragraphs):
            self._flush()
            self._body.paragraph()
        elif known_as(name, self._data.sentences):
            self._flush()
        elif known := known_as(name, self._data.marks):
            self._mark(element, self._data.marks[known])
        elif known := known_as(name, self._data.pauses):
            self._pause(known, element)
        else:
            self._foreign(name, place)

    def _end(self, name: str) -> None:
        element = self._open.pop()
        if self._unsaid is not None:
            if len(self._open) == self._left_out_at:
                hidden = known_as(name, self._data.not_words)
                words = "" if hidden else plain("".join(self._unsaid))
                self._unsaid = None
                self._report.take("left_out", f"<{name}> {words}".strip(), element.place)
            else:
                self._unsaid.append(" ")
            return
        if not self._open or known_as(name, self._data.sentences):
            self._flush()
        elif known_as(name, self._data.paragraphs):
            self._flush()
            self._body.paragraph()
        elif element.local in _WAYS:
            self._way(element)
        else:
            self._text.seam(part=known_as(name, self._data.parts) is not None)
        for seconds in element.tail:
            self._flush()
            self._body.pause(None, seconds, element.place)
        if element.between:
            self._body.between = None

    def _characters(self, text: str) -> None:
        if self._unsaid is not None:
            self._unsaid.append(text)
            return
        if self._covered and not text.isspace():
            self._settle()
        place = self._place()
        self._text.add(text, place.line or 1, place.column or 1)

    def _comment(self, text: str) -> None:
        words = plain(read_comment(text))
        if self._unsaid is not None or not words:
            return
        comment = Comment(words, self._place())
        if not self._meta.known:
            self._report.take("comment", f"<!-- {words} -->", comment.place, f"% {words}")
        if self._text.words():
            self._text.comment(comment)
        else:
            self._flush()
            self._settle()
            self._body.put(comment)

    def _doctype(self, *_: object) -> None:
        hint = "Delete the <!DOCTYPE …> line."
        self._report.problem("SSML with a document type is not read.", hint, self._place())

    def _entity(self, *_: object) -> None:
        raise _Unreadable

    # ---- elements

    def _root(self, local: str, attributes: dict[str, str], place: Place) -> None:
        if local != "speak":
            hint = "Put <speak> … </speak> around it."
            self._report.problem("SSML begins with <speak>.", hint, place)
            raise _Unreadable
        language = attributes.get("xml:lang", "").strip() or "en"
        try:
            speech_words(language)
        except RelaxError:
            message = f"There are no words for the language “{plain(language)[:20]}” yet."
            self._report.problem(message, 'If the words are English, write xml:lang="en".', place)
        else:
            self._language = language

    def _other_language(self, attributes: dict[str, str], place: Place) -> None:
        language = plain(attributes.get("xml:lang", ""))
        base = self._language.partition("-")[0].casefold()
        if language and language.partition("-")[0].casefold() != base:
            self._report.drop("language", f'xml:lang="{language}"', place)

    def _foreign(self, name: str, place: Place) -> None:
        """An element that only wraps words, one that is left out, or one nobody knows."""
        data = self._data
        known = known_as(name, data.wrappers | data.left_out | data.not_words)
        if known in data.wrappers:
            self._text.seam(part=known_as(name, data.parts) is not None)
            self._report.drop("element", f"<{name}>", place)
            return
        if not known and self._report.first(f"<{name}>"):
            hint = "Delete the element with its words, or only its tags if they are to be spoken."
            self._report.problem(f"The element <{name}> is not known in SSML.", hint, place)
        self._leave_out()

    def _leave_out(self) -> None:
        """Nothing of the element that has just begun is spoken."""
        self._text.seam(part=False)
        self._unsaid, self._left_out_at = [], len(self._open) - 1

    def _mark(self, element: Element, attribute: str) -> None:
        name, place = element.attributes.get(attribute, ""), element.place
        if name.startswith(MARK):
            self._own_mark(name.removeprefix(MARK), place)
            return
        title = plain(name)
        in_sentence = any(known_as(each.name, self._data.sentences) for each in self._open)
        if in_sentence or not self._text.ended() or not self._data.is_title(title):
            self._report.drop("mark", element.shown(attribute), place)
            return
        self._chapter(title, place)
        if not self._meta.known:
            self._report.take("heading", title, place, f"## {title}")

    def _own_mark(self, written: str, place: Place) -> None:
        """A mark that relax wrote."""
        if written == VERBATIM:
            self._text.verbatim = True
        elif written == MORE:
            pass
        elif found := FIELD.fullmatch(written):
            self._meta.take(found[1], found[2], place)
        else:
            self._flush()
            self._settle()
            self._cue(written, place)

    def _chapter(self, title: str, place: Place) -> None:
        self._flush()
        self._settle()
        self._body.chapter(title, place)

    def _cue(self, written: str, place: Place) -> None:
        """What a mark of relax says: a cue in brackets, or the title of a chapter."""
        if written.startswith("##"):
            title = written.removeprefix("##").removeprefix(" ")
            self._chapter(title if title.isprintable() else plain(title), place)
            return
        inside = re.fullmatch(r"\[([^\[\]\n]*)\]", written)
        if not inside or len(written) > _LONGEST_MARK:
            hint = "Write a cue of a script in it, such as relax:[pause 4s], or delete it."
            self._report.problem("This mark of relax is not understood.", hint, place)
            return
        try:
            cue = parse_cue(inside[1], place)
        except ScriptError as error:
            self._report.problems.append(error)
            return
        self._body.cue(cue)
        if isinstance(cue, (Pause, Quiet, Breathe)):
            self._covered = Covered(cue)

    # ---- pauses

    def _pause(self, known: str, element: Element) -> None:
        try:
            found = silence(element, known)
        except ScriptError as error:
            self._report.problems.append(error)
            return
        where = element.attributes.get("type")
        if where is not None and known != "break":
            self._part_silence(where, found, element)
        elif self._covered:
            self._covered.seconds += found.seconds
            self._covered.place = self._covered.place or element.place
        elif self._body.breathing:
            pass  # between the words over paced breathing, which takes its own time
        else:
            self._silent(found, element.place)

    def _silent(self, found: Silence, place: Place) -> None:
        if found.kind is None and found.seconds < 0.001:
            self._text.seam(part=False)
            return
        self._flush()
        pause = self._body.pause(found.kind, found.seconds, place)
        if pause:
            self._report.take("pause", found.written, place, format_cue(pause))

    def _part_silence(self, where: str, found: Silence, element: Element) -> None:
        """A silence of a whole part: before it, after it, or between its sentences."""
        place = self._data.silences.get(where.strip().casefold())
        part = self._open[-2]
        if place is None or not found.seconds:
            self._report.drop("element", element.shown("type"), element.place)
        elif place == "here":
            self._silent(found, element.place)
        else:
            if place == "end":
                part.tail.append(found.seconds)
            else:
                part.between, self._body.between = True, found.seconds
            now = format_cue(Pause(seconds=(found.seconds, found.seconds)))
            self._report.take("pause", element.shown("type", "value"), element.place, now)

    def _settle(self) -> None:
        """The breaks after a cue are over: were they changed?"""
        covered, self._covered = self._covered, None
        if covered and (now := self._body.settled(covered, self._meta.pauses)):
            self._report.take("changed_break", "<break>", covered.place, now)

    # ---- words

    def _way(self, element: Element) -> None:
        """The end of an element that says how its words are said."""
        words = self._text.since(element.start)
        said = way(element, words)
        if element.flushes == self._flushes and said is not None and words:
            self._text.way(element.start, said)
            return
        self._text.seam(part=False)  # nothing is said of them, or a pause stands among them
        if said is not None and not words and element.flushes == self._flushes:
            hint = "Write the word in it: other programs speak it though it is empty."
            message = f"The element {element.shown()} holds no words."
            self._report.problem(message, hint, element.place)
        elif words or element.flushes != self._flushes:
            shown = element.shown("interpret-as", "alphabet")
            self._report.drop("element", shown, element.place)

    def _flush(self) -> None:
        """What was collected becomes sentences."""
        self._flushes += 1
        verbatim = self._text.verbatim
        run = self._text.take(self._language)
        if run.before:
            self._body.line()
        for item in run.items:
            if isinstance(item, Sentence):
                self._sentence(item, verbatim=verbatim)
            else:
                self._body.put(item)
        if run.mute:
            self._report.take("left_out", run.mute, run.place)
        if run.after:
            self._body.line()

    def _sentence(self, sentence: Sentence, *, verbatim: bool) -> None:
        if verbatim or not self._report.doubts(sentence, self._language):
            self._body.put(self._meta.without_known(sentence))

    def _place(self) -> Place:
        return self._moved(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber)

    def _moved(self, line: int, column: int) -> Place:
        """A place as the parser tells it, in the file: with the blank lines before the document."""
        lines, columns = self._shift
        return Place(self._file, line + lines, column + 1 + (columns if line == 1 else 0))
