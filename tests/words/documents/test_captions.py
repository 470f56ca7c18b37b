"""Captions: words in order, silences as pauses."""

from __future__ import annotations

import pytest

from relax.errors import BadInput
from relax.words.documents import text_of


def srt(*cues):
    blocks = (
        f"{n}\n" + f"00:00:{a:06.3f} --> 00:00:{b:06.3f}".replace(".", ",") + f"\n{text}\n"
        for n, (a, b, text) in enumerate(cues, 1)
    )
    return "\n".join(blocks).encode()


def test_sentences_run_on_and_silences_become_pauses():
    document = text_of(
        srt((1, 2, "Let your hands"), (2.1, 4, "rest\nhere."), (7.24, 9, "And"), (10, 11, "now your feet."), (11.7, 12, "Bye."), (12.69, 13, "Bye.")),
        "a.srt",
    )  # fmt: skip
    assert document.text == (
        "Let your hands rest here. [pause 3.2s]\n\nAnd [pause 1s] now your feet. [pause 0.7s] Bye. Bye.\n"
    )
    assert (document.kind, document.title) == ("srt", None)
    assert document.notes == ("3 silences between captions became pauses.",)


def test_tags_positions_numbers_and_dashes_are_not_words():
    content = srt(
        (1, 2, "<i>Rest</i> <font color='red'>now</font> {\\an8}{\\i1}(pause) [softly]"),
        (2, 3, "- And\n- feel 5 < 6 &amp; more."),
    )
    assert text_of(content, "a").text == "Rest now (pause) [softly] And feel 5 < 6 & more.\n"


def test_order_and_overlaps():
    document = text_of(
        srt(
            (5, 6, "Two."), (1, 3, "One."), (5.5, 7, "Three."), (6.2, 6.4, "Four."), (8, 9, "Five.")
        ),
        "a.srt",
    )
    assert document.text == "One. [pause 2s] Two. Three. Four. [pause 1s] Five.\n"
    assert "The captions were not in order of time and were sorted." in document.notes
    assert (
        "2 captions begin before another has ended; all are read, one after the other."
        in document.notes
    )


def test_loose_files_lose_nothing():
    """Empty lines within a caption, none between two, one between a number and its times."""
    content = (
        "\ufeff1\r\n00:00:01,000 --> 00:00:02,000 X1:0\r\nOne.\r\n\r\nStill one.\r\n"
        "\r\n2\r\n\r\n0:00:02.1 --> 0:00:03,5\r\nTwo.\r\n3\r\n00:00:03,600 --> 00:00:04,000\r\nThree.\r\n"
        "00:00:04,000 --> 00:00:05,000\r\nFour.\r\n"
    ).encode()
    assert text_of(content, "a.srt").text == "One. Still one. Two. Three. Four.\n"
    assert (
        text_of(content.decode("utf-8-sig").encode("utf-16"), "a.srt").text
        == "One. Still one. Two. Three. Four.\n"
    )


VTT = """WEBVTT - Slow Evening
Kind: captions

STYLE
::cue { color: red }

REGION
id:a

NOTE tell Anna
to slow down

intro
00:01.000 --> 00:02.000 align:start position:0%
<v.loud Anna>Rest <c.red>here</c> &lt;3.</v>

00:02.100 --> 00:03.000
<v Anna>And <00:02.500>now.

NOTE
half way

1:00:03.000 --> 1:00:04.000
<v Ben>Bye.
"""


def test_webvtt_speakers_and_notes_become_comments():
    document = text_of(VTT.encode(), "a.vtt")
    assert document.text == (
        "% tell Anna to slow down\n\n% Anna\n\nRest here <3. And now. [pause 3600s]\n\n% half way\n\n% Ben\n\nBye.\n"
    )
    assert (document.kind, document.title) == ("vtt", "Slow Evening")
    assert "2 comments are kept as lines that begin with %, and are not spoken." in document.notes


@pytest.mark.parametrize("head", ["WEBVTT", "WEBVTT FILE", "WEBVTT\nKind: captions", "WEBVTT\tx"])
def test_a_head_without_a_title_has_none(head):
    assert text_of(f"{head}\n\n00:01.000 --> 00:02.000\nRest.\n".encode(), "a.vtt").title is None


def test_captions_that_roll_are_read_once_and_repeated_words_twice():
    rolling = """WEBVTT

00:00.000 --> 00:02.000
{blank}
let<00:00.500><c> your</c>

00:02.000 --> 00:02.010
let your

00:02.010 --> 00:04.000
let your
hands<00:03.000><c> rest</c>
"""
    assert (
        text_of(rolling.replace("{blank}", " ").encode(), "a.vtt").text == "let your hands rest\n"
    )
    assert (
        text_of(srt((1, 2, "Breathe in."), (2, 3, "Breathe in.")), "a.srt").text
        == "Breathe in. Breathe in.\n"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\n00:00:xx --> 00:00:04,000\nLost\n", 6),
        ("1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\n", 5),
        ("WEBVTT\n\nstray words\n\n00:01.000 --> 00:02.000\nOne.\n", 3),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\nstray words\n", 6),
        ("words\nmore\n", 1),
    ],
)
def test_what_cannot_be_placed_is_an_error_with_its_line(text, line):
    with pytest.raises(BadInput) as error:
        text_of(text.encode(), "a.srt")
    assert error.value.place is not None
    assert (error.value.place.file, error.value.place.line) == ("a.srt", line)
