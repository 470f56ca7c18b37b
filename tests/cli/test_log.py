"""What ``--debug`` shows: what was run and decided, and nothing that is somebody's own."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys

import numpy as np
import pytest
import soundfile

from relax.log import Collected
from relax.voices._worker import serve
from tests.batch.rosters import quick, write_csv
from tests.cli.run import QUICK_VOICE, TEMPLATES, relax

RECORD = re.compile(r"^[\d-]+ [\d:,]+ \d+ (relax\.[\w.]+): (.+)$", re.MULTILINE)
OWN = ("Wilhelmina", "Quillfeather", "forearm", "Thistlewood", "Kestrelby", "4711", "zanzibar")
"""Words of the client below, of files that somebody has named, and of a reference."""

CLIENT = {
    "client_ref": "kestrelby-4711",
    "name": "Wilhelmina",
    "intention": "Quillfeather evenings in Zanzibar",
    "avoid": ["belly", "forearms"],
}


def records(stderr):
    """The log in what was shown: (logger, message)."""
    return RECORD.findall(stderr)


def told(stderr, *, logger, like):
    return [text for name, text in records(stderr) if name == logger and re.search(like, text)]


def quotes(stderr, transcript):
    """Four words in a row of ``transcript`` that ``stderr`` holds too."""
    heard = re.findall(r"[a-z']+", stderr.casefold())
    said = re.findall(r"[a-z']+", transcript.casefold())
    runs = {tuple(said[n : n + 4]) for n in range(len(said) - 3)}
    return [run for run in zip(*(heard[n:] for n in range(4)), strict=False) if run in runs]


def with_intention(folder):
    """The shortest template, in a folder of its own, saying what the client would like as well."""
    folder.mkdir()
    text = (TEMPLATES / "short.md.jinja").read_text(encoding="utf-8")
    text = text.replace("fields: [name,", "fields: [name, intention,")
    text = text.replace("{{ say.nothing_needed() }}", "{{ say.nothing_needed() }} {{ intention }}.")
    (folder / "short.md.jinja").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A track whose name, intention, bed and folder are personal: (transcript, stderr with the log,
    stderr without)."""
    folder = tmp_path_factory.mktemp("log") / "Thistlewood"
    folder.mkdir()
    (folder / "Wilhelmina.json").write_text(json.dumps(CLIENT), encoding="utf-8")
    noise = np.random.default_rng(1).normal(0, 0.05, (5 * 44_100, 2))
    soundfile.write(folder / "Kestrelby lullaby.wav", noise, 44_100)
    with_intention(folder / "Zanzibar")
    asked = ["make", "short", "--templates", "Zanzibar", "--minutes", "2", *QUICK_VOICE, "--json"]
    asked += ["--client", "Wilhelmina.json", "--bed", "Kestrelby lullaby.wav"]
    shown = relax("--debug", *asked, "--out", "Quillfeather", cwd=folder)
    plain = relax(*asked, "--out", "Quillfeather", cwd=folder)
    assert (shown.returncode, plain.returncode) == (0, 0), shown.stderr
    (track,) = folder.glob("Quillfeather/*.txt")
    return track.read_text(encoding="utf-8"), shown.stderr, plain.stderr


