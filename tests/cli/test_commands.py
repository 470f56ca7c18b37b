"""The other commands, as people and programs use them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.run import QUICK, QUICK_VOICE, make, relax
from tests.conftest import CLONE


def lines(*arguments, **kwargs):
    done = relax(*arguments, **kwargs)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_help_names_every_command_and_every_command_has_help():
    text = relax("--help").stdout
    for name in re.findall(r"^  ([a-z]+) {2,}", text.split("Commands:")[1], re.MULTILINE):
        assert relax(name, "--help", cold=True).returncode == 0


def test_a_mistyped_command_is_told_the_nearest():
    done = relax("mak")
    assert done.returncode == 2
    assert "make" in done.stderr


def test_lists_are_tab_separated_with_the_id_first():
    rows = [line.split("\t") for line in lines("templates")]
    assert len({len(row) for row in rows}) == 1
    assert "outside-in-scan" in [row[0] for row in rows]
    assert {"none", "brown", "rain"} <= {line.split("\t")[0] for line in lines("beds")}
    assert any(line.startswith("pyttsx3") for line in lines("voices"))


@pytest.mark.skipif(os.name != "posix", reason="opens a terminal as Unix does")
def test_in_a_window_the_templates_are_a_table_that_fits():
    import pty

    screen, terminal = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "relax", "templates"],
        stdout=terminal,
        env={**os.environ, "COLUMNS": "80", "TERM": "dumb"},
    ) as process:
        os.close(terminal)
        shown = b""
        try:
            while data := os.read(screen, 65536):
                shown += data
        except OSError:  # how Linux says that the other end is closed
            pass
    os.close(screen)
    assert process.returncode == 0
    table = shown.decode().splitlines()
    assert max(map(len, table)) <= 80
    assert any(re.match(r" *soft-shoulders +10 \(6–15\) +From the hands", row) for row in table)
    assert len(table) < 30 * 4, "a purpose takes a few rows, not ten"


@pytest.mark.parametrize("command", ["templates", "beds", "voices", "doctor"])
def test_listings_speak_json(command):
    assert isinstance(json.loads("\n".join(lines(command, "--json", cold=True))), list)


def test_templates_are_found_by_occasion():
    found = lines("templates", "--for", "headache, at home, 10 minutes")
    assert found[0].split("\t")[0] == "soft-shoulders"
    assert "10 minutes" in found[0]
    by_options = lines("templates", "--complaint", "neck", "--setting", "home", "--minutes", "10")
    assert by_options[0].split("\t")[0] == "soft-shoulders"
    on_table = lines("templates", "--setting", "on_table", "--json")
    assert {"table-supine", "table-prone"} <= {f["id"] for f in json.loads("\n".join(on_table))}
    assert relax("templates", "--complaint", "flux").returncode == 2
    assert "none of those words" in relax("templates", "--for", "xyzzy").stderr


def test_one_template_is_described_with_a_sample():
    text = "\n".join(lines("templates", "night-rest"))
    for part in ("12 to 40", "sleep", "supine", "From “"):
        assert part in text


def test_the_client_schema_describes_every_field():
    schema = json.loads("\n".join(lines("templates", "--client-schema")))
    assert schema["additionalProperties"] is False
    assert all(field.get("description") for field in schema["properties"].values())


def test_the_review_sheet_holds_every_template_and_its_words(tmp_path):
    page = tmp_path / "review.html"
    lines("templates", "--review", page)
    text = page.read_text(encoding="utf-8")
    for row in lines("templates"):
        assert row.split("\t")[1].replace("'", "&#39;") in text
    assert "http" not in text.replace('lang="en"', ""), "it needs no network"
    assert text.count("Reviewed by") == len(lines("templates"))
    page.write_text("signed by hand", encoding="utf-8")
    done = relax("templates", "--review", page)
    assert (done.returncode, page.read_text(encoding="utf-8")) == (2, "signed by hand")
    assert "--force" in done.stderr
    lines("templates", "--review", page, "--force")
    assert page.read_text(encoding="utf-8") == text


def test_scripts_in_the_clone_are_what_is_spoken(tmp_path):
    """After changing a template: relax script --all --out scripts."""
    env = {"RELAX_TEMPLATES": str(CLONE / "templates")}
    lines("script", "--all", "--out", tmp_path, env=env)
    ours = {p.name: p.read_text(encoding="utf-8") for p in (CLONE / "scripts").glob("*.md")}
    fresh = {p.name: p.read_text(encoding="utf-8") for p in tmp_path.glob("*.md")}
    assert sorted(ours) == sorted(fresh)
    stale = [name for name, text in fresh.items() if ours[name] != text]
    assert not stale, "refresh with: relax script --all --out scripts"


def test_doctor_tries_everything():
    rows = json.loads("\n".join(lines("doctor", "--json")))
    assert {row["part"] for row in rows} >= {"templates", "speech", "encoder"}
    assert all(row["works"] for row in rows)
    (cache,) = (row["is"] for row in rows if row["part"] == "cache")
    assert re.search(r", [\d.]+ [MG]B of at most 2 GB", cache)


def test_doctor_says_what_fails(tmp_path):
    done = relax("doctor", env={"RELAX_FFMPEG": str(tmp_path / "none")})
    assert done.returncode == 1
    assert "FAILS" in done.stdout
    assert "RELAX_FFMPEG" in done.stdout


def test_check_names_what_could_land_badly(tmp_path):
    path = tmp_path / "my.md"
    path.write_text("---\ntitle: T\n---\n## A\nLet go and surrender. Close your eyes.\n")
    done = relax("check", path, "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    keys = {"file", "line", "column", "rule", "severity", "text", "message", "suggestion"}
    assert all(set(each) == keys for each in found)
    first = next(each for each in found if each["rule"] == "LET_GO")
    assert (first["line"], first["column"], first["severity"]) == (5, 1, "error")
    rules = {each["rule"] for each in found}
    assert "EYES_CMD" in rules


def test_check_passes_every_template_and_script_that_ships():
    done = relax("check", CLONE / "scripts", "--json", cwd=CLONE)
    errors = [f for f in json.loads(done.stdout) if f["severity"] == "error"]
    assert errors == []
    assert done.returncode == 0


def test_inspect_measures_and_draws(tmp_path):
    made = make("three-minute-space", *QUICK_VOICE, out=tmp_path)
    report = json.loads("\n".join(lines("inspect", made["mp3"], "--json", cold=True)))
    assert report["duration_s"] == pytest.approx(180, abs=0.05)
    assert report["untouched"] is True
    assert [c["title"] for c in report["chapters"]][-1] == "Come back now"
    text = "\n".join(lines("inspect", made["mp3"], "--plot", tmp_path / "plot.png"))
    for part in ("LUFS", "dBTP", "words a minute", "quiet"):
        assert part in text
    assert Image.open(tmp_path / "plot.png").size[0] > 1000
    Path(made["mp3"]).write_bytes(Path(made["mp3"]).read_bytes() + b"\0" * 10)
    changed = json.loads("\n".join(lines("inspect", made["mp3"], "--json")))
    assert changed["untouched"] is False
    assert relax("inspect", tmp_path / "plot.png").returncode == 2


def test_quiet_prints_the_path_alone(tmp_path):
    done = relax("make", "three-minute-space", *QUICK, "--quiet", "--out", tmp_path)
    assert done.returncode == 0
    assert done.stderr == ""
    assert Path(done.stdout.strip()).is_file()


def test_the_wheel_carries_the_templates(tmp_path):
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            tmp_path,
            CLONE,
        ],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    inside = {name for name in names if name.endswith(".md.jinja")}
    assert len(inside) == len(list((CLONE / "templates").rglob("*.md.jinja")))
    assert any(name.endswith("words/data/en/regions.yaml") for name in names)


def test_edited_words_are_not_written_over(tmp_path):
    path = tmp_path / "steady-breath.md"
    for _ in range(2):
        assert relax("script", "steady-breath", "--out", path).returncode == 0
    assert list(tmp_path.iterdir()) == [path]
    edited = path.read_text(encoding="utf-8") + "Thank you for the time.\n"
    path.write_text(edited, encoding="utf-8")
    done = relax("script", "steady-breath", "--out", path)
    assert "steady-breath.1.md" in done.stderr
    assert (tmp_path / "steady-breath.1.md").read_text(encoding="utf-8") == edited
    assert "Thank you for the time." not in path.read_text(encoding="utf-8")
