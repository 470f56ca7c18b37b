"""Files of every kind that people have, through `check`, `script --from` and `voice`."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings, strategies as st

from relax import speaking
from relax.cli.check import command as check_command
from relax.cli.script import command as script_command
from relax.cli.voice import command as voice_command
from relax.composing import refuse_wording
from relax.errors import BadInput, RelaxError
from relax.home import Home
from relax.plan import plan_for
from relax.request import Request, settle
from relax.words import (
    Choice,
    Client,
    Comment,
    LineBreak,
    ParagraphBreak,
    Sentence,
    bundled_folder,
    format_cue,
    parse,
    print_script,
    read_file,
    read_script,
    spans_for,
)
from relax.words.check import OF_THE_PRODUCT
from relax.words.lint import check_paths
from relax.words.script._parse import read_words

SOURCES = Path(__file__).parent / "sources"
BECOMES = yaml.safe_load((SOURCES.parent / "sources.yaml").read_text(encoding="utf-8"))


def outline(path):
    """A file as it is read, in lines for a person."""
    try:
        reading = read_file(path)
    except BadInput as error:
        return [f"! {error.message}"]
    lines = [f"! {p.place.line or ''}: {p.quoted or p.message}" for p in reading.problems]
    if reading.script:
        lines.append(f"title: {reading.script.meta.title}")
        for chapter in reading.script.chapters:
            lines += [f"## {chapter.title}"] if chapter.title else []
            lines += _items(chapter.items)
    return lines


def _items(items):
    for item in items:
        if isinstance(item, Sentence):
            ways = [f" <{item.text[w.start : w.end]} = {w.said}>" for w in item.ways]
            yield item.text + "".join(ways)
        elif isinstance(item, Comment):
            yield f"% {item.text}"
        elif isinstance(item, Choice):
            yield from _items(item.items)
        elif not isinstance(item, LineBreak | ParagraphBreak):
            yield format_cue(item)


def test_every_file_has_what_it_must_become_and_there_are_enough():
    files = {path.name for path in SOURCES.iterdir() if path.name != "__init__.py"}
    assert files == set(BECOMES)
    assert len(files) >= 60


@pytest.mark.parametrize("name", sorted(BECOMES))
def test_a_file_becomes_the_words_it_means_and_nothing_else(name):
    assert outline(SOURCES / name) == BECOMES[name]


@pytest.mark.parametrize("name", sorted(BECOMES))
def test_a_script_made_of_it_is_read_as_the_same_words(name):
    try:
        reading = read_file(SOURCES / name)
    except BadInput:
        return
    if reading.problems:
        return
    again = parse(print_script(reading.script))
    assert again == reading.script


def starts(path, tmp_path):
    """Whether `relax voice` would begin to speak, by what it does before the voice is asked."""
    # The cache of the run: in an empty one, each text would have the voice tried first.
    home = Home(Path(os.environ["RELAX_CACHE"]), data=tmp_path, templates=(bundled_folder(),))
    try:
        script = read_script(path)
        request = settle(Request(script, Client(), out=tmp_path))
        plan = plan_for(request, home)
        refuse_wording(script, plan, estimate=True)
        spans = spans_for(request.minutes or 10.0, script.meta.silence_max_s)
        speaking.lines_of(script, spans, home, plan)
    except RelaxError:
        return False
    return True


FRAMED = """---
title: Framed
language: en
---
## Arriving
Hello. This lasts a few minutes. We'll look around, rest the hands, and come back. You can move, skip any part, or stop whenever you like.
Your eyes can be open, resting on one spot, or closed. Any way of sitting is fine, and shifting is welcome the whole way through. A low sound plays in the background.

## Something steady
Something steady can be useful to come back to: your hands, your feet, or a sound in the room. [pause 4s]
{}

