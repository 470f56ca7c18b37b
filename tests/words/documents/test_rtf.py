"""Rich text."""

from __future__ import annotations

import pytest

from relax.errors import BadInput
from relax.words.documents import text_of
from tests.words.documents.making import rtf

SHEET = (
    r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 Anything;}{\s2 heading 2;}{\*\cs10 secret;}"
    r"{\s3 Title;}{\s4 caption;}}"
)


def text(body, head=""):
    return text_of(rtf(body, head), "a.rtf").text


@pytest.mark.parametrize(
    "secret",
    [
        r"{\v secret}",
        r"\v secret\v0 ",
        r"{\deleted secret}",
        r"{\footnote secret}",
        r"{\*\unknown secret}",
        r"{\header secret\par}",
        r"{\footerl secret}",
        r"{\info{\author secret}}",
        r"{\pict\pngblip 00ff00ff}",
        r"{\pict\bin6 }}{{\}}",
        r"{\field{\*\fldinst{PAGE secret}}{\fldrslt secret}}",
        r"{\field{\*\fldinst{HYPERLINK secret}}{\fldrslt }}",
        r"{\*\bkmkstart secret}{\*\bkmkend secret}",
        r"{\xe secret}",
        r"{\*\generator secret;}",
        r"{\object{\*\objdata secret}{\result }}",
        r"{\shp{\*\shpinst{\sp{\sn secret}{\sv secret}}}{\shprslt secret}}",
        r"{\*\listtable{\list{\listname secret;}}}",
        r"{\colortbl;\red0\green0\blue0;}",
    ],
)
def test_what_is_no_words_never_reaches_the_text(secret):
    assert text(rf"\pard A {secret}b.\par") == "A b.\n"


def test_comments_struck_words_headings_and_lists():
    body = (
        r"\pard\s3 Evening\par\pard\s1 Arriving\par\pard\s2 Hands\par\pard\plain\outlinelevel3 Left\par"
        r"\pard Let {\strike not }your hands rest{\*\atnid A}{\*\atnauthor Anna}{\*\annotation\pard tell Anna\par slower}.\par"
        r"\pard\s4 A lake\par"
        r"\pard\ls1{\listtext\f1 \'b7\tab}left\par{\listtext\f1 \'b7\tab}right\par"
        r"\pard{\pntext 1.\tab}{\*\pn\pnlvlbody}both\par\pard End.\par"
    )
    document = text_of(rtf(body, SHEET + r"{\info{\title Slow Evening}}"), "a.rtf")
    assert document.text.strip().split("\n\n") == [
        "## Arriving",
        "## Hands",
        "## Left",
        "Let your hands rest.\n% struck out: not\n% tell Anna slower",
        "% A lake",
        "- left\n- right\n- both",
        "End.",
    ]
    assert document.title == "Evening"  # not a chapter: the first begins right after it
    assert "The numbers of a list are not read." in document.notes


def test_letters_of_all_kinds():
    body = (
        r"\pard H\'e4nde {\f2 \'cf\'f0} \u8220?ruhig\u8221\'94 \{so\} 5\~% \ldblquote a\rdblquote"
        r"{\uc2\u233xyt\'e9} re\-lax \u-10179?\u-8704? one\emdash two\line three.\par"
    )
    assert text(body) == "Hände Пр “ruhig” {so} 5 % “a”été relax \U0001f600 one—two three.\n"
    assert text(r"{\upr{ansi}{\*\ud{unic\u246?de}}}\par") == "unicöde\n"
    assert text(r"# a\par % b\par") == "\\# a\n\n\\% b\n"


def test_tables_boxes_and_fields_are_words():
    body = (
        r"\trowd\cellx1\pard\intbl One.\cell Two.\cell\row\pard "
        r"{\field{\*\fldinst{HYPERLINK x}}{\fldrslt Three.}}\par{\shp{\*\shpinst{\shptxt Four.\par}}}"
    )
    document = text_of(rtf(body), "a.rtf")
    assert document.text == "One.\n\nTwo.\n\nThree.\n\nFour.\n"
    assert "1 table is read row by row." in document.notes


@pytest.mark.parametrize("cut", [40, -1, -20])
def test_a_file_that_is_cut_off_is_broken(cut):
    whole = rtf(r"\pard One.\par Two and a few more words.\par")
    with pytest.raises(BadInput, match="broken"):
        text_of(whole[:cut], "a.rtf")
