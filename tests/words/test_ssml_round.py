"""What relax writes as SSML is a script again when it is read, and other programs can read it."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace

import miniaudio
import pytest
from hypothesis import given, settings, strategies as st

from relax.words import (
    Breathe,
    BreathPattern,
    Chapter,
    Choice,
    Comment,
    LineBreak,
    ParagraphBreak,
    Pause,
    PauseKind,
    Quiet,
    Script,
    ScriptMeta,
    Sentence,
    Span,
    Spans,
    Way,
    flatten,
    from_ssml,
    parse,
    print_script,
    read_script,
    read_ssml,
    select,
    spans_for,
    ssml_notices,
    to_ssml,
)
from tests.cli.run import QUICK, relax
from tests.conftest import CLONE
from tests.words.strategies import scripts

SPANS = Spans({kind: Span(1, 2, 3) for kind in PauseKind}, 25)
NAME = "{http://www.w3.org/2001/10/synthesis}"
WRITTEN = sorted((CLONE / "scripts").glob("*.md"))


def spoken(element):
    """What another program speaks of an element: no comments, no attributes."""
    return " ".join("".join(element.itertext()).split())


def waits(element):
    return [float(each.get("time").removesuffix("s")) for each in element.iter(f"{NAME}break")]


def test_every_template_comes_back_from_ssml_as_it_was():
    assert len(WRITTEN) >= 30
    for path in WRITTEN:
        script = read_script(path)
        minutes = script.meta.minutes or 10
        spans = spans_for(minutes, script.meta.silence_max_s)
        text = to_ssml(script, spans)
        reading = read_ssml(text, path.name)
        back = reading.script
        assert not reading.problems
        assert not reading.taken
        assert back.meta == script.meta
        assert list(back.sentences()) == list(script.sentences())
        assert flatten(back, spans) == flatten(script, spans)
        fitted = [select(s, minutes * 60, spans, lambda p: len(p) / 13) for s in (script, back)]
        assert flatten(fitted[1], spans) == flatten(fitted[0], spans)
        root = ET.fromstring(text)
        assert " ".join(s.text for s in script.sentences()) == spoken(root)
        assert max(waits(root)) <= 10


def test_a_track_from_ssml_is_the_track_from_the_script(tmp_path):
    """In one process, under another title: otherwise the first track would be kept."""
    script = read_script(CLONE / "scripts" / "pursed-lips.md")
    spans = spans_for(script.meta.minutes, script.meta.silence_max_s)
    other = replace(script, meta=script.meta.model_copy(update={"title": "Again"}))
    paths = tmp_path / "one.md", tmp_path / "two.ssml"
    paths[0].write_text(print_script(script), encoding="utf-8")
    paths[1].write_text(to_ssml(other, spans), encoding="utf-8")
    done = relax("voice", *paths, *QUICK, "--out", tmp_path / "out", "--json")
    assert done.returncode == 0, done.stderr
    first, second = (tmp_path / "out").glob("*.mp3")
    assert decoded(first) == decoded(second)
    assert cues(first.with_suffix(".vtt")) == cues(second.with_suffix(".vtt")) != []


def cues(path):
    """The captions of a file: when, and what."""
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    return [block for block in blocks if "-->" in block]


def decoded(path):
    """Samples of an MP3, as another decoder reads it."""
    return miniaudio.decode_file(str(path)).num_frames


WORDS = st.sampled_from(
    [
        "Al",
        "along",
        "AL",
        "O'Neil & Co",
        "<b>",
        '"St." Anne’s',
        "live",
        "&amp;",
        "]]>",
        "naïve",
        "x--y",
    ]
)
SAID = st.sampled_from(["/lɪv/", 'a "b" <c> & d', "owl", "/a/b/", "ʃɪ", "it's"])


@st.composite
def dressed(draw):
    """Random scripts, with names of odd signs, ways to say words, and comments between lines."""
    script = draw(scripts())

    def sentence(item):
        words = [*item.text[:-1].split(), *draw(st.lists(WORDS, max_size=3))]
        text, ways = "", []
        for word in words:
            text += " " if text else ""
            if draw(st.integers(0, 4)) == 0:
                ways.append(Way(len(text), len(text) + len(word), draw(SAID)))
            text += word
        return Sentence(text + item.text[-1], None, tuple(ways))

    def items(each):
        for item in each:
            match item:
                case Sentence():
                    yield sentence(item)
                case Breathe():
                    yield replace(item, sentences=tuple(map(sentence, item.sentences)))
                case Choice():
                    yield Choice(tuple(items(item.items)))
                case LineBreak() | ParagraphBreak() if draw(st.integers(0, 3)) == 0:
                    yield from (Comment(draw(COMMENTS)), item)
                case _:
                    yield item

    titles = st.sampled_from(
        ["relax:[pause]", "a  b", "hands", "m1", "", "## x", "A & <b> 'c' \"d\""]
    )
    chapters = [
        replace(
            c, title=draw(titles) if draw(st.booleans()) else c.title, items=tuple(items(c.items))
        )
        for c in script.chapters
    ]
    say = draw(
        st.dictionaries(st.sampled_from(["Al", "O'Neil & Co", "al", "<b>"]), SAID, max_size=2)
    )
    odd = draw(
        st.text(st.characters(blacklist_categories=("Cs",), max_codepoint=0xDFFF), max_size=5)
    )
    meta = script.meta.model_copy(update={"say": say, "personal": (odd,), "form": "a'b\"<c>&"})
    return Script(meta, tuple(chapters))


COMMENTS = st.sampled_from(
    ["a", "--", "a -- b", "-", "->", "-\\-", "--\\-\\\\--", "[pause 4s]", "<s>&"]
)


def resolved(items):
    """The items with each bare pause as one sign: SSML keeps its kind instead."""
    for item in items:
        if isinstance(item, Choice):
            yield Choice(tuple(resolved(item.items)))
        elif isinstance(item, Pause) and item.seconds is None:
            yield "pause"
        else:
            yield item


def said_of(script):
    """Each sentence's ways, without those that the front matter says anyhow."""
    say = {word.casefold(): said for word, said in script.meta.say.items()}
    for each in script.sentences():
        yield [w for w in each.ways if say.get(each.text[w.start : w.end].casefold()) != w.said]


