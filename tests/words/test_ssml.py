"""SSML of other programs: words are kept, what is not words is dropped or asked about, and told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from relax.errors import ScriptError
from relax.words import (
    Choice,
    Comment,
    LineBreak,
    ParagraphBreak,
    PauseKind,
    Sentence,
    Span,
    Spans,
    format_cue,
    from_ssml,
    is_ssml,
    read_ssml,
    to_ssml,
)

SPANS = Spans({kind: Span(1, 2, 3) for kind in PauseKind}, 25)
SOURCES = Path(__file__).parent / "sources"


def written(sentence):
    text = sentence.text
    for way in reversed(sentence.ways):
        text = f"{text[: way.start]}[{text[way.start : way.end]}]({way.said}){text[way.end :]}"
    return text


def heard(items):
    """Sentences, cues and comments in order."""
    for item in items:
        if isinstance(item, Sentence):
            yield written(item)
        elif isinstance(item, Comment):
            yield f"% {item.text}"
        elif isinstance(item, Choice):
            yield from ("[optional]", *heard(item.items), "[/optional]")
        elif not isinstance(item, (LineBreak, ParagraphBreak)):
            yield format_cue(item)


def whole(script):
    for chapter in script.chapters:
        if chapter.title:
            yield f"## {chapter.title}"
        yield from heard(chapter.items)


def source(name):
    return read_ssml((SOURCES / name).read_bytes().decode(), name, title="From the file")


BECOMES = {
    "amazon.ssml": """Welcome, and settle in.
You may lean back.
[pause 3s]
Your hands can rest.
Whoever has read this may stop.
[pause 10.5s]
Thank you for coming.""",
    "google.ssml": """Sounds may come and go.
[pause 2s]
This takes [10 min](ten minutes).
Ask your [gp](G P) if unsure.
It is May 5 today.""",
    "azure.ssml": """[pause 1.5s]
Good evening.
[pause 3s]
You may sit or lie.
[pause 3s]
Nothing has to happen.
[pause 4s]
The room is still here.
It stays.""",
    "w3c-1-0.xml": """The people who [live](/lɪv/) here rest now.
A long breath is not needed.
[pause sentence]
Stop whenever you like.""",
    "w3c-1-1.xml": """The left hand, and the right.
[pause 4s]
Bonjour is a word too.""",
    "eleven.ssml": """Let the day be over.
[pause 1.5s]
There is nothing to do...
[pause 2s]
Your shoulders may drop.""",
    "apple.ssml": """The [MRI](M R I) is over.
You can rest.
[pause 2s]
Goodbye.""",
    "sapi.xml": """Here is a chair.
[pause 2.5s]
Here is the floor.""",
    "breaks.ssml": """One.
Two.
[pause phrase]
Three.
[pause region]
Four.
[pause 25s]
Five.
[pause 1.5s]
Six,
[pause 0.5s]
and seven.
Eight.
[pause 2s]
Nine.
[pause 0.25s]
Ten.""",
    "comment-first.xml": """% for Tom: second take, do not show to Anna
