"""``relax script`` with several sources, a lead-in and bells, and a clinic's own words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from relax.cli import group
from relax.origin import origin_of
from relax.request import Request, settle
from relax.words import Bells, Client, Clinic, clinic_problem
from tests.words.proof import HOME, TEMPLATES

CLINIC = """
clinic:
  name: Rosenweg
  closing: "Thank you for coming. The tea is ready when you are."
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The program in this process; ``config`` is what config.yaml holds."""

    def call(*arguments, config="{}"):
        settings = tmp_path / "config.yaml"
        settings.write_text(config, encoding="utf-8")
        monkeypatch.setenv("RELAX_CONFIG", str(settings))
        return CliRunner().invoke(group, [*map(str, arguments)])

    monkeypatch.chdir(tmp_path)
    return call


def test_templates_and_files_are_joined_from_the_command_line(run, tmp_path):
    first = run("script", "contact-scan", "--out", "mine.md")
    assert first.exit_code == 0, first.stderr
    done = run(
        *("script", "hum", "mine.md", "--minutes", "12", "--title", "Evening"),
        *("--lead-in", "30s", "--bell", "start,end"),
    )
    assert done.exit_code == 0, done.stderr
    assert done.stdout == f"{Path('scripts', 'hum+mine.md')}\n"
    assert done.stderr == "relax: The opening of mine.md is left out.\n"
    text = (tmp_path / "scripts" / "hum+mine.md").read_text(encoding="utf-8")
    front = yaml.safe_load(text.split("---")[1])
    assert (front["title"], front["minutes"], front["lead_in_s"]) == ("Evening", 12, 30)
    assert front["sounds"] == ["tone", "bell", "bed"]
    assert text.count("[bell]") == 2
    assert text.count("twelve minutes") == 1
    checked = run("check", "scripts")
    assert checked.exit_code == 0, checked.stdout


def test_one_file_is_written_anew_with_nothing_but_what_was_asked(run, tmp_path):
    run("script", "hum", "--out", "mine.md")
    done = run("script", "mine.md", "--lead-in", "20", "--out", "-")
    mine = (tmp_path / "mine.md").read_text(encoding="utf-8")
    assert done.stdout == mine.replace("sounds:", "lead_in_s: 20\nsounds:")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["hum", "nothing-like-it"], "There is no template called"),
        (["hum", "yes-no-maybe"], "cannot be joined"),
        (["hum", "--bell", "strat"], "Did you mean “start”?"),
        (["hum", "--lead-in", "2s"], "from 5 seconds to 5 minutes"),
        (["hum", "--lead-in", "soon"], "write 30s or 1m"),
        (["hum", "contact-scan", "--minutes", "60"], "They can last from"),
        (["hum", "contact-scan", "--set", "count=3"], "has a setting of that name"),
        (["hum", "--all"], "or one file with --from, or say --all"),
        ([], "or one file with --from, or say --all"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_writes_nothing(arguments, says, run, tmp_path):
    done = run("script", *arguments, "--out", "out.md")
    assert done.exit_code == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.md").exists()


def test_a_length_that_is_kept_is_that_of_one_template(run):
    done = run("script", "hum", "contact-scan", "--out", "-", config="minutes: 7\n")
    assert yaml.safe_load(done.stdout.split("---")[1])["minutes"] == 13


def test_a_clinic_greets_with_its_name_and_has_the_last_word(run):
    said = run("script", "contact-scan", "--out", "-", config=CLINIC).stdout
    assert "Welcome. This is Rosenweg. This" in said.replace("Hello.", "Welcome.")
    assert said.endswith("\n\nThank you for coming. The tea is ready when you are.\n")
    both = run("script", "contact-scan", "hum", "--out", "-", config=CLINIC).stdout
    assert (both.count("Rosenweg"), both.count("Thank you for coming")) == (1, 1)
    assert both.endswith("The tea is ready when you are.\n")


def test_nobody_is_woken_by_a_closing_line(run):
    done = run("script", "night-rest", "--out", "-", config=CLINIC)
    assert "This is Rosenweg." in done.stdout
    assert "Thank you" not in done.stdout
    assert "The clinic's closing line is left out: this one ends in sleep." in done.stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("clinic:\n  closing: Relax now.\n", ["config.yaml:2:12", "clinic.closing: CMD_RELAX"]),
        ("clinic: {name: Inner Thigh House}\n", ["config.yaml:1:16", "clinic.name: BODY_X"]),
        ("clinic: {closing: 'Bye. [pause 5s]'}\n", ["clinic.closing", "not spoken"]),
        ("clinic: {closing: '(softly) Bye.'}\n", ["clinic.closing", "not spoken"]),
        ("clinic: {closing: '…'}\n", ["clinic.closing", "nothing here that a voice could say"]),
        ("clinic: {closin: Bye}\n", ["config.yaml:1:10", "“closing”"]),
        ("clinic: {name: [a, b]}\n", ["config.yaml:1:16", "clinic.name is text"]),
        ("clinic: Rosenweg\n", ["config.yaml:1:9", "clinic: {name: Rosenweg}"]),
    ],
)
def test_what_a_clinic_cannot_say_is_named_with_its_key_and_place(text, says, run):
    done = run("script", "hum", "--out", "-", config=text)
    assert done.exit_code == 2
    assert all(each in done.stderr for each in says), done.stderr


def test_what_a_clinic_says_makes_another_track_and_is_nobodys_secret(tmp_path):
    assert clinic_problem("Rosenweg", is_name=True, language="en") is None
    home = replace(HOME, cache=tmp_path, data=tmp_path)
    request = settle(Request(TEMPLATES["hum"], Client(), Path()))
    names = {
        origin_of(request, replace(home, clinic=clinic), "voice").request
        for clinic in (None, Clinic("Rosenweg"), Clinic("Rosenweg", "Bye."))
    }
    assert len(names) == 3


def test_a_track_takes_a_lead_in_and_bells_too(run, monkeypatch):
    from relax.track import Track

    seen = {}

    def made(request, home, **_):
        seen.update(request=request, clinic=home.clinic)
        return Track(Path("x.mp3"), 1.0, kept=True)

    monkeypatch.setattr("relax.making.make", made)
    asked = ("--lead-in", "1m", "--bell", "end", "--quiet")
    assert run("make", "hum", *asked, config=CLINIC).exit_code == 0
    assert (seen["request"].lead_in_s, seen["request"].bells) == (60, Bells(end=True))
    assert seen["clinic"].name == seen["request"].client.clinic_name == "Rosenweg"
    assert not seen["request"].client.is_one_person()
