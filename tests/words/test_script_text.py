"""A script is text that a person edits: it round-trips, and mistakes are named where they are."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings, strategies as st

from relax.errors import ScriptError, TemplateError
from relax.words import Sentence, escape, load_template, parse, print_script
from tests.words.strategies import scripts


@given(script=scripts())
@settings(deadline=None, max_examples=300)
def test_what_is_printed_reads_back_as_the_same_script(script):
    text = print_script(script)
    assert parse(text) == script
    assert print_script(parse(text)) == text


@given(words=st.text(max_size=100))
@settings(deadline=None, max_examples=300)
def test_client_text_is_only_ever_words(words):
    """Whatever a client's name or intention is, it adds no cue, heading or chapter."""
    script = parse(f"## Arriving\nHello, {escape(words)}, welcome. [pause 4s]\nGoodbye.")
    assert len(script.chapters) == 1
    assert [type(i).__name__ for i in script.chapters[0].items if not isinstance(i, Sentence)] == [
        "Pause",
        "LineBreak",
    ]
    said = "".join("".join(s.text.split()) for s in script.sentences())
    bare = "".join(letter for letter in escape(words) if letter not in f"\\{INVISIBLE}")
    bare = "".join(bare.split())
    assert bare in said.replace("\\", "")


@pytest.mark.parametrize(
    "name",
    ["{{ 7*7 }}", '<break time="99s"/>', "[pause 99s]", "../../x", "## x", "\\", "مرحبا", "🙂"],
)
def test_code_like_names_are_spoken_as_they_are(name):
    script = parse(f"Hello, {escape(name)}.")
    assert next(script.sentences()).text == f"Hello, {name}."


SIGNS = st.text(alphabet=[*"_*`~ab0 ()[]{}<>\\-–—/=|%#'\":;é1,", "\ue001", "\ue002"], max_size=12)
PIECES = st.lists(
    st.sampled_from(
        [*("_", "__", "**", "a", "0", "pause", " ", "4s", "10:30", ": ", "NOTE", "sil", "1", "-")]
    ),
    max_size=6,
).map("".join)


@pytest.mark.parametrize("line", ["{}, welcome.", "Hello, {}.", "Hello. {} is here.", "{} a."])
@given(words=st.one_of(SIGNS, PIECES))
@settings(deadline=None, max_examples=150)
@example(words="__0__")
@example(words="__a__")
@example(words="-")
@example(words="pause 4s")
@example(words="Pause: 4s")
@example(words="NOTE to self")
@example(words="\ue002a")
def test_no_letter_of_client_text_is_lost_and_none_when_it_is_printed_again(line, words):
    """Signs are compared too; ends of sentences are left out, as signs alone are no sentence."""
    script = parse(line.format(escape(words)))
    assert "".join(_said(script).split()) == "".join(_seen(line.format(words)).split())
    assert _said(parse(print_script(script))) == _said(script)


def _said(script):
    return " ".join(sentence.text for sentence in script.sentences())


def _seen(text):
    return text.replace("\ue001", "").replace("\ue002", "")


INVISIBLE = "\u00ad\u180e\u200b\u2060\ufeff"
"""Signs that are seen by no reader and heard by nobody."""

BAD = [
    ("Hello.\n[paus 4s]", 2, 1, "pause"),
    ("Hello. [pause -4s]", 1, 8, "negative"),
    ("Hello. [pause 9-4s]", 1, 8, "shorter time comes first"),
    ("Hello. [pause soon]", 1, 8, "[pause 4s]"),
    ("Hello. [pause 700s]", 1, 8, "10 minutes"),
    ("Hello.\n[optional]\nMore.", 2, 1, "[/optional]"),
    ("Hello.\n[/optional]", 2, 1, "closes nothing"),
    ("Hello. [breathe in 4 for 5m]", 1, 8, "[breathe in 4 out 6"),
    ("Hello. [breathe in 4 out 600 for 5m]", 1, 8, "30 s"),
    ("Hello. [breathe in 4 out 6 for 5m; tome]", 1, 8, "tone"),
    ("Hello.\n\n[breathe in 4 out 6 for 5m; tone; remind]\nMore.", 3, 1, "[/breathe]"),
    ("Hello ] there.", 1, 7, "partner"),
    ("#Title\nHello.", 1, 1, "##"),
    ("---\ntitle: x\nHello.", 1, 1, "---"),
    ("---\ntitle: x\ncolour: red\n---\nHello.", 3, 1, "colour"),
    ("---\ntitle: x\nminutes: soon\n---\nHello.", 3, 1, "minutes"),
    ("---\ntitle: x\nminutes: -3\n---\nHello.", 3, 1, "minutes"),
    ("---\ntitle: [x\n---\nHello.", 2, 10, "YAML"),
    ("", 1, 1, "no words"),
    ("[pause 3s]", 1, 1, "no words"),
    ("Hello.\n^^^", 2, 1, "nothing here"),
]


@pytest.mark.parametrize(("text", "line", "column", "says"), BAD)
def test_a_mistake_is_named_with_its_line_and_column(text, line, column, says):
    with pytest.raises(ScriptError) as error:
        parse(text, "my.md")
    place = error.value.place
    assert (place.file, place.line, place.column) == ("my.md", line, column)
    assert says in str(error.value)
    assert error.value.exit_code == 2


@given(st.text(alphabet="[]()\\#-abc 1s.\n/;optinalbreuh", max_size=80))
@settings(deadline=None, max_examples=300)
def test_any_text_at_all_is_a_script_or_one_clear_error(text):
    try:
        script = parse(text)
    except ScriptError as error:
        assert error.place is not None  # noqa: PT017  (any text may also be a script)
    else:
        assert parse(print_script(script)) == script


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("title: a\x07b", (2, 9)),
        ("title: One\nform: a\x00", (3, 8)),
        ("minutes: " + "[" * 3000 + "]" * 3000, (2, 1)),
        ("minutes: 2026-13-45", (2, 1)),
    ],
)
def test_front_matter_that_stops_its_reader_is_told_with_its_place(field, place, tmp_path):
    text = f"---\n{field}\n---\n## One\nHello.\n"
    with pytest.raises(ScriptError) as error:
        parse(text, "a.md")
    assert (error.value.place.file, error.value.place.line, error.value.place.column) == (
        "a.md",
        *place,
    )
    template = tmp_path / "a.md.jinja"
    template.write_text(text, encoding="utf-8")
    with pytest.raises(TemplateError):
        load_template(template)
