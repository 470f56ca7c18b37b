"""What people have in their folders, and the text that each must become."""

from __future__ import annotations

from pathlib import Path

import pytest

from relax.errors import BadInput
from relax.words.documents import text_of

SOURCES = Path(__file__).parent.parent / "sources"

BECOMES = {
    "word-with-comments.docx": [
        "% for the Tuesday group",
        "## Ankommen",
        "You might begin by noticing where you are sitting. (pause 5 seconds)\n% Anna: slower here, she needs time",
        "Perhaps let your hands rest somewhere soft.",
        "## The hands",
        "- the left hand\n- the right hand",
        "Whenever you like, open your eyes.\n% then the bell",
    ],
    "word-boxes-and-tables.docx": [
        "## Arriving",
        "Take a moment to arrive.\n% struck out: as fast as you can",
        "Let your shoulders be as they are.",
        "On this page too.",
        "Left foot.",
        "Right foot.",
        "Left knee.",
        "Right knee.",
        "Rest here.",
        "A word in a box beside the page.",
        "- one breath\n- another breath",
        "Page of the story ends here.",
    ],
    "libreoffice.odt": [
        "## Arriving",
        "You could let the chair carry you. [softly] Or not.\n% not too low, for Ben",
        "- the left side\n- the right side",
        "There is no hurry.\nNone at all.",
    ],
    "libreoffice-flat.fodt": [
        "## Hands",
        "Perhaps your hands are warm.",
        "\\# written with a sign",
    ],
    "rich-text.rtf": [
        "## Arriving",
        "You might notice the weight of your head. “Rest,” she said. (pause 10 sec)\n% slower for Ben",
        "- shoulders\n- elbows",
        "Café or hände, the link is read.\nAs one.",
    ],
    "textedit.rtf": [
        "Let your breath be as it is. /5s",
        "Perhaps it is slow… perhaps not.",
        "Narrator: Either is fine.",
    ],
    "web-page.html": [
        "## A slow body scan",
        "% for Anna: leave out the knees with Ben",
        'You could begin with your feet, or wherever you like. <break time="3s"/> There is no hurry.',
        "## Legs",
        "- the left leg\n- the right leg",
        "Relaxing is not a task.",
    ],
    "old-page.htm": [
        "Für den Abend",
        "Hände dürfen ruhen auf dem Bauch.",
        "Füße auch.",
        "- der linke Fuß\n- der rechte Fuß",
    ],
    "word-saved.htm": [
        "## Arriving",
        "Perhaps let the jaw be loose.",
        "- the forehead",
        "% softer for Ben",
    ],
    "handout.pdf": [
        "% Anna's Studio - Evening rest",
        "## Arriving",
        "You might let the floor carry you, as much of you as it likes to carry. There is nothing to get right in this relaxation. (pause 5 seconds)",
        "- the left heel\n- the right heel",
        "And this sentence goes over to the next page.",
        "## Hands",
        "Perhaps your palms are warm.",
        "% Text: Anna, for private use only",
        "Open your eyes whenever you like.",
    ],
    "teacher.srt": [
        "Welcome. You can lie down or sit. [pause 4.8s]",
        "Let your eyes close, [softly] or stay open. [pause 1.2s] Breathe in. Breathe in.",
    ],
    "unordered.srt": ["The left foot. [pause 2s] The right foot. Both."],
    "speakers.vtt": [
        "% Anna: cut the next one for Ben",
        "% Anna",
        "Feel the ground. [pause 2.5s]",
        "% Ben",
        "Both feet & both hands.",
        "% end of part one",
    ],
    "rolling.vtt": ["you might rest here now"],
    "utf16.txt": ["Hände ruhen. (pause 5 seconds)", "Perhaps the feet too."],
    "hidden-characters.txt": ["You might relax a little."],
}

REFUSED = {
    "broken.docx": "This Word document is broken",
    "scan.pdf": "There is no text in this PDF",
    "latin1.txt": "not UTF-8 text",
    "session.json": "data \\(JSON\\)",
    "roster.csv": "a spreadsheet",
    "old-word.doc": "an old Word document",
    "slides.pptx": "slides",
}


@pytest.mark.parametrize("name", BECOMES)
def test_a_file_becomes_this_text(name):
    assert text_of((SOURCES / name).read_bytes(), name).text.strip().split("\n\n") == BECOMES[name]


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_words_is_refused(name):
    with pytest.raises(BadInput, match=REFUSED[name]):
        text_of((SOURCES / name).read_bytes(), name)


def test_every_file_is_named_here():
    assert {*BECOMES, *REFUSED} <= {path.name for path in SOURCES.iterdir()}
