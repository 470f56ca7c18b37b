"""A clinic's own rules, and rules as data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from relax.errors import BadInput, RelaxError
from relax.words.check import check_text, load_rules

OWN = """
words:
  drink: tea|coffee
silence:
  - rule: HEAVY
    reason: Our weighted blankets are heavy, and clients know it.
rules:
  - id: NO_DRINKS
    severity: warning
    patterns: ['\\b%drink%\\b']
    why: There is nothing to drink in our rooms.
    alternatives: [water]
"""

RULE = "rules:\n  - id: A\n    why: A good reason."


@pytest.fixture
def own(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "clinic.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_clinic_adds_a_rule_and_silences_another(own) -> None:
    rules = load_rules("en", own(OWN))
    line = "Your legs are sinking; tea afterwards."
    assert {f.rule for f in check_text(line)} == {"HEAVY"}
    found = check_text(line, rules=rules)
    assert {f.rule for f in found} == {"NO_DRINKS"}
    assert found[0].suggestion == "water"
    assert rules.silenced == {"HEAVY": "Our weighted blankets are heavy, and clients know it."}


def test_a_structural_rule_can_be_silenced_too(own) -> None:
    text = "Stay with the sounds. " * 60
    rules = load_rules("en", own("silence: [{rule: OPEN_EYES, reason: Said by the therapist.}]"))
    assert "OPEN_EYES" in {f.rule for f in check_text(text)}
    assert "OPEN_EYES" not in {f.rule for f in check_text(text, rules=rules)}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("silence:\n  - rule: HEAVY\n", 2, "reason"),
        ("silence:\n  - rule: HEAVY\n    reason: no\n", 3, "reason"),
        ("silence:\n  - rule: HEAVEY\n    reason: We know what we do.\n", 2, "HEAVEY"),
        ("rules:\n  - id: A\n    severity: error\n    why: A long reason.\n", 2, "patterns"),
        (f"{RULE}\n    severity: bad\n    patterns: [x]\n", 4, "severity"),
        (f"{RULE}\n    severity: error\n    patterns: ['(']\n", 5, "pattern"),
        (f"{RULE}\n    severity: error\n    patterns: ['%no%']\n", 2, "%no%"),
        (f"{RULE}\n    severity: error\n    patterns: ['%a%']\nwords: {{a: '%a%'}}\n", 2, "itself"),
        ("rules: [\n", 1, "YAML"),
        ("extra: 1\n", 1, "extra"),
        ("- a\n", 1, "file"),
    ],
)
def test_a_bad_file_is_told_with_its_line(own, text: str, line: int, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        load_rules("en", own(text))
    assert caught.value.place
    assert caught.value.place.line == line
    assert says in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        load_rules("en", tmp_path / "none.yaml")


def test_the_hint_names_the_rule_that_was_meant(own) -> None:
    with pytest.raises(BadInput) as caught:
        load_rules("en", own("silence:\n  - rule: heavey\n    reason: We know what we do.\n"))
    assert "HEAVY" in caught.value.hint


def test_a_language_without_rules_is_refused_rather_than_passed() -> None:
    with pytest.raises(RelaxError):
        check_text("Schließen Sie die Augen.", language="de")


def test_no_vocabulary_stands_in_the_code() -> None:
    """What is looked for in a sentence comes from data: no pattern in the code spells a word."""
    folder = Path(__file__).parents[3] / "relax" / "words" / "check"
    for file in folder.glob("*.py"):
        assert not re.search(r"\\b\(|IGNORECASE.*\w{4,}\|", file.read_text(encoding="utf-8")), (
            file.name
        )


def test_every_shipped_rule_compiles_though_each_is_compiled_on_first_need() -> None:
    for rule in load_rules().rules:
        rule.compile()


@pytest.mark.parametrize("part", ["innocent: ['%none%']", "fix: [{find: '%none%', put: b}]"])
def test_a_rule_of_ones_own_that_cannot_work_is_refused_before_it_is_needed(own, part) -> None:
    with pytest.raises(BadInput, match="no list called %none%"):
        load_rules("en", own(f"{RULE}\n    severity: warning\n    patterns: [a]\n    {part}"))
