"""Whatever happens to a file, it is a document or one clear error."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from relax.errors import BadInput
from relax.words.documents import Document, text_of
from relax.words.documents._names import names
from tests.words.documents.making import comment, docx, odt, odt_xml, p, pdf, rtf

BODY = (
    p("Arriving", "berschrift1")
    + p("Rest.", inner='<w:r><w:commentReference w:id="1"/></w:r>')
    + p("a", "ListBullet")
)
ODT_BODY = "<text:h>Arriving</text:h><text:p>Rest.<office:annotation><text:p>a</text:p></office:annotation></text:p>"
SEEDS = {
    "a.docx": docx(BODY, comment(1, "slower")),
    "a.odt": odt(ODT_BODY),
    "a.fodt": odt_xml(ODT_BODY, flat=True).encode(),
    "a.rtf": rtf(r"{\stylesheet{\s1 heading 1;}}\pard\s1 A\par\pard Rest {\v x}{\*\annotation y}\u8220?\'e4{\field{\*\fldinst PAGE}{\fldrslt 1}}\par"),
    "a.html": b"<!doctype html><title>A</title><style>.a{display:none}</style><h1>A</h1><p class=a>x<p>Rest.<!-- y --><ul><li>b<br>c</ul><table><td>1</table>",
    "a.pdf": pdf([[(50, 500, 20, "Arriving"), (50, 470, 11, "Rest (here).")]] * 2, notes=["slower"]),
    "a.srt": b"1\n00:00:01,000 --> 00:00:02,000\n<i>Rest</i>\n\n2\n00:00:05,000 --> 00:00:06,000\nhere.\n",
    "a.vtt": b"WEBVTT - A\n\nNOTE x\n\n00:01.000 --> 00:02.000\n<v Anna>Rest &amp; <00:01.500>here.\n",
    "a.txt": "Rest\u00ad here.".encode(),
}  # fmt: skip

WORDS = st.lists(
    st.text(
        st.characters(exclude_categories=["C", "Z", "Lm", "M"], exclude_characters="\u00ad"),
        min_size=1,
        max_size=8,
    )
    | st.sampled_from(
        [
            "(pause",
            "5s)",
            "[softly]",
            "<b>",
            "&amp;",
            "\\par",
            "{\\v",
            "}",
            "#",
            "%",
            "-->",
            "]]>",
            "1.",
        ]
    ),
    min_size=1,
    max_size=8,
).map(" ".join)

MADE = {
    "a.docx": lambda words: docx("".join(p(escape(each)) for each in words)),
    "a.odt": lambda words: odt("".join(f"<text:p>{escape(each)}</text:p>" for each in words)),
    "a.html": lambda words: (
        "<html>" + "".join(f"<p>{escape(each)}</p>" for each in words)
    ).encode(),
    "a.rtf": lambda words: rtf(r"\par ".join(rtf_escape(each) for each in words)),
}


def rtf_escape(text):
    halves = text.encode("utf-16-le")
    units = [int.from_bytes(halves[n : n + 2], "little") for n in range(0, len(halves), 2)]
    return "".join(
        f"\\{chr(u)}"
        if chr(u) in "\\{}"
        else chr(u)
        if u < 128
        else f"\\u{u - 65536 * (u > 32767)}?"
        for u in units
    )


@pytest.mark.parametrize("file", MADE)
@given(words=st.lists(WORDS, min_size=1, max_size=4))
@settings(deadline=None, max_examples=60)
def test_every_word_is_in_the_text_once_and_in_order(file, words):
    document = text_of(MADE[file](words), file)
    read = [
        line.removeprefix("\\") if line[1:2] in ("#", "%") else line
        for line in document.text.split("\n")
        if line
    ]
    assert [line.lstrip("- " + names().bullets) for line in read] == [
        line.lstrip("- " + names().bullets) for line in words
    ]


PIECES = st.sampled_from([b"", b"{", b"}", b"<", b">", b"\\", b"\x00", b"\xff", b"\n\n", b"-->", b"99999999999999999999", b"<!--", b"\\bin9", b"%PDF-"])  # fmt: skip


@pytest.mark.parametrize("file", SEEDS)
@given(data=st.data())
@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
def test_a_damaged_file_is_a_document_or_an_error_with_its_place(file, data):
    content = bytearray(SEEDS[file])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        end = min(len(content), at + data.draw(st.integers(0, 30)))
        content[at:end] = data.draw(PIECES | st.binary(max_size=8))
    name = data.draw(st.sampled_from([file, "a", "a.txt"]))
    assert _outcome(bytes(content), name) in ("document", name)


def _outcome(content, name):
    """``document``, or the file that the error names."""
    try:
        document = text_of(content, name)
    except BadInput as error:
        return error.place.file if error.message and error.place else "no place"
    return "document" if isinstance(document, Document) else "neither"
