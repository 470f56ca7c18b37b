"""Where a finding stands, what it says, and what it keeps to itself."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from relax.words import parse, print_script
from relax.words.check import OF_THE_PRODUCT, Facts, check_script, check_text
from relax.words.lint import check_source
from tests.words.strategies import scripts

KEYS = ["file", "line", "column", "rule", "severity", "text", "message", "suggestion"]
HEAD = "---\ntitle: Plain\n---\n"


def of(text: str, rule: str, facts: Facts = OF_THE_PRODUCT):
    found = check_script(parse(text, "a.md"), text=text, facts=facts)
    return [finding for finding in found if finding.rule == rule]


def test_a_finding_has_exactly_the_fields_programs_read() -> None:
    (finding,) = check_text("Take a deep breath.", "page.txt")[:1]
    assert list(finding.as_dict()) == KEYS
    assert json.loads(json.dumps(finding.as_dict()))["file"] == "page.txt"


def test_the_column_is_that_of_the_words() -> None:
    text = f"{HEAD}## One\nHello there. [pause 2s] You might take a deep breath now.\n"
    (finding,) = of(text, "DEEP_BREATH")
    assert (finding.line, finding.text) == (5, "a deep breath")
    assert text.splitlines()[4][finding.column - 1 :].startswith("a deep breath")


def test_escapes_and_spaces_do_not_shift_the_column() -> None:
    text = f"{HEAD}A \\[word\\]  in   brackets, and then a big breath.\n"
    (finding,) = of(text, "DEEP_BREATH")
    assert text.splitlines()[3][finding.column - 1 :].startswith("a big breath")


def test_typographic_quotes_are_read_as_plain_ones() -> None:
    assert of(f"{HEAD}You’re safe here.\n", "SAFE_ASSERT")
    assert of(f"{HEAD}Don‘t move.\n", "CMD_CALM")


def test_what_is_only_spoken_is_checked_too() -> None:
    text = "---\ntitle: Plain\nsay: {Bo: let it all go}\n---\nHello, Bo.\n"
    (finding,) = of(text, "LET_GO")
    assert (finding.line, finding.text) == (5, "")


def test_titles_are_checked_where_they_stand() -> None:
    text = "---\nminutes: 3\ntitle: Insomnia relief\n---\n## Your chakras\nHello there.\n"
    (title,), (chapter,) = of(text, "DIAGNOSIS"), of(text, "SPIRIT")
    assert (title.line, title.text) == (3, "Insomnia")
    assert (chapter.line, chapter.text) == (5, "chakras")


def test_titles_may_say_things_that_sentences_may_not() -> None:
    assert not of("---\ntitle: Look Around\n---\n## Notice\nHello there.\n", "IMPERATIVE")


def test_left_out_areas_and_names_are_never_quoted() -> None:
    facts = replace(OF_THE_PRODUCT, forbidden=re.compile("belly"), name="Zuleika")
    text = (
        "---\ntitle: For Zuleika\npersonal: [Zuleika]\n---\n"
        "The belly is soft, Zuleika. Let go of everything, Zuleika. Relax your belly, Zuleika.\n"
        "Zuleika, Zuleika.\n"
    )
    found = check_script(parse(text, "a.md"), text=text, facts=facts)
    assert {"AVOID_RESPECT", "PERSONAL", "NAME_OVERUSE", "CMD_RELAX"} <= {f.rule for f in found}
    said = json.dumps([finding.as_dict() for finding in found]) + " ".join(map(str, found))
    said += " ".join(finding.sentence for finding in found)  # printed for a person
    assert "elly" not in said
    assert "Zuleika" not in said


def test_a_left_out_area_in_a_title_is_found() -> None:
    facts = replace(OF_THE_PRODUCT, forbidden=re.compile("belly", re.IGNORECASE))
    script = parse("---\ntitle: Evening\n---\n## Belly\nHello there.\n", "a.md")
    found = [each for each in check_script(script, facts=facts) if each.rule == "AVOID_RESPECT"]
    assert [(each.line, each.text) for each in found] == [(4, "")]


@pytest.mark.parametrize(
    ("facts", "line", "rule"),
    [
        (replace(OF_THE_PRODUCT, breath_hold="soft"), "Hold your breath.", "HOLD_BREATH"),
        (replace(OF_THE_PRODUCT, spiritual_ok=True), "The universe is near.", "SPIRIT"),
        (
            replace(OF_THE_PRODUCT, opted_in=re.compile("throat")),
            "The throat is next.",
            "SENS_GUARD",
        ),
    ],
)
def test_what_a_client_asked_for_is_no_finding(facts: Facts, line: str, rule: str) -> None:
    assert of(f"{HEAD}{line}\n", rule)
    assert not of(f"{HEAD}{line}\n", rule, facts)


def test_release_is_a_word_of_squeezing_and_resting() -> None:
    line = "Squeeze lightly if you like, and then release.\n"
    assert of(f"---\ntitle: A\nform: scan\n---\n{line}", "LET_GO")
    assert not of(f"---\ntitle: A\nform: muscle\n---\n{line}", "LET_GO")


def test_paced_breathing_may_say_in_and_out_without_if() -> None:
    cue = "[breathe in 4 out 6 for 1m; tone; remind]\nBreathe in as the tone rises.\n[/breathe]\n"
    assert of(f"{HEAD}Breathe in as the tone rises.\n", "IMPERATIVE")
    assert not of(f"{HEAD}A soft tone comes, if you like. {cue}", "IMPERATIVE")
    assert of(f"{HEAD}A soft tone comes. {cue}", "IMPERATIVE")  # it was not offered as a choice


def test_a_face_down_script_needs_no_word_about_eyes() -> None:
    text = "---\ntitle: A\nposition: {}\n---\nHello there.\n"
    assert of(text.format("supine"), "OPEN_EYES")
    assert not of(text.format("prone"), "OPEN_EYES")


def test_a_script_that_cannot_be_read_is_one_finding() -> None:
    (finding,) = check_source(f"{HEAD}Hello. [paws 4s]\n", "a.md")
    assert (finding.rule, finding.line, finding.column) == ("SYNTAX", 4, 8)
    assert "[pause]" in finding.suggestion


def test_a_page_in_another_form_is_read_all_the_same() -> None:
    text = "\ufeff# Title\r\n\r\n1. Take a\r\n   deep breath (long pause)\r\n- <name>, let\tgo\r\n"
    found = {(f.rule, f.line, f.column) for f in check_source(text, "a.txt")}
    assert {("DEEP_BREATH", 3, 9), ("PLACEHOLDER", 5, 3), ("LET_GO", 5, 11)} <= found


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300))
def test_no_page_is_too_strange_to_check(text: str) -> None:
    for finding in check_text(text):
        assert finding.line is None or 1 <= finding.line <= len(re.split(r"\r\n|\r|\n", text))


@settings(deadline=None, max_examples=40)
@given(scripts())
def test_every_script_can_be_checked_and_every_place_is_in_it(script) -> None:
    text = print_script(script)
    lines = text.split("\n")
    for finding in check_source(text, "a.md"):
        if finding.line is not None and finding.column is not None:
            assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1
