"""Checking what stands in files: scripts, SSML, any text, and templates over a grid of clients."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from relax.errors import BadInput, Place, RefusedError
from relax.files import write_text
from relax.words._client import Client
from relax.words._parse import parse
from relax.words._print import print_script
from relax.words._read import read_text
from relax.words._regions import Regions
from relax.words._render import Wanted, render
from relax.words._ssml import from_ssml, is_ssml
from relax.words._templates import SUFFIX, load_template
from relax.words.check._check import check_script, check_text
from relax.words.check._facts import Facts
from relax.words.check._fix import fix
from relax.words.check._rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from relax.words._templates import Template
    from relax.words.check._finding import Finding

_READ = (".md", ".txt", ".ssml", ".xml", SUFFIX)
_GRID = (
    {},
    {"position": "prone"},
    {"position": "supine"},
    {"position": "side", "avoid": "belly;chest;throat"},
    {"avoid": "hands;feet"},
    {"name": "Robin", "eyes": "open"},
)
"""Clients that change the words most; the exhaustive grid is a test's."""


def check_paths(
    paths: Sequence[Path],
    template_folders: Sequence[Path],
    *,
    rules: Path | None = None,
    repair: bool = False,
) -> list[Finding]:
    """Every finding in files and folders, in order.

    Args:
        paths: scripts, SSML, texts or templates; of a folder, all of them in it.
        template_folders: where templates find what they share.
        rules: a clinic's own rules.
        repair: write the safe substitutions into scripts and texts.

    Raises:
        BadInput: a path that is not there, or a script that is not one.
    """
    findings: list[Finding] = []
    for path in _files(paths):
        if path.name.endswith(SUFFIX):
            findings += _check_template(path, template_folders, rules)
        else:
            findings += _check_file(path, rules, repair=repair)
    return findings


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.name.endswith(_READ))
            yield from (p for p in inside if not p.name.startswith("_"))
        elif path.exists():
            yield path
        else:
            raise BadInput("There is no such file or folder.", place=Place(str(path)))


def _check_file(path: Path, rules: Path | None, *, repair: bool) -> list[Finding]:
    text = read_text(path)
    findings = _findings(text, str(path), rules)
    if repair and not is_ssml(text):
        repaired = fix(text, findings)
        if repaired != text:
            write_text(path, repaired)
            findings = _findings(repaired, str(path), rules)
    return findings


def _findings(text: str, file: str, rules: Path | None) -> list[Finding]:
    if is_ssml(text):
        script = from_ssml(text, file)
    elif text.lstrip("\ufeff").startswith("---"):
        script = parse(text, file)
    else:
        return check_text(text, file, rules=load_rules("en", rules))
    facts = _facts(None, bed="bed" in script.meta.sounds)
    found = load_rules(script.meta.language, rules)
    return check_script(script, text=text, facts=facts, rules=found)


def _check_template(path: Path, folders: Sequence[Path], rules: Path | None) -> list[Finding]:
    """The words a template renders for each client of the grid at three lengths."""
    template = load_template(path)
    found: dict[tuple[str, str, str], Finding] = {}
    for wishes in _GRID:
        for minutes in sorted({*_lengths(template)}):
            for finding in _check_rendered(
                template, wishes, minutes, (path.parent, *folders), rules
            ):
                named = replace(finding, file=f"{path}")
                found.setdefault((named.rule, named.text, named.message), named)
    return list(found.values())


def _lengths(template: Template) -> tuple[float, float, float]:
    minutes = template.meta.minutes
    return minutes.min, minutes.default, minutes.max


def _check_rendered(
    template: Template,
    wishes: dict[str, str],
    minutes: float,
    folders: Sequence[Path],
    rules: Path | None,
) -> list[Finding]:
    client = Client.model_validate(wishes)
    try:
        script = render(template, client, Wanted(minutes=minutes), folders).script
    except RefusedError:
        return []  # a gate keeps this client away; nothing is said
    facts = _facts(client, bed=True)
    text = print_script(script)
    return check_script(script, text=text, facts=facts, rules=load_rules(template.language, rules))


def _facts(client: Client | None, *, bed: bool) -> Facts:
    """Transcripts always carry the support lines and say that the voice is synthetic."""
    regions = Regions.load(client.language) if client else None
    forbidden = regions.forbidden(regions.left_out(client)) if regions and client else None
    return Facts(
        forbidden=forbidden,
        name=client.name if client else None,
        sounds=frozenset({"bed"} if bed else ()),
        support_in_transcript=True,
        voice_disclosed=True,
    )
