"""``relax check`` on paths: scripts, templates and pages, one by one or in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from relax.errors import BadInput, ScriptError
from relax.words import read_script
from relax.words.check import facts_for
from relax.words.check._structure import limits
from relax.words.client._client import Client
from relax.words.lint import check_paths, check_template, fix_paths

GOOD = (Path(__file__).parent / "scripts" / "good.md").read_text(encoding="utf-8")
TEMPLATE = """---
id: small
title: Small
purpose: For the tests.
form: scan
function: settle
category: S
minutes: {default: 5, min: 3, max: 8}
outline: notice a few things
structure: [arriving]
settings: [home]
positions: [seated, prone]
---
## Arriving
{% if position == "prone" %}
Let go of everything.
{% endif %}
Relax your {{ "jaw" }} now. [pause]
You can stop.
"""


def test_a_folder_is_checked_text_by_text(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "good.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "in" / "page.txt").write_text("Take a deep breath.", encoding="utf-8")
    (tmp_path / "in" / "_part.md").write_text("Take a deep breath.", encoding="utf-8")
    (tmp_path / "in" / "track.mp3").write_bytes(b"\xff\xfb\x90")
    found = check_paths([tmp_path])
    assert {Path(f.file).name for f in found} == {"page.txt"}
    assert {"DEEP_BREATH", "IMPERATIVE", "OPEN_CHOICE"} <= {f.rule for f in found}


def test_a_file_in_utf_16_is_read(tmp_path):
    (tmp_path / "one.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "two.md").write_text(GOOD.replace("\n", "\r\n"), encoding="utf-16")
    assert [len(check_paths([tmp_path / name])) for name in ("one.md", "two.md")] == [0, 0]


def test_what_is_missing_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        check_paths([tmp_path / "none.md"])
    (tmp_path / "sound.md").write_bytes("Ein Gruß.".encode("latin-1"))
    with pytest.raises(BadInput, match="UTF-8"):
        check_paths([tmp_path / "sound.md"])


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("bare.md", "One.\nHello there. [paus 4s]\n", (2, 14)),
        ("bare.md", "Hello there.\n[optional]\nMore.\n", (2, 1)),
        ("bare.txt", "Hello there. [pause -4s]\n", (1, 14)),
        ("page.md", "<speak><p>Hello.</speak>", (1, 19)),
        ("page.ssml", "Hello there.", (1, 1)),
    ],
)
def test_what_voice_would_not_read_is_an_error(
    tmp_path: Path, name: str, text: str, place: tuple[int, int]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    for asked in (tmp_path / name, tmp_path):
        places = [(f.line, f.column) for f in check_paths([asked]) if f.rule == "SYNTAX"]
        assert places == [place]


def test_brackets_that_are_no_cues_are_asked_about_all_at_once(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("There is more at [one](a.html), [1], [x] and [bone].", encoding="utf-8")
    found = check_paths([page])
    assert [f.column for f in found if f.rule == "SYNTAX"] == [33, 38, 46]
    assert [f.column for f in found if f.rule == "NOT_WORDS"] == [18]
    with pytest.raises(ScriptError):
        read_script(page)


def test_words_in_ssml_are_judged_and_not_its_tags(tmp_path: Path) -> None:
    text = '<speak><p>Let go and surrender.</p><break time="4s"/></speak>'
    (tmp_path / "page.ssml").write_text(text, encoding="utf-8")
    assert "LET_GO" in {finding.rule for finding in check_paths([tmp_path])}


def test_a_folder_with_nothing_to_check_is_not_called_good(tmp_path: Path) -> None:
    (tmp_path / "track.mp3").write_bytes(b"\xff\xfb\x90")
    with pytest.raises(BadInput, match="nothing to check"):
        check_paths([tmp_path])


def test_a_clinic_rule_holds_for_files(tmp_path: Path) -> None:
    rules = tmp_path / "clinic.yaml"
    rules.write_text(
        "silence: [{rule: DEEP_BREATH, reason: Our singers ask for it.}]", encoding="utf-8"
    )
    page = tmp_path / "page.txt"
    page.write_text("A deep breath.", encoding="utf-8")
    found = {finding.rule for finding in check_paths([page])}
    assert "DEEP_BREATH" in found
    assert {finding.rule for finding in check_paths([page], rules=rules)} == found - {"DEEP_BREATH"}


def test_a_template_is_checked_by_what_it_says_to_different_people(tmp_path: Path) -> None:
    path = tmp_path / "small.md.jinja"
    path.write_text(TEMPLATE, encoding="utf-8")
    before = path.read_bytes()
    assert fix_paths([path]) == []
    found = {finding.rule: finding for finding in check_paths([path], [tmp_path])}
    assert (found["LET_GO"].line, found["LET_GO"].column) == (16, 1)  # said to one position only
    assert (found["CMD_RELAX"].line, found["CMD_RELAX"].text) == (18, "Relax")
    assert "OPEN_CHOICE" in found
    assert path.read_bytes() == before


def test_a_finding_in_a_template_stands_on_its_own_line(tmp_path: Path) -> None:
    path = tmp_path / "small.md.jinja"
    more = "{# \x0c #}The belly is next.\nTake a deep breath.\nPerhaps rest. Let it go. The belly is warm.\n"
    path.write_text(TEMPLATE + more * 2, encoding="utf-8")
    lines = path.read_text(encoding="utf-8").split("\n")
    found = check_paths([path], [tmp_path])
    for rule, words, times in (
        ("DEEP_BREATH", "a deep breath", 2),
        ("LET_GO", "Let it go", 2),
        ("AVOID_RESPECT", "belly", 4),
    ):
        of_rule = [f for f in found if f.rule == rule and words in f.text]
        assert len({f.line for f in of_rule}) == times, rule
        for finding in of_rule:
            assert finding.line
            assert finding.column
            assert lines[finding.line - 1][finding.column - 1 :].startswith(words)


def test_every_mistake_of_a_script_is_told_in_one_run(tmp_path: Path) -> None:
    (tmp_path / "bare.md").write_text(
        "---\ntitle: A\n---\nOne. [paus 4s]\nLet it all go. [pause -4s]\n[optional]\nThree.\n",
        encoding="utf-8",
    )
    found = check_paths([tmp_path])
    assert [(f.line, f.column) for f in found if f.rule == "SYNTAX"] == [(4, 6), (5, 16), (6, 1)]
    assert [(f.line, f.column) for f in found if f.rule == "LET_GO"] == [(5, 1)]


def test_nothing_is_quoted_while_the_front_matter_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "hers.md").write_text(
        "---\ntitle: A\npersonal: {Zuleika\n---\nLet it all go, Zuleika. [paus 4s]\n",
        encoding="utf-8",
    )
    (found,) = check_paths([tmp_path])
    assert (found.rule, found.text, found.sentence) == ("SYNTAX", "", "")


def test_one_file_that_is_not_text_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "sound.md").write_bytes("Ein Gruß.".encode("latin-1"))
    (tmp_path / "page.txt").write_text("Take a deep breath.", encoding="utf-8")
    found = check_paths([tmp_path])
    assert {(Path(f.file).name, f.rule) for f in found} >= {
        ("sound.md", "SYNTAX"),
        ("page.txt", "DEEP_BREATH"),
    }


def test_all_paths_that_are_missing_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        check_paths([tmp_path / "one.md", tmp_path / "two.md"])
    assert "one.md" in str(caught.value)
    assert "two.md" in str(caught.value)


def test_a_template_that_cannot_be_rendered_is_one_finding(tmp_path: Path) -> None:
    path = tmp_path / "small.md.jinja"
    path.write_text(TEMPLATE.replace("{% endif %}\n", ""), encoding="utf-8")
    (finding,) = check_template(path)
    assert finding.rule == "SYNTAX"
    assert finding.line


def test_the_people_a_template_is_tried_on_are_valid_clients() -> None:
    people = [Client.model_validate(fields) for fields in limits().template_clients]
    assert any(person.avoid for person in people)
    assert any(person.absent for person in people)


def test_a_client_file_says_what_the_check_must_know() -> None:
    client = Client(
        name="Ana", avoid=["belly"], opt_in=["throat"], breath_hold="soft", spiritual_ok=True
    )
    facts = facts_for(client)
    assert facts.forbidden
    assert facts.opted_in
    assert facts.forbidden.search("your belly")
    assert facts.opted_in.search("the throat")
    assert not facts.forbidden.search("your hands")
    assert (facts.name, facts.breath_hold, facts.spiritual_ok) == ("Ana", "soft", True)


def test_health_notes_take_holds_back_and_quicken_the_pace() -> None:
    facts = facts_for(Client(breath_hold="full", contraindications=["pregnancy"]))
    assert (facts.breath_hold, facts.slowest_bpm) == ("none", 6)


def test_nothing_is_found_in_the_words_as_they_are_shipped() -> None:
    scripts = Path(__file__).parents[3] / "scripts"
    assert [str(finding) for finding in check_paths([scripts]) if finding.severity != "info"] == []
