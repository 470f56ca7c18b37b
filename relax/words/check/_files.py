"""``relax check`` on files and folders: scripts, templates, and text of any kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relax.errors import BadInput, Place, ScriptError
from relax.files import whole_file
from relax.words._cues import holds_cues
from relax.words._read import is_ssml_source, read_source
from relax.words._templates import SUFFIX
from relax.words.check._check import check_script, check_text
from relax.words.check._facts import OF_THE_PRODUCT
from relax.words.check._finding import unreadable
from relax.words.check._fix import fix as fixed
from relax.words.check._rules import load_rules
from relax.words.check._templates import check_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from relax.words.check._facts import Facts
    from relax.words.check._finding import Finding
    from relax.words.check._rules import Rules

_TEXT = (".md", ".txt", ".markdown", ".text", ".ssml")
_MOST_BYTES = 2_000_000


def check_paths(
    paths: Sequence[Path],
    templates: Sequence[Path] = (),
    *,
    rules: Path | None = None,
    language: str = "en",
    fix: bool = False,
    facts: Facts = OF_THE_PRODUCT,
) -> list[Finding]:
    """Everything that is wrong in files, and in the texts and templates under folders.

    Args:
        paths: files and folders.
        templates: folders in which templates find the passages they share.
        rules: a clinic's own rules.
        language: of the clinic's rules, and of text that does not say.
        fix: first write the safe substitutions into the files (never into templates).
        facts: what the words do not show.

    Raises:
        BadInput: a path is missing or not text, or the rules cannot be used.
    """
    own = load_rules(language, rules) if rules else None
    found: list[Finding] = []
    for file in _files(paths):
        if file.name.endswith(SUFFIX):
            found += check_template(file, templates, own)
            continue
        text = _text(file)
        findings = check_source(text, str(file), language=language, rules=own, facts=facts)
        if fix and (better := fixed(text, findings)) != text:
            with whole_file(file) as temporary:
                temporary.write_text(better, encoding="utf-8", newline="")
            findings = check_source(better, str(file), language=language, rules=own, facts=facts)
        found += findings
    return found


def check_source(
    text: str,
    file: str,
    *,
    language: str = "en",
    rules: Rules | None = None,
    facts: Facts = OF_THE_PRODUCT,
) -> list[Finding]:
    """What is wrong with a script, or with text in any other form, as :func:`check_script`.

    A script that cannot be read is one finding, SYNTAX.
    """
    if not _is_script(text, file):
        return check_text(text, file, language=language, rules=rules, facts=facts)
    try:
        script = read_source(text, file, language=language)
    except ScriptError as error:
        return [unreadable(error, file)]
    return check_script(script, text=text, rules=rules, facts=facts)


def _is_script(text: str, file: str) -> bool:
    """Whether `relax voice` would be given this: with front matter or a cue in it, or SSML."""
    front = text.removeprefix("\ufeff").lstrip().startswith("---")
    return front or is_ssml_source(text, file) or holds_cues(text)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = [file for file in sorted(path.rglob("*")) if file.is_file() and _is_ours(file)]
            if not inside:
                raise BadInput("There is nothing to check in this folder.", place=Place(str(path)))
            yield from inside
        elif path.exists():
            yield path
        else:
            raise BadInput("There is no such file or folder.", place=Place(str(path)))


def _is_ours(file: Path) -> bool:
    """Text and templates; parts of templates (``_shared…``) and hidden files are not."""
    name = file.name
    return not name.startswith(("_", ".")) and (name.endswith(SUFFIX) or file.suffix in _TEXT)


def _text(file: Path) -> str:
    place = Place(str(file))
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise BadInput("This file is too large to be a script.", place=place)
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise BadInput(f"The file cannot be read: {reason}.", place=place) from None
    except UnicodeDecodeError:
        raise BadInput(
            "The file is not UTF-8 text.",
            hint="Save it as plain text with the encoding UTF-8.",
            place=place,
        ) from None
