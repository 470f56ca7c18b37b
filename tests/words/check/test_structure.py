"""Every structural rule: a script that keeps them all, and one that breaks only this one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from relax.words import Script, parse
from relax.words.check import OF_THE_PRODUCT, Facts, Finding, check_script, load_rules
from relax.words.check._choices import options_in
from relax.words.check._course import estimate_course
from relax.words.check._readability import syllables
from relax.words.check._structure import structure
from relax.words.check._view import View

SCRIPTS = Path(__file__).parent / "scripts"
CASES: list[dict[str, Any]] = yaml.safe_load((SCRIPTS / "cases.yaml").read_text(encoding="utf-8"))
TOGETHER = {"IMPERATIVE_SHARE": {"IMPERATIVE"}}
"""A bare order is also named one by one, as a wording."""


def written(name: str, *edits: tuple[str, str]) -> str:
    text = (SCRIPTS / f"{name}.md").read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return text


def read(text: str) -> Script:
    return parse(text, "track.md")


def facts_of(case: dict[str, Any]) -> Facts:
    changed = dict(case.get("facts", {}))
    if "forbidden" in changed:
        changed["forbidden"] = re.compile(changed["forbidden"], re.IGNORECASE)
    if "sounds" in changed:
        changed["sounds"] = frozenset(changed["sounds"])
    return replace(OF_THE_PRODUCT, **changed)


def found(case: dict[str, Any]) -> list[Finding]:
    edits = [(edit["old"], edit["new"]) for edit in case.get("edits", ())]
    text = written(case.get("script", "good"), *edits)
    return check_script(read(text), text=text, facts=facts_of(case))


def name_of(case: dict[str, Any]) -> str:
    return f"{case['rule']}: {case['say']}" if "say" in case else case["rule"]


@pytest.mark.parametrize("name", ["good", "sleep", "breathing"])
def test_a_good_script_has_no_findings(name: str) -> None:
    assert [str(finding) for finding in found({"script": name})] == []


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_script_that_breaks_one_rule_is_told_that_rule_alone(case: dict[str, Any]) -> None:
    findings = found(case)
    rule = case["rule"]
    assert {finding.rule for finding in findings} - TOGETHER.get(rule, set()) == {rule}
    for finding in findings:
        assert finding.message
        assert finding.suggestion


def case(rule: str, say: str | None = None) -> dict[str, Any]:
    return next(c for c in CASES if c["rule"] == rule and c.get("say") == say)


@pytest.mark.parametrize(
    ("rule", "say", "line", "text"),
    [
        # where the practice begins without a way out
        ("OPEN_CHOICE", "no way out", "Something steady can be useful", ""),
        ("OPEN_CHOICE", "after the practice began", "Perhaps notice one breath.", ""),
        # the tender place from which nothing leads back
        ("RETURN", "nowhere neutral after", "When you're ready, the belly comes next", "belly"),
    ],
)
def test_a_structural_finding_stands_where_the_words_are_to_be_changed(
    rule: str, say: str, line: str, text: str
) -> None:
    given = case(rule, say)
    edits = [(edit["old"], edit["new"]) for edit in given["edits"]]
    lines = written("good", *edits).split("\n")
    (finding,) = found(given)
    assert finding.line
    assert finding.column
    assert lines[finding.line - 1].startswith(line)
    assert finding.text == text
    assert lines[finding.line - 1][finding.column - 1 :].startswith(text or line)
    assert finding.sentence.startswith(line)


def test_every_structural_rule_has_such_a_script() -> None:
    assert structure("en").rule_ids == {case["rule"] for case in CASES}


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("You might feel the floor.", 0),
        ("Your eyes can be open, lowered or closed, whichever suits you.", 3),
        ("If you like, notice your hands, your feet, or a sound in the room.", 3),
        ("If you like, you might follow two or three breaths, or not.", 0),
        ("The soles, in socks or shoes or bare.", 3),
        ("Perhaps the hands, the feet, the ears, the nose, or the room.", 5),
        ("One is near; the other is left, right or behind.", 3),
        ("Feeling a lot, a little or nothing here is all fine.", 0),
    ],
)
def test_options_are_counted_as_people_hear_them(sentence: str, count: int) -> None:
    script = read(f"---\ntitle: A\n---\n{sentence}\n")
    view = View(estimate_course(script, Facts()), Facts(), load_rules())
    assert options_in(view, sentence.lower()) == count


def test_words_over_paced_breathing_may_all_be_participles() -> None:
    three = ("These counts are only a suggestion, and your own rhythm is fine.\n", "")
    said = "Breathing in with the tone.\nBreathing out with the tone.\nResting in between.\n"
    paced = written("breathing", three, ("remind]\n", f"remind]\n{said}"))
    assert not [f for f in check_script(read(paced)) if f.rule == "PARTICIPLE_SHARE"]
    plain = written("breathing", ("Perhaps the breath goes", f"{said}Perhaps the breath goes"))
    assert [f for f in check_script(read(plain)) if f.rule == "PARTICIPLE_SHARE"]


@pytest.mark.parametrize(
    ("word", "count"),
    [("breath", 1), ("breathe", 1), ("noticing", 3), ("table", 2), ("rested", 2), ("moved", 1)],
)
def test_syllables_are_counted_by_ear(word: str, count: int) -> None:
    ease = structure("en").readability
    assert ease
    assert syllables(word, ease) == count