def test_what_was_done_is_logged_with_its_figures(made):
    _, shown, _ = made
    assert told(shown, logger="relax.cli", like=r"^relax \d.* on Python 3\.\d+\.\d+, \w+: make$")
    assert told(shown, logger="relax.voices.pyttsx3_voice", like="driver: espeak")
    assert told(shown, logger="relax.voices._lines", like=r"^clips: \d+ in the cache, \d+ to voice")
    assert told(shown, logger="relax.sound._loop", like=r"^bed: made, \d+ s at -\d")
    assert told(shown, logger="relax.timing._fit", like=r"^120\.0 s wanted .* fits; \d+\.\d to \d+")
    (chunks,) = told(shown, logger="relax.encode._chunks", like="^ffmpeg: chunks of 12.8 s")
    assert sum(map(int, re.findall(r"(\d+) (?:encoded|from)", chunks))) == 9  # of 12.8 s in 120
    assert told(shown, logger="relax.encode._program", like=r"^ffmpeg .*-b:a 128k.*ended with 0")
    assert told(shown, logger="relax.deliver._line_check", like=r"likeness 0\.\d+ at least")
    (checked,) = told(shown, logger="relax.deliver._check", like="^checked: ")
    assert re.search(r"120\.\d+ s of 120\.\d+, true peak -\d+\.\d dBTP, \d+ lines", checked)
    assert "inf" not in checked


def test_nothing_personal_is_logged(made):
    transcript, shown, plain = made
    assert "Wilhelmina" in transcript
    assert "Quillfeather" in transcript  # or their absence below would mean nothing
    for stderr in (shown, plain):
        assert [word for word in OWN if word.casefold() in stderr.casefold()] == []
        assert quotes(stderr, transcript) == []


def test_without_debug_nothing_of_the_log_is_shown(made):
    _, shown, plain = made
    assert len(records(shown)) > 10
    assert told(shown, logger="relax.track", like="^track: none here")
    assert records(plain) == []
    assert "relax." not in plain


def test_python_shows_no_warning_of_ours_by_itself():
    code = "import relax, logging; logging.getLogger('relax.voices').warning('one')"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stderr == ""


def test_a_batch_logs_its_workers_too_and_nobody_s_words(tmp_path):
    rows = [
        quick("kestrelby-4711", name="Wilhelmina", avoid="forearms"),
        quick("row-2", template="Thistlewood"),
    ]
    roster = write_csv(tmp_path / "Zanzibar.csv", rows)
    asked = ("batch", roster, "--out", tmp_path / "Quillfeather", "--jobs", "1", "--json")
    done = relax("--debug", *asked, env={"RELAX_TEMPLATES": str(TEMPLATES)}, cwd=tmp_path)
    (track,) = tmp_path.glob("Quillfeather/*/*.txt")
    transcript = track.read_text(encoding="utf-8")
    assert "Wilhelmina" in transcript
    assert told(
        done.stderr, logger="relax.batch.run._batch", like="^1 tracks wanted, 0 of them here"
    )
    assert told(done.stderr, logger="relax.batch.run._batch", like=r"^rows \(2,\): made, \d")
    assert len(told(done.stderr, logger="relax.deliver._check", like="^checked: 120")) == 1
    assert [word for word in OWN if word.casefold() in done.stderr.casefold()] == []
    assert quotes(done.stderr, transcript) == []


def test_what_a_speech_engine_logs_in_its_own_process_comes_with_its_answer(tmp_path, monkeypatch):
    """The records of the other process, up to where ``Worker.answer`` tells them."""
    engine = tmp_path / "engine_that_logs.py"
    engine.write_text(
        "import logging\n"
        "class Speaker:\n"
        "    def __init__(self, how): pass\n"
        "    def ready(self): pass\n"
        "    def speak(self, job): logging.getLogger('relax.x').info('tried %d times', 2)\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(b'{"speaker": "engine_that_logs"}\n{}\n')
    before = list(logging.getLogger("relax").handlers)
    with jobs.open("rb") as given, answers.open("wb") as taken:
        serve(given, taken)
    for handler in set(logging.getLogger("relax").handlers) - set(before):
        assert isinstance(handler, Collected)
        logging.getLogger("relax").removeHandler(handler)
    logging.getLogger("relax").setLevel(logging.NOTSET)
    opened, spoken = map(json.loads, answers.read_text(encoding="utf-8").splitlines())
    assert opened == {"ok": True}
    assert spoken == {"ok": True, "log": [["relax.x", logging.INFO, "tried 2 times"]]}