## Coming back
You might hear the sounds around you, feel what's supporting you, perhaps move fingers or toes, and let your eyes take in the room. [pause 6s]
It can be nice to take your time, and you might have a drink of water when it suits you. You can stay as long as you like, or get up slowly whenever you choose.
"""


@pytest.mark.parametrize("name", [*sorted(BECOMES), "framed"])
def test_what_check_passes_voice_speaks_and_the_other_way_round(name, tmp_path):
    path = SOURCES / name
    if name == "framed":
        path = tmp_path / "framed.md"
        path.write_text(FRAMED.format("Or not."), encoding="utf-8")
    facts = replace(OF_THE_PRODUCT, sounds=frozenset({"bed"}))
    try:
        passes = not any(f.severity == "error" for f in check_paths([path], facts=facts))
    except BadInput:
        passes = False
    assert passes == starts(path, tmp_path)
    assert name != "framed" or passes


@pytest.mark.parametrize("name", sorted(set(BECOMES) - {"faults.ssml"}))
def test_the_middle_of_a_framed_text_passes_check_where_it_passes_voice(name, tmp_path):
    """Each text inside words that lack nothing else, so that the text alone decides."""
    if not name.endswith((".txt", ".md")):
        return
    try:
        text = read_file(SOURCES / name).text
    except BadInput:
        return
    path = tmp_path / "framed.md"
    path.write_text(FRAMED.format(text.removeprefix("\ufeff")), encoding="utf-8")
    facts = replace(OF_THE_PRODUCT, sounds=frozenset({"bed"}))
    findings = check_paths([path], facts=facts)
    assert (not any(f.severity == "error" for f in findings)) == starts(path, tmp_path)


SILENT = st.sampled_from(
    [
        "(pause 5 seconds)", "(long pause)", "/5s", "*pause*", "{pause:1000}", "<<silence 10>>",
        '<break time="3s"/>', "[[slnc 3000]]", "[pause:3s]", "[5 second pause]", "(softly)",
        "**softly**", "<!-- tell Anna -->", "[pause for 5 seconds]", "[pause 0:30]", "#5s#",
        "-- pause --", "… 5 seconds …", "<#2#>", "(whispering, slowly)", "[music fades]",
        "{smile}", "~~quickly~~", "(beat)", "(3 breaths)", "[silence 10s]", "(Pause: 4 sec.)",
        "(wait 5s)", "<sigh>", "<pause 2s>",
    ]
)  # fmt: skip
OPENING = st.sampled_from(
    ["", "- ", "* ", "1. ", "2) ", "> ", "• ", "Narrator: ", "**Guide:** ", "[00:12] ", "- [ ] "]
)
LINE_OF_ITS_OWN = st.sampled_from(
    [
        "% for the teacher", "Note: dim the lights", "TODO ask Ben", "---", "***", "PAUSE",
        "Pause 10 seconds", "10 seconds", "<!-- a note -->", "## Part two", "SFX: waves",
        "Instructions: speak slowly", "- pause -", "NB do not say her name",
    ]
)  # fmt: skip
WORDS = (
    "The left hand is here.",
    "You might feel the chair.",
    "Or not, as you like.",
    "Whatever is there is fine (or nothing at all).",
    "Both feet; both heels.",
    "It is all right to move.",
)
PIECES = st.lists(st.one_of(st.sampled_from(WORDS), SILENT), min_size=1, max_size=5)
LINES = st.lists(
    st.one_of(
        LINE_OF_ITS_OWN.map(lambda line: (line, [])),
        st.tuples(OPENING, PIECES).map(lambda pair: (pair[0] + " ".join(pair[1]), pair[1])),
    ),
    min_size=1,
    max_size=8,
)


@given(lines=LINES, gap=st.sampled_from(["\n", "\n\n", "\r\n"]))
@settings(deadline=None, max_examples=150)
def test_nothing_that_is_silent_is_ever_spoken_and_no_word_is_lost(lines, gap):
    text = "The room is here." + gap + gap.join(line for line, _ in lines)
    reading = read_words(text, "own.txt")
    assert not reading.problems
    said = [sentence.text for sentence in reading.script.sentences()]
    meant = [piece for _, pieces in lines for piece in pieces if piece in WORDS]
    assert said == ["The room is here.", *meant]


def test_script_from_a_file_and_what_was_taken_for_what(tmp_path):
    out = tmp_path / "own.md"
    source = SOURCES / "private-note-in-brackets.txt"
    done = CliRunner().invoke(script_command, ["--from", str(source), "--out", str(out)])
    assert done.exit_code == 0, done.output
    text = out.read_text(encoding="utf-8")
    assert "% ? (Anna has a sore knee, leave out the legs.)" in text
    assert "(tell her about the cushion)" in done.stderr
    assert not any("Anna" in s.text or "cushion" in s.text for s in parse(text).sentences())


PAUSES = [
    *(
        "(pause)",
        "(Pause.)",
        "(long pause)",
        "(short pause)",
        "(brief pause)",
        "(a pause)",
        "(beat)",
    ),
    *("(pause 5 seconds)", "(pause 5s)", "(pause 5 sec)", "(pause: 5)", "(pause – 5 seconds)"),
    *("(pause for 5 seconds)", "(pause for ten seconds)", "(pause about 5 seconds)", "(5 s)"),
    *("(5 second pause)", "(5-second pause)", "(10 seconds of silence)", "(silence 10 s)"),
    *("(silence, 2 minutes)", "(wait 5 seconds)", "(hold for 4)", "(rest 30 s)", "(quiet 10s)"),
    *("(pause for three breaths)", "(2 breaths)", "(pause 3-5 s)", "(pause for a moment)"),
    *("(half a minute of silence)", "(pause 0:30)", "(stay 10 s)", "(PAUSE 5)", "(500 ms)"),
    *("[pause]", "[PAUSE]", "[pause:3s]", "[pause 500ms]", "[pause 0:30]", "[pause = 3s]"),
    *("[pause for 5 seconds]", "[5 second pause]", "[silence 3s]", "[5s]", "[long pause]"),
    *("[[slnc 3000]]", "[[silence:3s]]", "{pause}", "{pause:1000}", "{{pause 3}}", "{silence 3}"),
    *("<pause 3s>", "<break/>", '<break time="3s"/>', '<break time="500ms">', "<sil=3000>"),
    *('<break strength="strong"/>', "<<silence 10>>", "<#3#>", "*pause*", "**[PAUSE 5s]**"),
    *("_pause_", "*(pause 5 s)*", "/5s", "// 10 sec //", "/ 3 sec /", "-- pause --", "— pause —"),
    *("... pause ...", "… 5 seconds …", "... 5s ...", "~ 5s ~", "#5s#", "| pause |", "== 5s =="),
    *("\\pau=3000\\", "\\pause{3}", "⏸", "⏸ 5s"),
]


@pytest.mark.parametrize("written", PAUSES)
def test_a_pause_as_people_write_it_is_a_pause_and_no_word(written):
    for text in (f"Welcome. {written} Thank you.", f"Welcome.\n{written}\nThank you."):
        reading = read_words(text, "own.txt")
        assert not reading.problems
        items = [i for i in reading.script.chapters[0].items if not isinstance(i, LineBreak)]
        assert [type(item).__name__ for item in items] == ["Sentence", "Pause", "Sentence"]
        assert [s.text for s in reading.script.sentences()] == ["Welcome.", "Thank you."]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("(pause 5 seconds)", 5), ("[[slnc 3000]]", 3), ("{pause:1000}", 1), ("[pause 0:30]", 30),
        ("(pause for ten seconds)", 10), ("(half a minute of silence)", 30), ("(500 ms)", 0.5),
        ("(silence, 2 minutes)", 120), ("[5 second pause]", 5), ("// 10 sec //", 10),
    ],
)  # fmt: skip
def test_its_length_is_the_one_that_is_written(written, seconds):
    (pause,) = [
        item
        for item in read_words(f"Welcome. {written} Bye.", "own.txt").script.chapters[0].items
        if not isinstance(item, Sentence)
    ]
    assert pause.seconds == (seconds, seconds)


@pytest.mark.parametrize(
    "text",
    [
        "You might rest (one hand softly on the other) for a while.",
        "Welcome. (Let the breath slow down in its own time, as it likes.) Thank you.",
    ],
)
def test_words_in_brackets_that_hold_a_directions_word_are_asked_about_not_lost(text):
    (problem,) = read_words(text, "own.txt").problems
    assert problem.quoted in text


def test_words_in_a_language_that_is_not_known_are_refused_where_they_say_so(tmp_path):
    path = tmp_path / "es.md"
    path.write_text("---\ntitle: x\nlanguage: es\n---\nHola.\n", encoding="utf-8")
    (found,) = check_paths([path])
    assert (found.rule, found.line) == ("SYNTAX", 3)
    assert "data/" not in found.message + found.suggestion
    done = CliRunner().invoke(voice_command, [str(path), "--out", str(tmp_path)])
    assert isinstance(done.exception, BadInput)
    assert (done.exception.exit_code, str(done.exception.place)) == (2, f"{path}:3:1")


def test_a_voice_of_another_language_is_refused_before_any_work(tmp_path):
    path = tmp_path / "own.md"
    path.write_text(FRAMED.format("Or not."), encoding="utf-8")
    for voice, spoken in (("pyttsx3:es", "es"), ("pyttsx3:de+f2", "de")):
        done = CliRunner().invoke(voice_command, [str(path), "--voice", voice, "--out", "o"])
        assert isinstance(done.exception, BadInput)
        assert f"({spoken})" in done.exception.message
        assert not (tmp_path / "o").exists()


def test_words_said_in_two_ways_are_asked_about_until_they_are_settled(tmp_path):
    path = tmp_path / "own.md"
    path.write_text(FRAMED.format("You may have read it. You can read on."), encoding="utf-8")
    (found,) = [f for f in check_paths([path]) if f.rule == "TWO_WAYS" and f.text == "read"]
    assert "[read](/ɹɛd/)" in found.suggestion
    path.write_text(FRAMED.format("You may have [read](/ɹɛd/) it."), encoding="utf-8")
    assert "read" not in {f.text for f in check_paths([path]) if f.rule == "TWO_WAYS"}


UNSAFE = "Take a deep breath. Let go and surrender."


def refused_with(path, *options):
    """The rule by which `relax voice` refuses a script."""
    done = CliRunner().invoke(voice_command, [str(path), *options, "--out", str(path.parent)])
    assert isinstance(done.exception, BadInput), done.exception
    return done.exception.message.split(" ")[0].rstrip(":")


def test_a_clinics_rules_and_several_allowed_ones_hold_for_voice_as_for_check(tmp_path):
    path, rules = tmp_path / "own.md", tmp_path / "rules.yaml"
    path.write_text(FRAMED.format(UNSAFE), encoding="utf-8")
    rules.write_text("silence: [{rule: DEEP_BREATH, reason: Our singers ask.}]", encoding="utf-8")
    assert refused_with(path) == "DEEP_BREATH"
    assert refused_with(path, "--rules", str(rules)) == "LET_GO"
    assert refused_with(path, "--allow", "DEEP_BREATH,IMPERATIVE") == "LET_GO"

    def errors(*options):
        done = CliRunner().invoke(check_command, [str(path), *options, "--json"])
        return {f["rule"] for f in json.loads(done.stdout) if f["severity"] == "error"}

    assert {"DEEP_BREATH", "LET_GO"} <= errors()
    assert errors("--rules", str(rules)) == errors() - {"DEEP_BREATH"}
    assert not errors("--allow", ",".join(errors()))
    assert errors("--minutes", "9") == errors()


def test_check_knows_the_bed_and_the_length_that_voice_is_asked_for(tmp_path):
    path = tmp_path / "own.md"
    text = FRAMED.format("Or not.").replace(" A low sound plays in the background.", "")
    path.write_text(text.replace("a few minutes", "four minutes"), encoding="utf-8")

    def rules(*options):
        done = CliRunner().invoke(check_command, [str(path), *options, "--json"])
        return {f["rule"] for f in json.loads(done.stdout)} & {"SOUND_NOTICE", "LENGTH_SAID"}

    assert rules("--minutes", "4") == {"SOUND_NOTICE"}
    assert rules("--minutes", "4", "--bed", "none") == set()
    assert rules("--minutes", "9", "--bed", "none") == {"LENGTH_SAID"}
    assert refused_with(path, "--minutes", "9", "--bed", "none") == "LENGTH_SAID"


def test_ssml_in_another_encoding_is_refused_and_no_sign_replaced(tmp_path):
    (path := tmp_path / "x.ssml").write_bytes("<speak>Siobhán rests.</speak>".encode("latin-1"))
    with pytest.raises(BadInput, match="not UTF-8"):
        read_script(path)
