"""Content and name of a file → the format to read it as; what is not words is refused."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from relax.errors import BadInput, Place
from relax.files import decoded, is_utf16
from relax.words.documents._blocks import MOST, too_large
from relax.words.documents._names import names

if TYPE_CHECKING:
    from relax.words.documents._document import Kind
    from relax.words.documents._names import Refusal

_ODT: Final = "application/vnd.oasis.opendocument.text"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_WORD: Final = "EncryptedPackage".encode("utf-16-le")
_OFFICE: Final = b"urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_PDF_HEAD: Final = 1024
"""Bytes in which a reader of PDF looks for its sign, as Acrobat does; more than RTF needs."""

_BEFORE_ROOT: Final = re.compile(
    r"\s*(?:<\?.{0,2000}?\?>\s*|<!--.{0,5000}?-->\s*|<!doctype[^>]{0,1000}>\s*)*",
    re.IGNORECASE | re.DOTALL,
)
_ROOT: Final = re.compile(r"<([a-z][\w.-]*:)?([a-z][\w.-]*)", re.IGNORECASE)
_DOCTYPE_HTML: Final = re.compile(r"<!doctype\s+html\b", re.IGNORECASE)
_TIMES: Final = r"\s*(?:\d+:)?\d{1,2}:\d{1,2}[.,]\d{1,3}\s*-->"
_SRT: Final = re.compile(rf"\s*(?:\d+[ \t]*\n)?{_TIMES}")
_MAIL: Final = re.compile(
    r"\s*(?:[A-Za-z-]+:.*\n(?:[ \t].*\n)*){0,60}?MIME-Version:", re.IGNORECASE
)
_ENDINGS: Final[dict[str, Kind]] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".srt": "srt",
    ".vtt": "vtt",
}
ENDINGS: Final = (
    *(".docx", ".docm", ".dotx", ".odt", ".ott", ".fodt", ".rtf", ".pdf"),
    *(".html", ".htm", ".xhtml", ".srt", ".vtt"),
)
"""How the names of documents end that are read, besides those of plain text."""

_PLAIN: Final = (".txt", ".text", ".md", ".markdown", ".ssml", ".srt", ".vtt", ".html", ".htm")
_PACKED: Final = {
    ".docx": "Word document",
    ".docm": "Word document",
    ".dotx": "Word document",
    ".odt": "document of LibreOffice",
    ".ott": "document of LibreOffice",
    ".fodt": "document of LibreOffice",
    ".rtf": "rich text document",
    ".pdf": "PDF",
}


def kind_of(content: bytes, file: str) -> Kind:
    """The format of a file: by its content first, by its name's ending second.

    Raises:
        BadInput: it is too large, broken, or not words.
    """
    if len(content) > MOST:
        raise too_large(file)
    if b"%PDF-" in content[:_PDF_HEAD]:
        return "pdf"
    if content[:_PDF_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return "rtf"
    if content.startswith(b"PK\x03\x04"):
        return _in_zip(content, file)
    if _ENCRYPTED_WORD in content and content.startswith(_OLE):
        raise locked("Word document", file)
    for refused in names().refused:
        if any(beginning.fits(content) for beginning in refused.begins):
            raise refusal(_by_ending(file, refused), file)
    if b"\0" in content and not is_utf16(content):
        raise not_utf8(file) if _ending(file) in _PLAIN else refusal(names().binary, file)
    return _of_text(content, file)


def refusal(refused: Refusal, file: str) -> BadInput:
    """The error that says what a file is instead of words."""
    return BadInput(refused.says, hint=refused.hint, place=Place(file))


def text_in(content: bytes, file: str) -> str:
    """The text of a file.

    Raises:
        BadInput: it is neither UTF-8 nor UTF-16 with its mark.
    """
    try:
        text = decoded(content)
    except UnicodeDecodeError:
        raise not_utf8(file) from None
    if "\0" in text:  # UTF-32, or no text at all
        raise not_utf8(file)
    return text


def not_utf8(file: str) -> BadInput:
    """The error of a file whose letters are not known."""
    return BadInput(
        "The file is not UTF-8 text.",
        hint="Save it as plain text with the encoding UTF-8.",
        place=Place(file),
    )


def locked(what: str, file: str) -> BadInput:
    """The error of a document that only its owner can open."""
    return BadInput(
        f"This {what} is locked with a password.",
        hint="Open it, and save a copy without a password; or copy the words into a text file.",
        place=Place(file),
    )


def _ending(file: str) -> str:
    return PurePath(file).suffix.lower()


def _by_ending(file: str, other: Refusal) -> Refusal:
    """The kind that a file's ending names, of those that are not words; else ``other``."""
    ending = _ending(file)
    return next((each for each in names().refused if ending in each.endings), other)


