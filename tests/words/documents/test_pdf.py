"""PDFs: paragraphs whole, running titles and page numbers apart."""

from __future__ import annotations

import subprocess
import sys

import pytest

from relax.errors import BadInput
from relax.words.documents import text_of
from tests.words.documents.making import pdf

BODY = [
    (50, 520, 20, "Arriving"),
    (50, 480, 11, "Let your hands rest on something soft, and notice how it"),
    (50, 466, 11, "feels. There is nothing to change, and all of it is for re-"),
    (50, 452, 11, "laxation (pause 5 seconds) and for your well-being. The well-"),
    (50, 438, 11, "being of all."),
    (50, 410, 11, "A second paragraph begins here."),
    (50, 396, 11, "• left hand"),
    (50, 382, 11, "• right hand, which goes on for such a while that it must wrap"),
    (60, 368, 11, "at the margin."),
    (50, 340, 11, "This sentence goes on to the"),
]


def numbered(lines, number, total=3):
    return [(50, 565, 9, "Slow Evening"), *lines, (200, 20, 9, f"Page {number} of {total}")]


def test_paragraphs_headings_lists_and_divided_words():
    pages = [
        numbered(BODY, 1),
        numbered([(50, 520, 11, "next page. End.")], 2),
        numbered([(50, 520, 11, "More.")], 3),
    ]
    document = text_of(pdf(pages, title="Evening"), "a.pdf")
    assert document.text.strip().split("\n\n") == [
        "% Slow Evening",
        "## Arriving",
        "Let your hands rest on something soft, and notice how it feels. There is nothing to change, and all of it is for relaxation (pause 5 seconds) and for your well-being. The well-being of all.",
        "A second paragraph begins here.",
        "- left hand\n- right hand, which goes on for such a while that it must wrap at the margin.",
        "This sentence goes on to the next page. End.",
        "More.",
    ]
    assert (document.kind, document.title) == ("pdf", "Evening")
    assert (
        "Page numbers and running titles that repeat on the pages were left out (6 lines)."
        in document.notes
    )
    assert "2 words divided at the ends of lines were put together." in document.notes
    assert "1 line in larger letters is taken as a heading." in document.notes


def test_words_that_repeat_on_the_pages_are_not_running_titles():
    page = [
        (50, 500, 11, "Breathe in."),
        (50, 486, 11, "Breathe out."),
        (50, 472, 11, "Rest here."),
    ]
    document = text_of(pdf([page, page]), "a.pdf")
    assert document.text.count("Breathe in.") == 2
    assert "%" not in document.text


def test_small_print_at_the_foot_of_one_page_is_not_spoken():
    page = [
        (50, 500, 11, "Rest here for a while."),
        (50, 40, 7, "(c) 2026 the studio"),
        (50, 30, 9, "1"),
    ]
    document = text_of(pdf([page]), "a.pdf")
    assert document.text == "Rest here for a while.\n\n% (c) 2026 the studio\n"


def test_notes_that_somebody_stuck_on_are_comments():
    document = text_of(pdf([[(50, 500, 11, "Rest here.")]], notes=["tell Anna", "slower"]), "a.pdf")
    assert document.text == "Rest here.\n\n% tell Anna\n\n% slower\n"


def test_a_table_of_contents_is_left_out():
    page = [
        (50, 500, 11, "Arriving . . . . . . . . 2"),
        (50, 486, 11, "Hands .......... 3"),
        (50, 440, 11, "Rest... here."),
    ]
    document = text_of(pdf([page]), "a.pdf")
    assert document.text == "Rest... here.\n"
    assert "2 lines of tables of contents were left out." in document.notes


def test_literal_signs():
    page = [(50, 500, 11, "# one."), (50, 460, 11, "% two.")]
    assert text_of(pdf([page]), "a.pdf").text == "\\# one.\n\n\\% two.\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (pdf([[], []]), "no text in this PDF"),
        (pdf([[(50, 500, 11, "Rest.")]], extra="/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O (" + "x" * 32 + ") /U (" + "y" * 32 + ") >> /ID [(a) (a)]"), "locked with a password"),
        (b"%PDF-1.4\nnothing", "broken"),
        (pdf([[(50, 500, 11, "Rest.")]])[:200], "broken"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_clear_error(content, says):
    with pytest.raises(BadInput, match=says) as error:
        text_of(content, "a.pdf")
    assert error.value.place is not None


def test_the_library_writes_nothing_on_the_terminal():
    code = "import sys; from relax.words.documents import text_of; d = text_of(sys.stdin.buffer.read(), 'a.pdf'); print(d.text, *d.notes)"
    odd = pdf([[(50, 500, 11, "Rest.")]]).replace(b"startxref\n", b"startxref\n1")
    done = subprocess.run([sys.executable, "-c", code], input=odd, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (
        b"Rest.\n This PDF has faults; compare the text with its pages.\n",
        b"",
    )
