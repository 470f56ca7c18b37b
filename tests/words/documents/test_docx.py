"""Word documents: the words on the page are read, and nothing that stands beside them."""

from __future__ import annotations

import pytest

from relax.errors import BadInput
from relax.words.documents import text_of
from tests.words.documents.making import comment, docx, p, r

FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def lines(content, file="a.docx"):
    return text_of(content, file).text.strip().split("\n\n")


def field(code, result):
    return (
        FIELD.format("begin")
        + f"<w:r><w:instrText> {code} </w:instrText></w:r>"
        + FIELD.format("separate")
        + r(result)
        + FIELD.format("end")
    )


def test_headings_are_known_in_any_language():
    body = (
        p("Ankommen", "berschrift1")
        + p("Here.")
        + p("Kapitel", "Eigene")
        + p("There.")
        + p("Kleines", "Child")
        + p("Everywhere.")
        + p("Direct", properties='<w:outlineLvl w:val="2"/>')
        + p("Done.")
    )
    document = text_of(docx(body), "a.docx")
    assert document.text.split("\n\n") == [
        "## Ankommen", "Here.", "## Kapitel", "There.", "## Kleines", "Everywhere.", "## Direct", "Done.\n",
    ]  # fmt: skip
    assert (document.kind, document.title) == ("docx", "Ankommen")
    assert document.notes == ("4 headings begin chapters, and are not spoken.",)


