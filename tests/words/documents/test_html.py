"""Web pages: what a reader sees as words is read, and nothing else on the page."""

from __future__ import annotations

import pytest

from relax.errors import BadInput
from relax.words.documents import text_of


def page(body, head=""):
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def lines(body, head=""):
    return text_of(page(body, head), "a.html").text.strip().split("\n\n")


@pytest.mark.parametrize(
    "secret",
    [
        "<script>secret</script>",
        "<style>.secret{color:red}</style>",
        "<noscript>secret</noscript>",
        "<template><p>secret</p></template>",
        "<nav>secret</nav>",
        "<footer>secret</footer>",
        "<aside>secret</aside>",
        "<p hidden>secret</p>",
        "<p style='color:red; Display : none'>secret</p>",
        "<div style='visibility:hidden'><p>secret</p></div>",
        "<span style='mso-hide:all'>secret</span>",
        "<span style='font-size:0'>secret</span>",
        "<span style='opacity: 0.0'>secret</span>",
        "<p class='x note'>secret</p>",
        "<div id=private>secret</div>",
        "<p class=screen>secret</p>",
        "<p class='md:gone'>secret</p>",
        "<p style='position:absolute;left:-9999px'>secret</p>",
        "<span aria-hidden=true>secret</span>",
        "<a class='skip-link' href='#x'>secret</a>",
        "<img alt='secret' title='secret' src='http://example.org/secret.png'>",
        "<svg><text>secret</text></svg>",
        "<button>secret</button>",
        "<select><option>secret</select>",
        "<textarea>secret</textarea>",
        "<iframe src='http://example.org/'>secret</iframe>",
        "<video>secret</video>",
        "<object>secret</object>",
        "<del>secret</del>",
        "<div role=navigation>secret</div>",
        "<sup><a href='#fn1'>secret</a></sup>",
        "<section class=footnotes><ol><li>secret</ol></section>",
        "<!--[if gte mso 9]><xml>secret</xml><![endif]-->",
        "<![CDATA[ secret ]]>",
        "<?php secret ?>",
        "<ruby>a<rt>secret</rt></ruby>".replace("a<", "<"),
        "<input value=secret>",
        "<p style='mso-element:footnote-list'>secret</p>",
    ],
)
def test_what_is_no_words_never_reaches_the_text(secret):
    sheet = "<style>/* x */ .note, #private { display:none } @media print { p { display:none } } @media screen { .screen { display:none } } .md\\:gone{display:none} @page{}</style>"
    document = text_of(page(f"<p>Before.</p>{secret}<p>After.</p>", sheet), "a.html")
    assert document.text == "Before.\n\nAfter.\n"


def test_a_paragraph_that_is_not_closed_hides_none_of_those_after_it():
    sheet = "<style>.note{display:none}</style>"
    assert lines("<p>One.<p class=note>secret<p>Two.<ul><li>a<li>b</ul>", sheet) == [
        "One.",
        "Two.",
        "- a\n- b",
    ]


def test_rules_for_print_or_for_a_page_that_a_program_uncovers_hide_nothing():
    sheet = "<style>@media print{p{display:none}} body{opacity:0} .js p:not(:first-child::x){display:none}</style>"
    assert lines("<p>One.</p>", sheet) == ["One."]


def test_headings_lists_breaks_and_inline_markup():
    body = """<h1>Arriving</h1><p>Let your <b>ha</b>nds <i>rest</i>
    for&nbsp;now.</p><h3>Feet</h3><ol><li>left</li><li><p>right</p><p>and then rest</p></li></ol>
    <p>One.<br>Two<br>goes on.</p><p>A<br><br>B</p><blockquote>Quoted.</blockquote><pre>Verse one.

Verse two.</pre><dl><dt>Name<dd>Said</dl><p>She says <q>rest</q>.</p>"""
    assert lines(body) == [
        "## Arriving",
        "Let your hands rest for now.",
        "## Feet",
        "- left\n- right",
        "and then rest",
        "One.\nTwo goes on.",
        "A",
        "B",
        "Quoted.",
        "Verse one.",
        "Verse two.",
        "Name",
        "Said",
        "She says “rest”.",
    ]


