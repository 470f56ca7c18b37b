"""``--fix`` changes what is safe to change, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings, strategies as st

from relax.words import parse
from relax.words.check import stops
from relax.words.lint import check_paths, check_source, fix, fix_paths
from tests.words.check.test_corpus import safe_lines, unsafe_lines

HEAD = "---\ntitle: Plain\n---\n"
UNSAFE = [one.line for one in unsafe_lines()]


def fixed(line: str) -> str:
    text = f"{HEAD}{line}\n"
    return fix(text, check_source(text, "a.md")).removeprefix(HEAD).removesuffix("\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Take a slow, deep breath.", "Take an easy breath."),
        ("Take one deep breath.", "Take one easy breath."),
        ("Another deep breath, if you like.", "Another easy breath, if you like."),
        ("A few deep breaths are enough.", "A few easy breaths are enough."),
        ("Perhaps breathe in deeply.", "Perhaps breathe in easily."),
        ("Simply rest.", "Rest."),
        ("You might just rest.", "You might rest."),
        ("That’s it, sweetheart.", "That’s it."),
        ("Now rest in savasana.", "Now rest in a resting position."),
    ],
)
def test_what_is_certainly_better_is_changed(before: str, after: str) -> None:
    assert fixed(before) == after


@pytest.mark.parametrize(
    "line",
    [
        "Close your eyes.",
        "Notice your hands.",
        "Imagine a weighted blanket pinning you gently in place.",
        "Picture yourself sinking into warm sand.",
        "Feel the grief in your chest.",
        "Bring your mother's face to mind.",
        "Try to feel the floor.",
        "Relax your shoulders.",
        "Go to sleep.",
        "Let a hand rest on your inner thighs.",
        "Your problem areas are soft now.",
        "It's just a memory.",
        "This is not just rest.",
        "You can just make out the line of the hills.",
        "Take a deep breath and let everything go.",
        "Simply surrender.",
        "The buttocks are on the chair.",
    ],
)
def test_an_order_or_a_sentence_that_needs_a_reader_stays_as_it_is(line: str) -> None:
    assert fixed(line) == line


def test_no_order_becomes_an_invitation() -> None:
    invites = re.compile(
        r"\b(?:if you like|you might|you could|perhaps|may come or not)\b", re.IGNORECASE
    )
    for one in unsafe_lines():
        if not invites.search(one.line):
            assert not invites.search(fixed(one.line)), one.line


def test_cues_front_matter_and_line_ends_stay_as_they_are() -> None:
    text = "---\r\ntitle: Deep breath\r\n---\r\n## One\r\nTake a deep breath. [pause 6-14s]\r\n"
    better = fix(text, check_source(text, "a.md"))
    assert better == text.replace("a deep breath.", "an easy breath.")


def test_what_no_longer_fits_its_place_is_left_alone() -> None:
    findings = check_source(f"{HEAD}Take a deep breath.\n", "a.md")
    edited = f"{HEAD}Now take an easy breath.\n"
    assert fix(edited, findings) == edited


def test_a_fixed_line_has_no_new_error_and_can_still_be_read() -> None:
    lines = [line for line in UNSAFE if not set(line) & set("[<{(")]
    text = HEAD + "".join(f"{line}\n" for line in lines)
    before = check_source(text, "a.md")
    better = fix(text, before)
    parse(better, "a.md")
    known = {(f.line, f.rule) for f in stops(before)}
    after = check_source(better, "a.md")
    of_lines = [f for f in stops(after) if f.sentence and f.line and f.line > len(HEAD.split())]
    assert better != text
    assert not {(f.line, f.rule) for f in of_lines if f.text} - known


def test_safe_lines_are_not_touched() -> None:
    text = HEAD + "".join(f"{line}\n" for line, _ in safe_lines())
    findings = [finding for finding in check_source(text, "a.md") if finding.change]
    assert [finding.sentence for finding in findings] == []


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
    (change,) = fix_paths([file])
    remaining = check_paths([file])
    assert (change.line, change.rule) == (1, "DEEP_BREATH")
    assert (change.before, change.after) == ("Take a deep breath.", "Take an easy breath.")
    assert change.file == str(file)
    assert file.read_bytes() == b"Take an easy breath.\r\nLet go of everything.\r\n"
    assert {"LET_GO"} <= {finding.rule for finding in remaining}
    assert "DEEP_BREATH" not in {finding.rule for finding in remaining}
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]
