"""Every structural rule: a script that keeps them all, and one that breaks only this one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from relax.words import Script, parse
from relax.words.check import OF_THE_PRODUCT, Facts, Finding, check_script
from relax.words.check._structure import structure

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


def test_every_structural_rule_has_such_a_script() -> None:
    assert structure("en").rule_ids == {case["rule"] for case in CASES}