def test_comments_stay_beside_their_paragraph_and_nobody_speaks_them():
    body = (
        p("Let your hands rest.", inner='<w:r><w:commentReference w:id="7"/></w:r>')
        + p("And your feet.")
        + p("Bye.", inner='<w:r><w:commentReference w:id="8"/></w:r>')
    )
    said = (
        comment(7, "Anna wants this slower,", "much slower")
        + comment(8, "# really")
        + comment(9, "lost one")
    )
    document = text_of(docx(body, said), "a.docx")
    assert document.text == (
        "Let your hands rest.\n% Anna wants this slower, much slower\n\nAnd your feet.\n\n"
        "Bye.\n% # really\n\n% lost one\n"
    )
    assert document.notes == (
        "3 comments are kept as lines that begin with %, and are not spoken.",
    )


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (p("A ", inner="<w:del><w:r><w:delText>secret</w:delText></w:r></w:del>" + r("b.")), "deleted text"),
        (p("A ", inner="<w:moveFrom>" + r("secret") + "</w:moveFrom>" + r("b.")), "deleted text"),
        (p("A ", inner=r("secret", "<w:vanish/>") + r(" too", "<w:vanish/>") + r("b.")), "1 passage of hidden"),
        (p("A ", inner=r("secret", '<w:rStyle w:val="Secret"/>') + r("b.")), "hidden text"),
        (p("A ", inner='<w:r><w:footnoteReference w:id="1"/></w:r>' + r("b.")), "1 footnote"),
        (p("A ", inner=field("PAGE", "secret") + r("b.")), "page number"),
        (p("A ", inner='<w:fldSimple w:instr=" NUMPAGES ">' + r("secret") + "</w:fldSimple>" + r("b.")), "page number"),
        (p("A b.") + p("Arriving secret", "TOC1"), "table of contents"),
        (p("A b.", inner="<w:r><w:drawing><a:graphic><pic:pic descr='secret'/></a:graphic></w:drawing></w:r>"), "1 picture"),
        (p("A b.", inner="<m:oMath><m:r><m:t>secret</m:t></m:r></m:oMath>"), "1 formula"),
        (p("A b.") + "<w:del>" + p("secret") + "</w:del>", "deleted text"),
        (p("A b.") + "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + p("secret") + "</w:sdtContent></w:sdt>", "a program fills in"),
        (p("A ", inner="<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + r("secret") + "</w:sdtContent></w:sdt>" + r("b.")), "a program fills in"),
        (p("A b.") + '<w:altChunk r:id="r9"/>', "embedded object"),
    ],
)  # fmt: skip
def test_what_is_no_words_is_left_out_and_told(body, told):
    document = text_of(docx(body), "a.docx")
    assert document.text == "A b.\n"
    assert [note for note in document.notes if told in note]


def test_words_that_programs_wrap_are_never_lost():
    wrapped = (
        p(inner='<w:ins w:id="1">' + r("One. ") + "</w:ins>" + field('HYPERLINK "http://x"', "Two. "))
        + p(inner='<w:fldSimple w:instr=" MERGEFIELD x ">' + r("Three.") + "</w:fldSimple>")
        + p(inner="<w:smartTag><w:sdt><w:sdtContent>" + r("Four.") + "</w:sdtContent></w:sdt></w:smartTag>")
        + "<w:sdt><w:sdtContent>" + p("Five.") + "</w:sdtContent></w:sdt>"
        + p(inner="<w:bdo><w:dir>" + r("Six.") + "</w:dir></w:bdo>")
        + p(inner="<w:moveTo>" + r("Seven.") + "</w:moveTo>")
    )  # fmt: skip
    assert " ".join(lines(docx(wrapped))) == "One. Two. Three. Four. Five. Six. Seven."


def test_a_field_that_never_ends_is_a_broken_document_and_not_a_silent_one():
    body = p(
        "One.", inner=FIELD.format("begin") + "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    ) + p("Two.")
    with pytest.raises(BadInput, match="broken"):
        text_of(docx(body), "a.docx")


def test_struck_words_titles_and_captions_become_comments_or_headings():
    body = (
        p("Evening", "Title")
        + p("by Anna, for all", "Subtitle")
        + p("Rest ", inner=r("now", "<w:strike/>") + r(" or never", "<w:dstrike/>") + r(" here."))
        + p("A lake", "Caption")
    )
    document = text_of(docx(body), "a.docx")
    assert document.text == (
        "## Evening\n\n% by Anna, for all\n\nRest here.\n% struck out: now or never\n\n% A lake\n"
    )
    assert document.title == "Evening"


def test_lists_tables_and_text_boxes():
    item = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>'
    box = "<wps:txbx><w:txbxContent>" + p("In a box.") + "</w:txbxContent></wps:txbx>"
    old = "<v:textbox><w:txbxContent>" + p("In a box.") + "</w:txbxContent></v:textbox>"
    body = (
        p("Left hand", properties=item.format(1))
        + p("Right hand", properties=item.format(2))
        + p("Both", "ListBullet")
        + p("None", "ListBullet", properties=item.format(0))
        + "<w:tbl><w:tr><w:tc>" + p("One.") + "</w:tc><w:tc>" + p("Two.") + "</w:tc></w:tr>"
        + "<w:tr><w:trPr><w:del/></w:trPr><w:tc>" + p("gone") + "</w:tc></w:tr></w:tbl>"
        + p("Beside.", inner="<w:r><mc:AlternateContent><mc:Choice><w:drawing>" + box
            + "</w:drawing></mc:Choice><mc:Fallback><w:pict>" + old + "</w:pict></mc:Fallback></mc:AlternateContent></w:r>")
    )  # fmt: skip
    document = text_of(docx(body), "a.docx")
    assert document.text == (
        "- Left hand\n- Right hand\n- Both\n\nNone\n\nOne.\n\nTwo.\n\nBeside.\n\nIn a box.\n"
    )
    assert "1 table is read row by row." in document.notes
    assert "The numbers of a list are not read." in document.notes
    assert "1 text box is read where it is anchored." in document.notes


def test_literal_words_stand_as_they_are_and_become_no_markup():
    body = (
        p("# not a heading")
        + p("% not a comment")
        + p("(pause 5 seconds) [softly] *now* re\u00adlax zero\u200bwidth &lt;b&gt;")
        + p(
            "Soft",
            inner="<w:r><w:softHyphen/><w:t>er</w:t><w:noBreakHyphen/><w:t>one</w:t><w:tab/><w:t>x</w:t></w:r>",
        )
    )
    assert lines(docx(body)) == [
        "\\# not a heading",
        "\\% not a comment",
        "(pause 5 seconds) [softly] *now* relax zerowidth <b>",
        "Softer-one x",
    ]


def test_line_breaks_divide_lines_and_never_a_sentence():
    def broken(*parts):
        return p(inner="<w:r>" + "<w:br/>".join(f"<w:t>{part}</w:t>" for part in parts) + "</w:r>")

    assert lines(docx(broken("Let your hands", "rest."))) == ["Let your hands rest."]
    assert lines(docx(broken("Hands rest.", "Feet rest."))) == ["Hands rest.\nFeet rest."]
    assert lines(docx(broken("Left hand", "Right hand"))) == ["Left hand", "Right hand"]


def test_the_end_of_a_paragraph_that_was_deleted_joins_two():
    body = p("Let your ", properties="<w:rPr><w:del/></w:rPr>") + p("hands rest.")
    assert lines(docx(body)) == ["Let your hands rest."]


def test_a_heading_as_long_as_a_paragraph_is_read():
    long = "Let your hands rest here. Let your feet rest there."
    document = text_of(docx(p(long, "berschrift1")), "a.docx")
    assert document.text == f"{long}\n"
    assert any("as long as a paragraph" in note for note in document.notes)


def test_the_title_is_the_documents_own_or_the_first_top_heading():
    body = p("Arriving", "berschrift1") + p("Here.")
    assert text_of(docx(body, title="Slow Evening"), "a.docx").title == "Slow Evening"
    for nobody in ("", "Microsoft Word - x.doc", "Document1", "untitled", "scan.docx"):
        assert text_of(docx(body, title=nobody), "a.docx").title == "Arriving"


def test_the_main_part_is_found_where_the_package_says():
    assert lines(docx(p("Here."), main="word/document2.xml")) == ["Here."]
    more = {"word/header1.xml": "<w:hdr><w:t>secret</w:t></w:hdr>"}
    document = text_of(docx(p("Here."), more=more), "a.docx")
    assert document.text == "Here.\n"
    assert document.notes == ("A header or footer of the pages was left out.",)
