"""A "not" that takes a demand back is understood, and one that only stands near it is not."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from relax.words.check import Severity, check_text
from tests.words.check.test_corpus import CAUGHT, rules_of, unsafe_lines

LINES = Path(__file__).parent / "corpus" / "negation"

OF_WORDING = {"SENTENCE_LEN", "OPTION_COUNT"}
"""Findings about the length of a sentence, not about what it says."""


def lines(name: str) -> list[str]:
    text = (LINES / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def stopped(line: str) -> set[str]:
    """The rules of errors and warnings about what a line says."""
    return {f.rule for f in check_text(line) if f.severity is not Severity.INFO} - OF_WORDING


def test_the_corpus_is_large_enough_and_no_line_stands_twice() -> None:
    careful = lines("careful") + lines("careful_held_out")
    harmful = lines("harmful") + lines("harmful_held_out")
    assert len(careful) >= 80
    assert len(harmful) >= 80
    assert len({*careful, *harmful}) == len(careful) + len(harmful)


@pytest.mark.parametrize("line", lines("careful"))
def test_a_careful_line_passes(line: str) -> None:
    assert not stopped(line)


@pytest.mark.parametrize("line", lines("harmful"))
def test_a_harmful_line_is_caught_although_it_says_not(line: str) -> None:
    assert stopped(line)


PASSED_BLIND, CAUGHT_BLIND = 29 / 30, 20 / 30
"""Shares of the held-out lines, judged once while the rules did not know them."""


def test_the_held_out_lines_are_judged_no_worse_than_at_first() -> None:
    careful, harmful = lines("careful_held_out"), lines("harmful_held_out")
    assert sum(not stopped(line) for line in careful) >= PASSED_BLIND * len(careful)
    assert sum(bool(stopped(line)) for line in harmful) >= CAUGHT_BLIND * len(harmful)


FREED = [
    "You don't have to {}",
    "There's no need to {}",
    "Nobody will ask you to {}",
    "You won't be asked to {}",
    "Nothing here asks you to {}",
    "You needn't {}",
]
DEMANDS = {
    "CMD_RELAX", "CMD_CALM", "LET_GO", "EYES_CMD", "IMPERATIVE", "AUTHORITY", "DEEP_BREATH",
    "HOLD_BREATH", "BREATHE_INTO", "EMOTION_FORCE", "MEMORY", "TRUST_ME", "SLEEP_CMD", "HYPNOTIC",
}  # fmt: skip
PASSED = 0.95


def demands() -> list[str]:
    """The orders among the unsafe lines, without the words that lead up to them."""
    found = []
    for unsafe in unsafe_lines():
        if unsafe.rule in DEMANDS and "IMPERATIVE" in rules_of(unsafe.line):
            low = unsafe.line[0].lower() + unsafe.line[1:]
            low = re.sub(r"^(?:now|and|then|just|please|so|simply|\w+ly),? ", "", low)
            found.append(re.split(r"(?<=\w)[,;.:!]", low)[0])
    return found


def test_an_order_that_nobody_has_to_follow_is_no_order() -> None:
    turns = zip(demands(), itertools.cycle(FREED), strict=False)
    tried = [frame.format(demand) + "." for demand, frame in turns]
    caught = [line for line in tried if stopped(line) & DEMANDS]
    assert len(tried) > 150
    assert len(caught) <= (1 - PASSED) * len(tried), caught


NEARBY = [
    "Don't hold back, {}",
    "There's no hurry, {}",
    "You don't have to speak, {}",
    "Nothing can go wrong; {}",
    "No need to wait: {}",
    "Nothing to prove: {}",
]


def test_a_negation_in_front_of_an_unsafe_line_makes_it_no_safer() -> None:
    # what is told by its capitals is not the same line any more; TRY is only a remark
    unsafe = [one for one in unsafe_lines() if one.rule not in {"TRADEMARK", "PLACEHOLDER", "TRY"}][
        ::3
    ]
    passed = []
    for one, frame in zip(unsafe, itertools.cycle(NEARBY), strict=False):
        line = frame.format(one.line[0].lower() + one.line[1:])
        if one.rule not in rules_of(line) and not stopped(line) - {"NEG_SUGGEST"}:
            passed.append(line)
    assert len(passed) <= (1 - CAUGHT) * len(unsafe), passed


@pytest.mark.parametrize(
    "line",
    [
        "You don't have to remember the abuse.",
        "Nobody will talk about the assault.",
        "You don't need to tell me about the violence.",
    ],
)
def test_what_was_done_to_somebody_is_not_named_even_to_deny_it(line: str) -> None:
    assert "MEMORY" in rules_of(line)


@pytest.mark.parametrize(
    "line",
    [
        "If a memory comes, you could follow it for a while.",
        "If a memory comes, you can stay with it and let it come closer.",
        "If you like, you could let the memory come a little closer.",
        "If you want to go back to that day, you can stop at any time.",
        "When I say so, the memory comes, and you can rest.",
    ],
)
def test_a_way_further_in_is_no_way_out(line: str) -> None:
    assert "MEMORY" in rules_of(line)