% slowly
You can listen, or not.
% bell here?
Both are fine.
% the end""",
    "ways.ssml": """[Dr.](Doctor) Weber and [Siobhán](/ʃɪˈvɔːn/) [live](/lɪv/) near [St. Anne’s](Saint Anne's).
We are live until [5. Or later.](five or later.)
Ask the [GP](general practitioner)
A plain word, [or](and/or) [2](two).""",
    "chapters.xml": """## Arriving
% first version
Come as you are.
Sit as you like.
## The left hand
It may rest, or move.
And the other one.
## Coming back
Look around.""",
    "loose.ssml": """Words without a paragraph, broken over two lines by hand.
A second sentence follows.
Then & there, 3 < 4.
Out again.""",
}


@pytest.mark.parametrize("name", BECOMES)
def test_ssml_of_another_program_becomes_these_words_and_pauses(name):
    reading = source(name)
    assert not reading.problems
    assert list(whole(reading.script)) == BECOMES[name].split("\n")
    assert is_ssml((SOURCES / name).read_text(encoding="utf-8"))


TELLS = {
    "amazon.ssml": [
        "element <amazon:auto-breaths>",
        "element <amazon:effect>",
        "left_out <amazon:breath>",
        "element <prosody>",
        "element <emphasis>",
        'pause <break time="3s"> [pause 3s]',
        "element <amazon:domain>",
        'mark <mark name="hands">',
        "element <w>",
        'pause <break time="500ms"> [pause 0.5s]',
        'pause <break strength="x-strong"> [pause 10.5s]',
    ],
    "google.ssml": [
        "element <par>",
        "element <media>",
        'pause <break time="+2s"> [pause 2s]',
        "left_out <audio> rain Rain falls.",
        "element <google:style>",
        "element <seq>",
        'element <say-as interpret-as="date">',
    ],
    "w3c-1-1.xml": [
        "element <ssml:meta>",
        "left_out <ssml:metadata>",
        "left_out <ssml:lexicon>",
        "element <ssml:lookup>",
        "element <ssml:token>",
        "element <ssml:w>",
        'pause <ssml:break time="4s"> [pause 4s]',
        "left_out <ssml:audio> a bell Ding.",
        'language xml:lang="fr-FR"',
        "element <ssml:lang>",
    ],
    "chapters.xml": [
        "comment <!-- first version --> % first version",
        "heading Arriving ## Arriving",
        'mark <mark name="p1">',
        "heading The left hand ## The left hand",
        'mark <mark name="not a chapter">',
        "heading Coming back ## Coming back",
    ],
    "eleven.ssml": [
        'pause <break time="1.5s"> [pause 1.5s]',
        'pause <break time="1.0s"> [pause 1s]',
        'pause <break time="1.0s"> [pause 2s]',
        'element <phoneme alphabet="cmu-arpabet">',
    ],
}


@pytest.mark.parametrize("name", TELLS)
def test_what_was_dropped_or_taken_for_a_pause_is_told_once(name):
    taken = source(name).taken
    assert [f"{each.kind} {each.text} {each.became}".strip() for each in taken] == TELLS[name]
    assert all(each.place and each.place.line for each in taken)


STOPS = {
    "bom.xml": [(5, 10, "<blink>")],
    "doctype.ssml": [(2, 17, "document type")],
    "german.ssml": [(1, 1, "de-DE")],
    "unclosed.ssml": [(1, 27, "time of this break"), (2, 10, "not well formed")],
    "faults.ssml": [
        (2, 25, "time of this break"),
        (3, 23, "strength"),
        (3, 47, "time of this break"),
        (4, 1, "<note>"),
        (5, 10, "“[pause 3s]” stands in the words"),
        (5, 33, "10 minutes"),
        (6, 1, "[pause]"),
    ],
}


@pytest.mark.parametrize("name", STOPS)
def test_all_that_stops_a_file_is_told_at_once_each_in_its_place(name):
    problems = source(name).problems
    found = [(each.place.line, each.place.column) for each in problems]
    assert found == [(line, column) for line, column, _ in STOPS[name]]
    for problem, (_, _, says) in zip(problems, STOPS[name], strict=True):
        assert says in str(problem)
    words = " ".join(s.text for s in source(name).script.sentences())
    assert not {"Anna", "Ask her", "pause", "secret"} & set(words.split())


def test_a_sentence_over_inline_elements_knows_where_each_part_stands():
    lines = (SOURCES / "loose.ssml").read_text(encoding="utf-8").split("\n")
    for sentence in source("loose.ssml").script.sentences():
        starts = [(0, sentence.place), *sentence.pieces]
        ends = [*(letter for letter, _ in starts[1:]), len(sentence.text)]
        for (letter, place), end in zip(starts, ends, strict=True):
            part = sentence.text[letter:end].split()[0].rstrip("&<,").strip() or "&"
            assert lines[place.line - 1][place.column - 1 :].startswith(part)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("<speak>Hello.</speak>", "From the file"),
        ('<speak>Hello.<mark name="Left hand"/>There.</speak>', "Left hand"),
        (
            """<speak><mark name='relax:title: "Mine"'/><mark name="Left hand"/>Hi.</speak>""",
            "Mine",
        ),
    ],
)
def test_the_title_is_its_own_or_of_the_first_chapter_or_as_told(text, title):
    assert from_ssml(text, title="From the file").meta.title == title
    assert from_ssml("<speak>Hello.</speak>").meta.title == "Untitled"


@pytest.mark.parametrize(
    ("text", "ssml"),
    [
        ("<speak>x</speak>", True),
        ("\ufeff \n<speak version='1.0'>x</speak>", True),
        ("<!-- a --><!-- b -->\n<speak>x</speak>", True),
        ("<?xml version='1.0'?><!-- <p> --><?go?><ssml:speak>x</ssml:speak>", True),
        ("<!DOCTYPE speak PUBLIC '-//W3C//DTD SYNTHESIS 1.0//EN' 'a.dtd'><speak>x</speak>", True),
        ("<!DOCTYPE speak [<!ENTITY a 'b>'>]><speak>x</speak>", True),
        ("<?xml version='1.0'?>\n<note>x</note>", True),  # then it is told what is wrong with it
        ("Hello <break time='1s'/> there", False),
        ("<!-- a note -->\nHello <speak>", False),
        ("<!-- <speak>", False),
        ("<speaker>Hi</speaker>", False),
        ("", False),
    ],
)
def test_ssml_is_known_by_its_first_element(text, ssml):
    assert is_ssml(text) is ssml


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<speak><p>Hello.</speak>", "not well formed"),
        ("<speak>Hello. <break time='-4s'/></speak>", "break"),
        ("<p>Hello.</p>", "<speak>"),
        ("<speak></speak>", "no words"),
        ("<speak><audio>Hello.</audio></speak>", "no words"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><speak>&a;</speak>', "document type"),
        ('<speak>A.<mark name="relax:[optional]"/>B.</speak>', "never closed"),
        ('<speak>A.<mark name="relax:[/optional]"/>B.</speak>', "closes nothing"),
        ('<speak>A.<mark name="relax:what"/>B.</speak>', "mark of relax"),
        ('<speak><mark name="relax:minutes: soon"/>A.</speak>', "minutes"),
        ('<speak><mark name="relax:minutes: -1"/>A.</speak>', "minutes"),
        ('<speak><mark name="relax:colour: 1"/>A.</speak>', "colour"),
        (
            """<speak><mark name="relax:[breathe in 4 out 6 for 5m; remind]"/>B.
            <mark name="relax:[bell]"/><mark name="relax:[/breathe]"/></speak>""",
            "needs tone",
        ),
    ],
)
def test_ssml_that_cannot_be_read_is_one_clear_error(text, says):
    with pytest.raises(ScriptError) as error:
        from_ssml(text, "in.ssml")
    assert says in str(error.value)
    assert error.value.place is not None


def test_signs_nobody_sees_do_not_hide_a_word():
    (sentence,) = from_ssml("<speak>re&#173;lax, re\u200blax \ue012</speak>").sentences()
    assert sentence.text == "relax, relax"


def test_words_are_never_glued_where_an_element_ends_between_them():
    text = "<speak><voice>Hello.</voice><voice>You may</voice><voice>rest</voice> "
    text += "<emphasis>un</emphasis>done.<emphasis>Stay.</emphasis></speak>"
    said = [sentence.text for sentence in from_ssml(text).sentences()]
    assert said == ["Hello.", "You may rest undone.", "Stay."]


LEAVES = [
    '<break time="3s"/>',
    '<break time="1e9s"/>',
    "<break/>",
    '<break strength="weak"/>',
    "<x:y/>",
    "<audio>Ding.</audio>",
    "<!-- a -- -->",
    "<!-- b -->",
    "<!-- -\\-\\\\- -->",
    '<mark name="relax:[optional]"/>',
    '<mark name="relax:[/optional]"/>',
    '<mark name="relax:[breathe in 4 out 6 for 5m; tone; remind]"/>',
    '<mark name="relax:[/breathe]"/>',
    '<mark name="relax:##"/>',
    "<mark/>",
    '<mark name="relax:[pause 6-14s]"/>',
    '<mark name="relax:verbatim"/>',
    '<mark name="Big title"/>',
    '<mark name="relax:say: []"/>',
    """<mark name='relax:say: {"Rest": "zest", "you": "/ju/"}'/>""",
    '<mark name="relax:title: 1e999"/>',
    """<mark name='relax:breaks: {"rest":1}'/>""",
    '<mstts:silence type="Tailing" value="1s"/>',
    '<mstts:silence type="Sentenceboundary" value="9s"/>',
    "&amp;",
    "&#x10;",
    "<![CDATA[<]]>",
    "\n",
    "Rest here.",
    " you might ",
    "Dr. No",
    "[x]",
    "… *",
    "。静か。",
    "\u00ad",
    "\U000f0000",
    "\u2028",
]
WRAPPERS = [
    "p",
    "s",
    "sub alias='a b'",
    "sub alias='/ɪ/'",
    "sub alias='Stop.'",
    "phoneme ph='//'",
    "phoneme ph='lɪv'",
    "say-as interpret-as='characters'",
    "emphasis",
    "voice",
    "speak",
    "w",
]
PIECES = st.recursive(
    st.sampled_from(LEAVES) | st.text(max_size=3).filter(lambda t: not set("<&]") & set(t)),
    lambda inner: st.tuples(st.sampled_from(WRAPPERS), st.lists(inner, max_size=5)).map(
        lambda node: f"<{node[0]}>{''.join(node[1])}</{node[0].split()[0]}>"
    ),
    max_leaves=12,
)


@given(pieces=st.lists(PIECES, max_size=8))
@settings(deadline=None, max_examples=100)
def test_any_ssml_at_all_is_a_script_or_clear_errors(pieces):
    reading = read_ssml(f"<speak>{''.join(pieces)}</speak>", "a.ssml")
    assert all(each.place and each.place.line for each in reading.problems)
    try:
        script = reading.whole()
    except ScriptError:
        return
    again = read_ssml(to_ssml(script, SPANS))
    assert not again.problems
    assert list(whole(again.script)) == list(whole(script))
    assert again.script.meta == script.meta


@given(text=st.text(alphabet="<>/&;![]-?speak=' \n\x00\ud800é", max_size=30))
@settings(deadline=None, max_examples=100)
def test_what_is_hardly_xml_is_a_clear_error(text):
    is_ssml(text)
    assert read_ssml(f"<speak{text}", "a.ssml").problems or "/>" in text


@given(
    tags=st.lists(
        st.sampled_from(["p", "s", "emphasis", "voice", "sub", "speak", "par", "lang"]), max_size=40
    ),
    words=st.lists(st.sampled_from(["Rest.", "You may", "rest", "now. And"]), max_size=40),
)
@settings(deadline=None, max_examples=80)
def test_no_word_is_lost_and_none_is_added_by_wrappers(tags, words):
    text = "".join(f"<{tag}> {word} " for tag, word in zip(tags, words, strict=False))
    text += "".join(f"</{tag}>" for tag, _ in reversed(list(zip(tags, words, strict=False))))
    script = read_ssml(f"<speak>{text} The end.</speak>").script
    said = " ".join(sentence.text for sentence in script.sentences())
    expected = words[: len(tags)]
    assert said.split() == " ".join([*expected, "The end."]).split()


@pytest.mark.parametrize(
    "words",
    [
        "Rest. &lt;break time='3s'/&gt; Stay.",
        "Rest. {pause:1000} Stay.",
        "Rest. [[slnc 3000]] Stay.",
        "Rest. <![CDATA[<!-- tell Anna -->]]> Stay.",
        "Rest, {{ name }}. Stay.",
        "Rest ] there.",
        "Rest. (pause 5 seconds) Stay.",
        "Rest. /5s Stay.",
        "Rest. *pause* Stay.",
        "(whispering) Rest.",
        "Narrator: Rest.",
        "Note: Rest.",
    ],
)
def test_a_cue_or_tag_among_the_words_of_ssml_is_asked_about_and_not_spoken(words):
    reading = read_ssml(f"<speak>{words}</speak>")
    assert ["stands in the words" in each.message for each in reading.problems] == [True]
    said = " ".join(sentence.text for sentence in reading.script.sentences())
    assert set(re.findall(r"\w+", said)) <= {"Rest", "Stay"}


@pytest.mark.parametrize(
    ("element", "told"),
    [
        ("<say-as interpret-as='expletive'>damn</say-as>", "<say-as> damn"),
        ("<sub alias=''>(whispering)</sub>", "<sub> (whispering)"),
        ("<sub alias='...'>(pause)</sub>", "<sub> (pause)"),
    ],
)
def test_words_that_other_programs_do_not_speak_are_left_out(element, told):
    reading = read_ssml(f"<speak>Rest {element} well.</speak>")
    assert [sentence.text for sentence in reading.script.sentences()] == ["Rest well."]
    assert [(each.kind, each.text) for each in reading.taken] == [("left_out", told)]


@pytest.mark.parametrize("element", ["<phoneme ph='l\u026av'/>", "<sub alias='ten'></sub>"])
def test_words_that_only_other_programs_would_speak_are_asked_about(element):
    (problem,) = read_ssml(f"<speak>Rest {element} well.</speak>").problems
    assert "holds no words" in problem.message