def test_literal_words_stand_and_become_no_markup():
    body = "<p># one<p>% two<p>(pause 5 seconds) *now* &lt;i&gt; re&shy;lax [[slnc 3000]]<p>In <break time='3s'/>out."
    assert lines(body) == [
        "\\# one",
        "\\% two",
        "(pause 5 seconds) *now* <i> relax [[slnc 3000]]",
        'In <break time="3s"/> out.',
    ]


def test_comments_and_struck_words_are_kept_and_not_spoken():
    document = text_of(
        page("<p>Rest <s>now</s> here.<!-- tell Anna:\nslower --></p><!-- end -->"), "a.html"
    )
    assert document.text == "Rest here.\n% struck out: now\n% tell Anna: slower\n\n% end\n"
    assert "2 comments are kept as lines that begin with %, and are not spoken." in document.notes
    assert lines("<p>Rest <s>a <s>b</s> c</s> here.") == ["Rest here.\n% struck out: a b c"]


def test_a_page_whose_look_is_elsewhere_says_so():
    document = text_of(
        page("<p>Rest.", "<link rel=stylesheet href='http://example.org/x.css'>"), "a.html"
    )
    assert document.notes == (
        "The look of the page is in another file; what that hides is read here.",
    )


def test_bylines_and_captions_of_pictures_are_kept_and_not_spoken():
    body = "<p class='author'>Anna B</p><p>Rest.</p><figure><img src=x><figcaption>A lake</figcaption></figure>"
    assert lines(body) == ["% Anna B", "Rest.", "% A lake"]


def test_only_the_main_part_is_read_when_a_page_names_it():
    document = text_of(page("<p>Ads.</p><main><p>Rest.</p></main><p>More ads.</p>"), "a.html")
    assert document.text == "Rest.\n"
    assert document.notes == ("Only the main part of the page was read.",)
    assert lines("<article><p>One.</article><article><p>Two.</article>") == ["One.", "Two."]
    assert text_of(page("<main><p>Rest.</p></main>"), "a.html").notes == ()


def test_tables_are_read_row_by_row():
    body = "<table><tr><th>a<th>b<tr><td>c<td>d</table>"
    assert lines(body) == ["a", "b", "c", "d"]
    assert text_of(page(body), "a.html").notes == ("1 table is read row by row.",)


def test_a_page_that_word_saved():
    body = """<p class=MsoTitle>Evening</p><p class=MsoNormal>Rest.<a href="#_msocom_1">[A1]</a>
    <a href="#_ftn1" name="_ftnref1"><span>[1]</span></a></p>
    <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
    style='mso-list:Ignore'>· </span><![endif]>left hand</p>
    <div style='mso-element:footnote-list'><div id=ftn1><p>secret</p></div></div>
    <div style='mso-element:comment-list'><div style='mso-element:comment'><p>slower</p></div></div>"""
    document = text_of(page(body), "a.html")
    assert document.text == "## Evening\n\nRest.\n\n- left hand\n\n% slower\n"


def test_the_title_is_that_of_the_page_or_its_heading_within():
    assert (
        text_of(page("<p>Rest.", "<title>Slow\n Evening</title>"), "a.html").title == "Slow Evening"
    )
    assert (
        text_of(page("<h1>Evening</h1><p>Rest.", "<title>Evening | Studio</title>"), "a.html").title
        == "Evening"
    )
    assert text_of(page("<p>Rest."), "a.html").title is None


@pytest.mark.parametrize(
    "content",
    [
        "<html><head><meta charset='windows-1252'></head><p>Händé</p></html>".encode("cp1252"),
        "<html><meta http-equiv=x content='text/html; charset=ISO-8859-1'><p>Händé</p></html>".encode(
            "latin-1"
        ),
        "<html><p>Händé</p></html>".encode("utf-16"),
        "<html><p>Händé</p></html>".encode("utf-8-sig"),
        "<?xml version='1.0' encoding='iso-8859-1'?><html><p>Händé</p></html>".encode("latin-1"),
    ],
)
def test_letters_are_read_as_the_page_says(content):
    assert text_of(content, "a").text == "Händé\n"


def test_letters_of_no_known_encoding_are_an_error():
    with pytest.raises(BadInput, match="not UTF-8 text"):
        text_of("<html><p>Hände</p>".encode("cp1252"), "a.html")


def test_a_page_nested_without_end_is_read():
    assert lines("<div>" * 3000 + "Rest." + "</div>" * 3000) == ["Rest."]