@given(script=dressed())
@settings(deadline=None, max_examples=50)
def test_any_script_comes_back_from_ssml_as_it_was(script):
    text = to_ssml(script, SPANS)
    root = ET.fromstring(text)
    reading = read_ssml(text)
    assert not reading.problems
    assert not reading.taken
    back = reading.script
    assert back.meta == script.meta
    assert [c.title for c in back.chapters] == [c.title for c in script.chapters]
    assert [s.text for s in back.sentences()] == [s.text for s in script.sentences()]
    assert list(said_of(back)) == list(said_of(script))
    bare = [without_ways(s) for s in (script, back)]
    assert flatten(bare[1], SPANS) == flatten(bare[0], SPANS)
    for one, other in zip(bare[0].chapters, bare[1].chapters, strict=True):
        assert in_lines(list(resolved(other.items))) == in_lines(list(resolved(one.items)))
    assert spoken(root) == " ".join(" ".join(s.text for s in script.sentences()).split())
    assert max([0, *waits(root)]) <= 10


def in_lines(items):
    """Items with breaks told only where they part something that is heard, and comments apart."""
    comments = [item for item in items if isinstance(item, Comment)]
    heard, broken = [], None
    for item in items:
        if isinstance(item, LineBreak | ParagraphBreak):
            broken = item if not isinstance(broken, ParagraphBreak) else broken
        elif not isinstance(item, Comment):
            heard += [broken, item] if broken and heard else [item]
            broken = None
    return heard, comments


def without_ways(script):
    def items(each):
        for item in each:
            match item:
                case Sentence():
                    yield Sentence(item.text)
                case Breathe():
                    yield replace(item, sentences=tuple(Sentence(s.text) for s in item.sentences))
                case Choice():
                    yield Choice(tuple(items(item.items)))
                case _:
                    yield item

    chapters = (Chapter(c.title, tuple(items(c.items))) for c in script.chapters)
    return Script(script.meta, tuple(chapters))


def one(text, **meta):
    return Script(ScriptMeta(title="T", **meta), (Chapter("", (Sentence(text),)),))


def test_only_whole_words_are_said_in_another_way_and_the_longest_first():
    script = one("Al, along (AL) with Al Green, halal & al.", say={"Al": "owl", "Al Green": "/ɪt/"})
    root = ET.fromstring(to_ssml(script, SPANS))
    subs = [(e.text, e.get("alias") or e.get("ph")) for e in root.iter() if e.text and e.attrib]
    assert subs[1:] == [("Al", "owl"), ("AL", "owl"), ("Al Green", "ɪt"), ("al", "owl")]
    assert spoken(root) == "Al, along (AL) with Al Green, halal & al."
    assert list(from_ssml(to_ssml(script, SPANS)).sentences()) == list(script.sentences())


