"""``--fix`` changes what is safe to change, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relax.words import parse
from relax.words.check import Finding, check_paths, check_source, fix, stops
from tests.words.check.test_corpus import safe_lines, unsafe_lines

HEAD = "---\ntitle: Plain\n---\n"
UNSAFE = [one.line for one in unsafe_lines()]


def fixed(line: str) -> str:
    text = f"{HEAD}{line}\n"
    return fix(text, check_source(text, "a.md")).removeprefix(HEAD).removesuffix("\n")


def errors(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in stops(findings)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Take a slow, deep breath.", "Take an easy breath."),
        ("A few deep breaths are enough.", "A few easy breaths are enough."),
        ("Close your eyes.", "Your eyes can be open, lowered or closed."),
        ("Notice your hands.", "You might notice your hands."),
        ("Simply rest.", "Rest."),
        ("You might just rest.", "You might rest."),
        ("Try to feel the floor.", "You might feel the floor."),
        ("That’s it, sweetheart.", "That’s it."),
        ("Go to sleep.", "Sleep may come or not; resting is enough."),
        ("Inner thighs and knees.", "Thighs and knees."),
        ("The buttocks are on the chair.", "The buttocks are on the chair."),
    ],
)
def test_a_safe_substitution(before: str, after: str) -> None:
    assert fixed(before) == after


def test_openings_take_turns() -> None:
    after = fixed("Notice your hands. Feel your feet. Sense the floor.")
    assert (
        after
        == "You might notice your hands. If you like, feel your feet. You could sense the floor."
    )


def test_cues_front_matter_and_line_ends_stay_as_they_are() -> None:
    text = "---\r\ntitle: Deep breath\r\n---\r\n## One\r\nTake a deep breath. [pause 6-14s]\r\n"
    better = fix(text, check_source(text, "a.md"))
    assert better == text.replace("a deep breath.", "an easy breath.")


def test_what_no_longer_fits_its_place_is_left_alone() -> None:
    findings = check_source(f"{HEAD}Take a deep breath.\n", "a.md")
    edited = f"{HEAD}Now take an easy breath.\n"
    assert fix(edited, findings) == edited


@pytest.mark.parametrize(
    "line", [unsafe.line for unsafe in unsafe_lines() if "[" not in unsafe.line]
)
def test_a_fixed_line_has_no_new_error_and_can_still_be_read(line: str) -> None:
    text = f"{HEAD}{line}\n"
    before = check_source(text, "a.md")
    better = fix(text, before)
    after = check_source(better, "a.md")
    assert errors(after) <= errors(before)
    parse(better, "a.md")


def test_safe_lines_are_not_touched() -> None:
    for line, _ in safe_lines():
        if not any(finding.change for finding in check_source(f"{HEAD}{line}\n", "a.md")):
            assert fixed(line) == line


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(UNSAFE), min_size=1, max_size=6))
def test_fixing_twice_is_fixing_once(lines: list[str]) -> None:
    text = "\n".join(lines)
    once = fix(text, check_source(text, "a.txt"))
    twice = fix(once, check_source(once, "a.txt"))
    thrice = fix(twice, check_source(twice, "a.txt"))
    assert twice == thrice
    assert len(once.splitlines()) == len(lines)


def test_files_are_written_whole_and_what_remains_is_told(tmp_path) -> None:
    file = tmp_path / "page.txt"
    file.write_bytes(b"Take a deep breath.\r\nLet go of everything.\r\n")
    remaining = check_paths([file], fix=True)
    assert file.read_bytes() == b"Take an easy breath.\r\nLet go of everything.\r\n"
    assert {"LET_GO"} <= {finding.rule for finding in remaining}
    assert "DEEP_BREATH" not in {finding.rule for finding in remaining}
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]
