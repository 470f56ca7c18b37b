"""Title, artist and cover as options and as settings of one's own; refused before any work."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from mutagen.id3 import ID3
from PIL import Image

from relax.cli import group
from tests.deliver.short import QUICK, RULES, WORDS


def run(*arguments):
    return CliRunner().invoke(group, [*map(str, arguments)])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ana.yaml").write_text("name: Quillonette\navoid: [belly]\n", encoding="utf-8")
    (tmp_path / "two.md").write_text(WORDS, encoding="utf-8")
    Image.new("RGB", (30, 20), "teal").save(tmp_path / "own.png")
    return tmp_path


def files(folder):
    return {path.name for path in folder.rglob("*")}


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--title", "For Quillonette"),
        ("--title", "A warm belly"),
        ("--artist", "quillonette's house"),
        ("--cover", "missing.png"),
        ("--cover", "two.md"),
        ("--title", "x" * 200),
    ],
)
def test_what_cannot_stand_in_tags_stops_before_any_work(option, text, folder):
    before = files(folder)
    wanted = ("make", "three-minute-space", "--client", "ana.yaml", "--voice", QUICK)
    done = run(*wanted, option, text)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Quillonette" not in done.stderr
    assert "belly" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert files(folder) == before


def test_a_script_keeps_its_persons_words_out_of_the_title_too(folder):
    own = WORDS.replace("title: Two Lines", "title: Two Lines\npersonal: [Wilma]")
    (folder / "wilma.md").write_text(own, encoding="utf-8")
    done = run("voice", "wilma.md", "--voice", QUICK, "--title", "Wilma's evening")
    assert done.exit_code == 2
    assert "Wilma" not in done.stderr


def test_what_is_chosen_stands_wherever_the_track_is_named(folder):
    settings = "artist: The House\ncover: own.png\n"
    (folder / "config.yaml").write_text(settings, encoding="utf-8")
    allowed = [each for rule in RULES for each in ("--allow", rule)]
    asked = ("--config", "config.yaml", "voice", "two.md", "--voice", QUICK, "--bed", "none")
    done = run(*asked, *allowed, "--title", "Evening  Calm", "--json")
    assert done.exit_code == 0, done.stderr
    made = json.loads(done.stdout)
    tags = ID3(made["mp3"])
    assert (str(tags["TIT2"]), str(tags["TPE1"])) == ("Evening Calm", "The House")
    (picture,) = tags.getall("APIC")
    (folder / "in.png").write_bytes(picture.data)
    assert Image.open(folder / "in.png").size == (30, 20)
    assert [str(each.sub_frames["TIT2"]) for each in tags.getall("CHAP")] == [
        "Arriving",
        "Come back now",
    ]
    beside = {name: (folder / made[name]).read_text("utf-8") for name in ("lyrics", "transcript")}
    assert beside["lyrics"].startswith("[ti:Evening Calm]\n[ar:The House]\n[00:")
    assert beside["transcript"].startswith("Evening Calm\n")
    assert json.loads((folder / made["proof"]).read_text("utf-8"))["title"] == "Evening Calm"


def test_every_row_of_a_roster_has_them_but_one_that_they_would_tell_of(folder):
    rows = "client_ref,name,template\na,Quillonette,three-minute-space\nb,,three-minute-space\n"
    (folder / "people.csv").write_text(rows, encoding="utf-8")
    asked = ("batch", "people.csv", "--check", "--json", "--voice", QUICK)
    done = run(*asked, "--title", "Quillonette at sea")
    assert done.exit_code == 1, done.stderr
    first, second = json.loads(done.stdout)["rows"]
    assert (first["status"], second["status"]) == ("would fail", "would be made")
    assert "--title" in first["reason"]
    assert "Quillonette" not in done.output.replace("Quillonette at sea", "")
    assert run(*asked, "--cover", "two.md").exit_code == 2