def test_a_way_holds_in_its_place_alone_and_before_the_front_matter():
    text = "They live in a live house, Al."
    script = one(text, say={"live": "liv", "Al": "owl"})
    sentence = Sentence(text, None, (Way(15, 19, "/laɪv/"),))
    script = replace(script, chapters=(Chapter("", (sentence,)),))
    root = ET.fromstring(to_ssml(script, SPANS))
    found = [(e.tag.removeprefix(NAME), e.text, e.attrib) for e in root.find(f".//{NAME}s")]
    assert found == [
        ("sub", "live", {"alias": "liv"}),
        ("phoneme", "live", {"alphabet": "ipa", "ph": "laɪv"}),
        ("sub", "Al", {"alias": "owl"}),
    ]
    (back,) = from_ssml(to_ssml(script, SPANS)).sentences()
    assert back == sentence


def test_a_long_silence_is_several_breaks_that_no_program_cuts():
    pauses = (Pause(seconds=(20, 31)), Quiet((60, 60)), Pause(kind=PauseKind.REST))
    items = tuple(each for pause in pauses for each in (Sentence("Rest."), pause))
    root = ET.fromstring(to_ssml(Script(ScriptMeta(title="T"), (Chapter("", items),)), SPANS))
    assert waits(root) == [10, 10, 5.5, *[10] * 6, 2]


def test_paced_breathing_is_its_words_in_its_time_and_that_is_said():
    reminders = (Sentence("Easy."), Sentence("Stay."))
    breathe = Breathe(BreathPattern(4, 6), seconds=(60.0, 120.0), tone=True, sentences=reminders)
    script = Script(ScriptMeta(title="T"), (Chapter("", (Sentence("Breathe."), breathe)),))
    root = ET.fromstring(to_ssml(script, SPANS))
    assert sum(waits(root)) == 90
    order = [e.tag.removeprefix(NAME) for e in root.iter() if e.tag in (f"{NAME}s", f"{NAME}break")]
    assert order == ["s", *["break"] * 3, "s", *["break"] * 3, "s", *["break"] * 3]
    (notice,) = ssml_notices(script)
    assert "silence in other programs" in notice
    assert ssml_notices(one("Rest.")) == ()


def test_a_break_somebody_changed_is_not_passed_over():
    text = to_ssml(parse("Rest. [pause 6-14s]\nStay. [pause rest]\nGo."), SPANS)
    reading = read_ssml(re.sub('time="10s"', 'time="4s"', text))
    pauses = [i for i in reading.script.chapters[0].items if isinstance(i, Pause)]
    assert pauses == [Pause(seconds=(4, 4)), Pause(kind=PauseKind.REST)]
    assert [(each.kind, each.became) for each in reading.taken] == [("changed_break", "[pause 4s]")]


def test_words_that_somebody_added_to_relax_ssml_are_read_as_those_of_others():
    text = to_ssml(parse("Rest. [pause 4s]\nStay \\[here\\]."), SPANS)
    reading = read_ssml(text.replace("Rest.", "Rest. And [pause 9s] more."))
    assert ["[pause 9s]” stands" in str(each) for each in reading.problems] == [True]


ESPEAK = """
import ctypes, sys, espeakng_loader
lib = ctypes.cdll.LoadLibrary(espeakng_loader.get_library_path())
rate = lib.espeak_Initialize(1, 0, espeakng_loader.get_data_path().encode(), 0)
heard = []
got = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    lambda samples, count, events: heard.append(count) or 0
)
lib.espeak_SetSynthCallback(got)
lib.espeak_SetVoiceByName(b"en-us")
for text in sys.stdin.read().split("\\0"):
    data = text.encode()
    heard.clear()
    lib.espeak_Synth(data, len(data) + 1, 0, 1, 0, 1 | 16, None, None)
    lib.espeak_Synchronize()
    print(sum(heard) / rate)
"""


def test_another_speech_program_keeps_the_silences_and_speaks_no_mark():
    script = parse(
        "Hello there. [pause 20-30s]\nYou may rest. [breathe in 4 out 6 for 1m]\n\nGoodbye."
    )
    plain = "<speak><s>Hello there.</s><s>You may rest.</s><p><s>Goodbye.</s></p></speak>"
    texts = "\0".join([to_ssml(script, SPANS), plain])
    program = [sys.executable, "-c", ESPEAK]
    done = subprocess.run(program, input=texts, capture_output=True, text=True, check=True)
    ours, words = map(float, done.stdout.split())
    assert ours - words == pytest.approx(25 + 60, abs=2)