def _in_zip(content: bytes, file: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = packed.namelist()
            small = "mimetype" in inside and packed.getinfo("mimetype").file_size < 200
            mime = packed.read("mimetype").decode("latin-1").strip() if small else ""
    except Exception:  # noqa: BLE001  (a broken archive fails in a dozen ways)
        raise broken(_ending(file), file) from None
    if mime.startswith(_ODT) or (not mime and "content.xml" in inside):
        return "odt"
    for refused in names().refused:
        begins = tuple(refused.inside)
        if mime in refused.of or (begins and any(name.startswith(begins) for name in inside)):
            raise refusal(refused, file)
    if any(name.startswith("word/") for name in inside) or "[Content_Types].xml" in inside:
        return "docx"
    archive = next(each for each in names().refused if ".zip" in each.endings)
    raise refusal(_by_ending(file, archive), file)


def broken(ending: str, file: str) -> BadInput:
    """The error of a document that its format's reader cannot open."""
    what = _PACKED.get(ending, "document")
    return BadInput(
        f"This {what} is broken and cannot be read.",
        hint="Open it in the program that made it, save it again, and give that.",
        place=Place(file),
    )


def _of_text(content: bytes, file: str) -> Kind:
    ending = _ending(file)
    shown = content.decode("utf-16" if is_utf16(content) else "utf-8", "replace")
    head = shown[:100_000].lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if head.startswith("WEBVTT"):
        return "vtt"
    if _SRT.match(head):
        return "vtt" if ending == ".vtt" else "srt"
    if markup := _markup(head, content, file):
        return markup
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    if ending in _PACKED:
        raise _not_what_it_says(ending, file)
    if any(ending in each.endings for each in names().refused):
        raise refusal(_by_ending(file, names().binary), file)
    if _MAIL.match(head):
        raise refusal(names().mail, file)
    if _is_json(shown):
        raise refusal(names().json_data, file)
    return "text"


def _markup(head: str, content: bytes, file: str) -> Kind | None:
    """The format that a document type or the first element names, if any."""
    before = _BEFORE_ROOT.match(head)
    at = before.end() if before else 0
    if _DOCTYPE_HTML.search(head, 0, at):
        return "html"
    if not (root := _ROOT.match(head, at)):
        return None
    name = root[2].lower()
    if name in ("html", "head", "body"):
        return "html"
    if name == "speak":
        return "text"
    if not head.lstrip().startswith("<?xml"):
        return None
    if name in ("document", "document-content") and _OFFICE in content[:10_000]:
        return "odt"
    if _ending(file) == ".ssml":  # the reader of SSML says what is wrong with it
        return "text"
    raise refusal(_by_ending(file, names().xml), file)


def _is_json(text: str) -> bool:
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return False
    try:
        return isinstance(json.loads(text.lstrip("\ufeff")), dict | list)
    except (ValueError, RecursionError):
        return False


def _not_what_it_says(ending: str, file: str) -> BadInput:
    return BadInput(
        f"This file is called {ending} and is no {_PACKED[ending]}.",
        hint="Give it the ending that it has, or save it again as that.",
        place=Place(file),
    )
