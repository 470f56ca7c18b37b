"""What a file is: by its content first, by its ending second; what is no words is refused."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import wave
import zipfile

import pytest

from relax.errors import BadInput
from relax.words.documents import ENDINGS, text_of
from tests.words.documents.making import docx, odt, p, packed, pdf, rtf

ODT_P = "<text:p>Rest.</text:p>"
PAGE = b"<!doctype html><p>Rest."
SRT = b"1\n00:00:01,000 --> 00:00:02,000\nRest.\n"
VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nRest.\n"
GOOD = {
    "docx": docx(p("Rest.")),
    "odt": odt(ODT_P),
    "rtf": rtf("Rest.\\par"),
    "html": PAGE,
    "pdf": pdf([[(50, 500, 11, "Rest.")]]),
    "srt": SRT,
    "vtt": VTT,
    "text": b"Rest.\n",
}


@pytest.mark.parametrize("kind", GOOD)
def test_the_content_decides_and_not_the_ending(kind):
    for file in ("a", "a.txt", "a.bin", "a.DOCX") if kind != "text" else ("a", "a.txt", "a.md"):
        document = text_of(GOOD[kind], file)
        assert (document.text, document.kind) == ("Rest.\n", kind)


@pytest.mark.parametrize(
    ("content", "file", "kind"),
    [
        (b"<p>Rest.</p>", "a.html", "html"),
        (b"<p>Rest.</p>", "a.md", "text"),
        (b"<!-- note -->\nRest.", "a.md", "text"),
        (b"<?xml version='1.0'?><!-- a --><speak><p>Rest.</p></speak>", "a.xml", "text"),
        (b"<speak>Rest.</speak>", "a", "text"),
        (b"<?xml version='1.0'?><!DOCTYPE html><html><p>Rest.</html>", "a.xml", "html"),
        (b"---\ntitle: A\n---\n[pause 4s]\nRest.", "a.md", "text"),
        (b"[pause 4s]\n{Rest}", "a", "text"),
        ("Rest.".encode("utf-16"), "a.txt", "text"),
        (b"00:01.000 --> 00:02.000\nRest.", "a.vtt", "vtt"),
    ],
)
def test_what_is_text_and_what_is_more(content, file, kind):
    assert text_of(content, file).kind == kind


def test_text_stands_as_it_is_but_for_characters_that_hide():
    text = "# Evening\n% note\n\n- re\u00adlax\u200b   a\u200db (pause)\r\n  x\n"
    document = text_of(b"\xef\xbb\xbf" + text.encode(), "a.md")
    assert document.text == "# Evening\n% note\n\n- relax   ab (pause)\n  x\n"
    assert document.notes == ("3 hidden characters inside words were taken out.",)
    for kept in ("می\u200cخواهم", "\U0001f468\u200d\U0001f469", "❤\ufe0f"):
        assert text_of(kept.encode(), "a.txt").text == kept


def recording():
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(100))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "file", "says"),
    [
        (packed({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "a.xlsx", "spreadsheet"),
        (packed({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "a.docx", "spreadsheet"),
        (b"a,b\n1,2\n", "a.csv", "spreadsheet"),
        (packed({"ppt/presentation.xml": ""}), "a.pptx", "slides"),
        (packed({"META-INF/container.xml": ""}, "application/epub+zip"), "a.epub", "e-book"),
        (packed({"Index/Document.iwa": ""}), "a.pages", "Pages"),
        (packed({"a.txt": "Rest."}), "a.zip", "ZIP archive"),
        (b"PK\x05\x06" + bytes(18), "a", "ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "a.doc", r"old Word document.*\.docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "a.xls", "spreadsheet"),
        (b"\x89PNG\r\n\x1a\n" + bytes(9), "a.txt", "picture"),
        (b"\xff\xd8\xff\xe0", "a.jpg", "picture"),
        (recording(), "a", "sound"),
        (b"ID3\x04" + bytes(50), "a.mp3", "sound"),
        (b"\x00\x00\x00\x20ftypisom", "a.mp4", "film"),
        (b"\x1f\x8b\x08\x00", "a.gz", "packed archive"),
        (b'{"a": "Rest."}', "a.json", "JSON"),
        (b'[{"a": "Rest."}]', "a.txt", "JSON"),
        (b"a: Rest.", "a.yaml", "YAML"),
        (b"\x7fELF\x01\x00\x00", "a", "file of a program"),
        (b"R\x00e\x00s\x00t\x00", "a.txt", "not UTF-8 text"),
        ("Hände".encode("latin-1"), "a.txt", "not UTF-8 text"),
        ("Rest.".encode("utf-32"), "a.srt", "not UTF-8 text"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            "locked with a password",
        ),
        (
            packed({"content.xml": "x", "META-INF/manifest.xml": "<encryption-data/>"}),
            "a.odt",
            "locked with a password",
        ),
        (b"\xff\xfeR", "a.txt", "not UTF-8 text"),
        (b"<?xml version='1.0'?><svg><text>Rest.</text></svg>", "a.xml", "XML of a kind"),
        (b"From: <Saved>\nSubject: a\n b\nMIME-Version: 1.0\n\nRest.", "a.txt", "an e-mail"),
        (b"bplist00" + bytes(9), "a.webarchive", "an e-mail, or a page"),
        (b"[Script Info]\n", "a.ass", "captions in a form"),
        (b"Rest.", "a.docx", "called .docx and is no Word document"),
        (b"Rest.", "a.pdf", "called .pdf"),
        (b"PK\x03\x04 nothing", "a.docx", "Word document is broken"),
        (GOOD["docx"][:300], "a.docx", "Word document is broken"),
        (packed({"[Content_Types].xml": "<x/>"}), "a.docx", "Word document is broken"),
        (docx("<w:p>"), "a.docx", "Word document is broken"),
        (docx(""), "a.docx", "no words"),
        (b"<html><script>Rest.</script>", "a.html", "no words"),
        (b"WEBVTT\n", "a.vtt", "no words"),
        (b"", "a.html", "no words"),
        (b"x" * 20_000_001, "a.txt", "too large"),
    ],
)
def test_what_is_no_words_is_refused_in_one_sentence(content, file, says):
    with pytest.raises(BadInput) as error:
        text_of(content, file)
    message = str(error.value)
    assert re.search(says, message), message
    assert error.value.place is not None
    assert error.value.place.file == file
    assert error.value.hint or "too large" in message


def test_nothing_grows_without_end():
    bomb = docx("<w:p><w:r><w:t>" + "a" * 30_000_000 + "</w:t></w:r></w:p>")
    assert len(bomb) < 100_000
    with pytest.raises(BadInput, match="too large"):
        text_of(bomb, "a.docx")
    deep = docx("<w:sdt>" * 5000 + p("x") + "</w:sdt>" * 5000)
    with pytest.raises(BadInput, match="nested too deep"):
        text_of(deep, "a.docx")
    laughs = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><d>&b;</d>'
    for part in ("word/document.xml", "word/styles.xml", "word/comments.xml", "_rels/.rels"):
        for xml in (
            laughs.encode(),
            ('<?xml version="1.0" encoding="utf-16"?>' + laughs).encode("utf-16"),
        ):
            with pytest.raises(BadInput, match="declares a type of its own"):
                text_of(docx(p("Rest."), more={part: xml}), "a.docx")
    with pytest.raises(BadInput, match="declares a type of its own"):
        text_of(packed({"content.xml": laughs}), "a.odt")


def test_an_encrypted_zip_is_broken_and_no_traceback():
    content = bytearray(GOOD["docx"])
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    with pytest.raises(BadInput, match="broken"):
        text_of(bytes(content), "a.docx")
    assert zipfile.is_zipfile(io.BytesIO(content))


def test_formats_cost_nothing_until_they_are_needed():
    code = (
        "import sys; from relax.words.documents import text_of; text_of(b'Rest.', 'a.txt');"
        "print([m for m in ('pypdf', 'justhtml', 'zipfile._path', 'relax.words.documents._pdf') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_ending_that_is_named_is_read():
    for ending in ENDINGS:
        content = next(
            GOOD[kind]
            for kind in GOOD
            if kind in ending or ending in (".htm", ".docm", ".dotx", ".ott", ".fodt")
        )
        assert text_of(content, f"a{ending}").text == "Rest.\n"
