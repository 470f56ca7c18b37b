"""Documents of LibreOffice."""

from __future__ import annotations

import pytest

from relax.errors import BadInput
from relax.words.documents import text_of
from tests.words.documents.making import ODT_STYLES, odt, odt_xml, packed


def p(text):
    return f"<text:p>{text}</text:p>"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<text:tracked-changes><text:changed-region><text:deletion><text:p>secret</text:p></text:deletion></text:changed-region></text:tracked-changes>" + p("A b."), "deleted"),
        (p("A <text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>secret</text:p></text:note-body></text:note>b."), "footnote"),
        (p('A <text:span text:style-name="Hidden">secret</text:span>b.'), "hidden text"),
        (p("A b.") + '<text:section text:display="none">' + p("secret") + "</text:section>", "hidden text"),
        (p("A b.") + p('<text:hidden-paragraph text:is-hidden="true"/>secret'), "hidden text"),
        (p("A <text:page-number>9</text:page-number>b."), "page number"),
        (p("A b.") + "<text:table-of-content><text:index-body>" + p("secret") + "</text:index-body></text:table-of-content>", "contents"),
        (p("A <draw:frame><draw:image/><svg:title>secret</svg:title><svg:desc>secret</svg:desc></draw:frame>b."), "1 picture"),
    ],
)  # fmt: skip
def test_what_is_no_words_is_left_out_and_told(body, told):
    document = text_of(odt(body), "a.odt")
    assert document.text == "A b.\n"
    assert [note for note in document.notes if told in note]


def test_headings_lists_comments_boxes_and_tables():
    body = (
        '<text:p text:style-name="P1">Evening</text:p>'
        '<text:h text:outline-level="1">Arriving</text:h>'
        + p("Let your <text:span>hands</text:span> <text:a>rest</text:a>.<office:annotation><dc:creator>Anna</dc:creator>"
            "<dc:date>2026</dc:date><text:p>tell Anna</text:p><text:p>slower</text:p></office:annotation>")
        + '<text:list text:style-name="L1"><text:list-item>' + p("left") + p("and more") + "</text:list-item>"
        "<text:list-item>" + p("right") + "<text:list><text:list-item>" + p("thumb") + "</text:list-item></text:list></text:list-item></text:list>"
        + p('Rest <text:span text:style-name="Gone">now</text:span>here.')
        + "<table:table><table:table-row><table:table-cell>" + p("One.") + "</table:table-cell><table:table-cell>" + p("Two.")
        + "</table:table-cell></table:table-row></table:table>"
        + p("Beside.<draw:frame><draw:text-box>" + p("In a box.") + "</draw:text-box></draw:frame>")
        + "<draw:frame><draw:text-box>" + p("On the page.") + "</draw:text-box></draw:frame>"
    )  # fmt: skip
    document = text_of(odt(body), "a.odt")
    assert document.text.strip().split("\n\n") == [
        "## Arriving",
        "Let your hands rest.\n% tell Anna slower",
        "- left",
        "and more",
        "- right\n- thumb",
        "Rest here.\n% struck out: now",
        "One.",
        "Two.",
        "Beside.",
        "In a box.",
        "On the page.",
    ]
    assert document.title == "Evening"  # not a chapter: the first begins right after it
    assert "1 comment is kept as a line that begins with %, and is not spoken." in document.notes


def test_spaces_breaks_and_literal_signs():
    body = p("# a<text:s text:c='3'/>b<text:tab/>c.<text:line-break/>D re\u00adlax.") + p("% d")
    assert text_of(odt(body), "a.odt").text == "\\# a b c.\nD relax.\n\n\\% d\n"


def test_flat_files_are_read_and_the_title_is_the_documents_own():
    assert text_of(odt_xml(p("Rest."), flat=True).encode(), "a.fodt").text == "Rest.\n"
    assert text_of(odt(p("Rest."), title="Evening"), "a.odt").title == "Evening"


def test_other_documents_of_the_family_are_named():
    sheet = packed({"content.xml": ODT_STYLES}, "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(BadInput, match="spreadsheet"):
        text_of(sheet, "a.odt")
