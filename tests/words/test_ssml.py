"""SSML in and out, because other engines speak it."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings

from relax.errors import ScriptError
from relax.words import Pause, PauseKind, Span, Spans, from_ssml, is_ssml, to_ssml
from tests.words.strategies import scripts

SPANS = Spans({kind: Span(1, 2, 3) for kind in PauseKind}, 25)


@given(script=scripts())
@settings(deadline=None, max_examples=100)
def test_every_word_and_chapter_survives_the_way_out_and_back(script):
    text = to_ssml(script, SPANS)
    ET.fromstring(text)
    back = from_ssml(text)
    assert [s.text for s in back.sentences()] == [s.text for s in script.sentences()]
    assert [c.title for c in back.chapters] == [c.title for c in script.chapters]


def test_breaks_marks_and_subs_are_understood():
    script = from_ssml(
        '<?xml version="1.0"?><speak xml:lang="en"><mark name="Hands"/><p><s>Hello, '
        '<sub alias="shih-VAWN">Siobhán</sub>.</s><break time="1500ms"/>'
        '<prosody rate="slow">Rest.</prosody><break strength="strong"/>'
        '<say-as interpret-as="characters">GP</say-as> too.</p></speak>'
    )
    assert [s.text for s in script.sentences()] == ["Hello, Siobhán.", "Rest.", "GP too."]
    assert script.meta.say == {"Siobhán": "shih-VAWN", "GP": "G P"}
    pauses = [i for c in script.chapters for i in c.items if isinstance(i, Pause)]
    assert pauses == [Pause(seconds=(1.5, 1.5)), Pause(kind=PauseKind.REGION)]
    assert script.chapters[0].title == "Hands"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<speak><p>Hello.</speak>", "not well formed"),
        ("<speak>Hello. <audio src='x'/></speak>", "<audio>"),
        ("<speak>Hello. <break time='-4s'/></speak>", "break"),
        ("<p>Hello.</p>", "<speak>"),
        ("<speak></speak>", "no words"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><speak>&a;</speak>', "document type"),
    ],
)
def test_ssml_that_cannot_be_read_is_one_clear_error(text, says):
    with pytest.raises(ScriptError) as error:
        from_ssml(text, "in.ssml")
    assert says in str(error.value)
    assert error.value.place is not None
    assert is_ssml(text) or text.startswith(("<p", "<!"))
