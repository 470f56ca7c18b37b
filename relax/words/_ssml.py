"""SSML in and out: the part of W3C SSML 1.1 that other speech engines share.

Read and written: ``speak p s break mark prosody say-as sub``. A ``mark`` starts a chapter, a
``break`` is a pause. ``prosody`` is read for its words alone, because slowness here comes from
pauses and never from a stretched voice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from relax import ipa
from relax.errors import Place, ScriptError
from relax.words._model import (
    Breathe,
    Chapter,
    Choice,
    Item,
    LineBreak,
    ParagraphBreak,
    Pause,
    PauseKind,
    Quiet,
    Script,
    ScriptMeta,
    Sentence,
)
from relax.words._select import tidy
from relax.words._speech import is_speakable, split_sentences
from relax.words._steps import unfold
from relax.words._times import format_number, parse_time

if TYPE_CHECKING:
    from relax.words._steps import Spans

_STRENGTHS = {
    "weak": PauseKind.PHRASE,
    "medium": PauseKind.SENTENCE,
    "strong": PauseKind.REGION,
    "x-strong": PauseKind.GROUP,
}
_KNOWN = {"speak", "p", "s", "break", "mark", "prosody", "say-as", "sub", "phoneme"}


def from_ssml(text: str, file: str = "ssml", *, title: str = "Untitled") -> Script:
    """The script that an SSML document says.

    Raises:
        ScriptError: not well formed, an element that is not known, a nonsense time, no words.
    """
    return _SsmlReader(file, title).read(text)


def is_ssml(text: str) -> bool:
    """Whether a file holds SSML and not a script."""
    head = text.lstrip("\ufeff \t\r\n")[:200]
    return head.startswith(("<?xml", "<speak"))


class _SsmlReader:
    def __init__(self, file: str, title: str) -> None:
        self._file = file
        self._title = title
        self._language = "en"
        self._chapters: list[Chapter] = []
        self._chapter = ""
        self._items: list[Item] = []
        self._text: list[str] = []
        self._at: Place | None = None
        self._alias: str | None = None
        self._say: dict[str, str] = {}
        self._depth = 0
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype

    def read(self, text: str) -> Script:
        try:
            self._parser.Parse(text.removeprefix("\ufeff").encode(), True)  # noqa: FBT003
        except expat.ExpatError as error:
            place = Place(self._file, error.lineno, error.offset + 1)
            reason = expat.errors.messages[error.code]
            raise ScriptError(f"The SSML is not well formed: {reason}.", place=place) from None
        self._flush()
        self._close_chapter()
        meta = ScriptMeta(title=self._title, language=self._language, say=self._say)
        script = Script(meta, tuple(self._chapters))
        if not any(True for _ in script.sentences()):
            self._stop("There are no words in this SSML.", "Write at least one sentence.")
        return script

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if not self._depth and name != "speak":
            self._stop("SSML begins with <speak>.", "Put <speak> … </speak> around it.")
        if name not in _KNOWN:
            known = ", ".join(f"<{each}>" for each in sorted(_KNOWN))
            self._stop(f"The element <{name}> is not known here.", f"Known: {known}.")
        self._depth += 1
        if name == "speak":
            self._language = attributes.get("xml:lang", "en")
        elif name in ("p", "s", "break", "mark"):
            self._flush()
            self._mark(name, attributes)
        elif (alias := self._way_to_say(name, attributes)) is not None:
            self._alias = alias
            self._text.append("\ue000")

    def _way_to_say(self, name: str, attributes: dict[str, str]) -> str | None:
        """How the words in this element are to be said; "" to spell them, None for as written."""
        if name == "sub":
            return attributes.get("alias")
        if name == "say-as" and attributes.get("interpret-as") in ("characters", "spell-out"):
            return ""
        if name == "phoneme":
            if attributes.get("alphabet", "ipa") != "ipa":
                self._stop("Only IPA is read in a <phoneme>.", 'Write alphabet="ipa".')
            return f"/{attributes['ph']}/" if attributes.get("ph") else None
        return None

    def _mark(self, name: str, attributes: dict[str, str]) -> None:
        if name == "mark":
            self._close_chapter()
            self._chapter = " ".join(attributes.get("name", "").split())
        elif name == "break":
            self._items.append(self._pause(attributes))
        elif name == "p" and self._items:
            self._items.append(ParagraphBreak())

    def _pause(self, attributes: dict[str, str]) -> Pause:
        time = attributes.get("time", "").strip()
        if not time:
            return Pause(kind=_STRENGTHS.get(attributes.get("strength", "medium")))
        if time.endswith("ms"):
            number = parse_time(time[:-2])
            seconds = (number[0] / 1000, number[0] / 1000) if number else None
        else:
            seconds = parse_time(time)
        if seconds is None or not 0 < seconds[0] == seconds[1] <= 3600:
            self._stop("The time of this break is not understood.", 'Write <break time="4s"/>.')
        return Pause(seconds=seconds)

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self._depth -= 1
        if name in ("sub", "say-as", "phoneme") and self._alias is not None:
            whole = "".join(self._text)
            before, _, word = whole.rpartition("\ue000")
            spoken = self._alias or " ".join(word.strip())
            if word.strip() and spoken.strip():
                self._say[word.strip()] = spoken.strip()
            self._text = [before + word]
            self._alias = None
        elif name in ("p", "s", "speak"):
            self._flush()

    def _characters(self, text: str) -> None:
        if not self._text or not "".join(self._text).strip():
            self._at = self._place()
        self._text.append(text)

    def _doctype(self, *_: object) -> None:
        self._stop("SSML with a document type is not read.", "Delete the <!DOCTYPE …> line.")

    def _flush(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text = []
        if is_speakable(text):
            self._items += [Sentence(s, self._at) for s in split_sentences(text, self._language)]

    def _close_chapter(self) -> None:
        if self._items or self._chapter:
            self._chapters.append(Chapter(self._chapter, tidy(self._items)))
        self._items = []

    def _place(self) -> Place:
        column = self._parser.CurrentColumnNumber + 1
        return Place(self._file, self._parser.CurrentLineNumber, column)

    def _stop(self, message: str, hint: str) -> NoReturn:
        raise ScriptError(message, hint=hint, place=self._place())


def to_ssml(script: Script, spans: Spans) -> str:
    """The script as SSML for another engine: pauses in seconds, chapters as marks.

    Paced breathing becomes its words and the time it takes; tones and bells have no SSML.
    """
    space = 'xmlns="http://www.w3.org/2001/10/synthesis"'
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<speak version="1.1" {space} xml:lang={quoteattr(script.meta.language)}>',
    ]
    for chapter in script.chapters:
        if chapter.title:
            out.append(f"<mark name={quoteattr(chapter.title)}/>")
        out.append("<p>")
        for item in unfold(chapter.items):
            out += _ssml_item(item, script, spans)
        out.append("</p>")
    return "\n".join([*out, "</speak>", ""])


def _ssml_item(item: Item, script: Script, spans: Spans) -> list[str]:
    match item:
        case Sentence(text=text):
            return [f"<s>{_with_subs(text, script.meta.say)}</s>"]
        case Pause(seconds=(low, high)) | Quiet(seconds=(low, high)):
            return [_break((low + high) / 2)]
        case Pause(kind=kind):
            return [_break(spans.of(kind or PauseKind.INVITATION).ideal)]
        case Breathe():
            words = [_ssml_item(sentence, script, spans)[0] for sentence in item.sentences]
            low, high = item.seconds or (item.pattern.cycle * (item.cycles or 1),) * 2
            return [*words, _break((low + high) / 2)]
        case ParagraphBreak():
            return ["</p>", "<p>"]
        case LineBreak() | Choice():
            return []
        case _:
            return []


def _break(seconds: float) -> str:
    return f'<break time="{format_number(round(seconds, 3))}s"/>'


def _with_subs(text: str, say: dict[str, str]) -> str:
    safe = escape(text)
    for written, spoken in say.items():
        word = escape(written)
        sounds = ipa.marked(spoken)
        if ipa.is_in(sounds):
            way = f'<phoneme alphabet="ipa" ph={quoteattr(ipa.unmarked(sounds))}>{word}</phoneme>'
        else:
            way = f"<sub alias={quoteattr(spoken)}>{word}</sub>"
        safe = safe.replace(word, way)
    return safe
