"""The wording rules on lines written for this purpose, and on pages somebody might paste in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from relax.words.check import Finding, Severity, check_text, load_rules
from relax.words.reading import title_of

CORPUS = Path(__file__).parent / "corpus"
CAUGHT = 0.97
FLAGGED = 0.02


@dataclass(frozen=True)
class Unsafe:
    rule: str
    line: str
    why: str


def unsafe_lines() -> list[Unsafe]:
    lines = (CORPUS / "unsafe.tsv").read_text(encoding="utf-8").splitlines()
    return [Unsafe(*line.split("\t")) for line in lines if not line.startswith("#")]


def safe_lines() -> list[tuple[str, str]]:
    """(line, why it is safe): its own reason, or that of its group."""
    found, group = [], ""
    for line in (CORPUS / "safe.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            group = line.removeprefix("## ")
        elif line and not line.startswith("#"):
            text, _, own = line.partition("\t")
            found.append((text, own or group))
    return found


def rules_of(text: str) -> set[str]:
    return {finding.rule for finding in check_text(text)}


def test_nearly_every_unsafe_line_is_caught_by_the_rule_meant_for_it() -> None:
    lines = unsafe_lines()
    missed = [unsafe for unsafe in lines if unsafe.rule not in rules_of(unsafe.line)]
    assert len(lines) >= 150
    assert len(missed) <= (1 - CAUGHT) * len(lines), missed


def test_hardly_any_safe_line_is_flagged() -> None:
    lines = safe_lines()
    flagged = [
        (line, finding.rule, finding.text)
        for line, _ in lines
        for finding in check_text(line)
        if finding.severity is not Severity.INFO
    ]
    assert len(lines) >= 300
    assert len({line for line, *_ in flagged}) <= FLAGGED * len(lines), flagged


def test_every_line_of_both_sets_has_its_reason_and_stands_once() -> None:
    unsafe, safe = unsafe_lines(), safe_lines()
    assert all(line.why for line in unsafe)
    assert all(why for _, why in safe)
    texts = [line.line for line in unsafe] + [line for line, _ in safe]
    assert len(texts) == len(set(texts))


def test_every_wording_rule_has_unsafe_lines() -> None:
    assert {rule.id for rule in load_rules("en").rules} == {line.rule for line in unsafe_lines()}


@pytest.mark.parametrize("rule", sorted({line.rule for line in unsafe_lines()}))
def test_each_rule_says_why_and_what_instead(rule: str) -> None:
    for entry in (entry for entry in load_rules("en").rules if entry.id == rule):
        assert entry.why.endswith(".")
        assert entry.suggestion


PASTED = {
    "commands": {"CMD_RELAX", "CMD_CALM", "EYES_CMD", "AUTHORITY", "IMPERATIVE", "BODY_X",
                 "IMPERATIVE_SHARE", "SILENCE_MAX", "OPEN_CHOICE", "OPEN_EYES", "CLOSE_REORIENT"},
    "letting_go": {"LET_GO", "HEAVY", "EMOTION_FORCE", "SPIRIT", "PET_NAMES", "SAFE_ASSERT",
                   "TRUST_ME", "IMMOBILE", "EYES_CMD", "OPEN_LENGTH", "CLOSE_REORIENT"},
    "deep_breath": {"DEEP_BREATH", "HOLD_BREATH", "BREATHE_INTO", "BODY_X", "SENS_GUARD", "TRY",
                    "OPEN_CHOICE", "ANCHORS"},
    "claims": {"CURE", "NO_CLAIM", "DETOX", "ENERGY", "HORMONE", "VAGUS", "STORED", "MEDS",
               "DIAGNOSIS", "TRADEMARK", "NO_ASSERT_TOUCH"},
    "memory": {"MEMORY", "EMOTION_FORCE", "IMAGERY_RISK", "BREATHE_INTO", "NEG_SUGGEST",
               "SAFE_ASSERT", "DIAGNOSIS", "EYES_CMD", "OPEN_CHOICE"},
    "hypnosis": {"HYPNOTIC", "AUTHORITY", "IMMOBILE", "LET_GO", "SLEEP_CMD", "IMAGERY_RISK",
                 "OPEN_CHOICE", "OPEN_EYES", "POSTURE"},
}  # fmt: skip


def pasted(name: str) -> tuple[str, list[Finding]]:
    text = (CORPUS / "pasted" / f"{name}.txt").read_text(encoding="utf-8")
    return text, check_text(text, f"{name}.txt")


@pytest.mark.parametrize("name", sorted(PASTED))
def test_a_pasted_script_gets_the_findings_it_needs(name: str) -> None:
    _, findings = pasted(name)
    assert PASTED[name] <= {finding.rule for finding in findings}
    assert all(finding.message and finding.suggestion for finding in findings)


@pytest.mark.parametrize("name", sorted(PASTED))
def test_findings_stand_where_the_words_are_even_when_a_sentence_is_wrapped(name: str) -> None:
    text, findings = pasted(name)
    lines = text.splitlines()
    quoted = [finding for finding in findings if finding.text and finding.line]
    assert len(quoted) > 10
    of_the_title = {f.text for f in findings if f.text and not f.line}
    assert all(text in title_of(f"{name}.txt") for text in of_the_title)
    for finding in quoted:
        assert finding.line
        assert finding.column
        first = finding.text.split()[0].casefold()
        assert lines[finding.line - 1][finding.column - 1 :].casefold().startswith(first)
