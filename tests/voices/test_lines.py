"""Every line is voiced, in order, in its own manner, whatever happens to the engine."""

from __future__ import annotations

import os
import random
import signal
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from relax.errors import BadInput, Place, VoiceError
from relax.voices import ClipCache, Line, Manner, VoiceSettings, open_voice, voice_lines
from relax.voices._process import Worker
from relax.voices._text import clean
from relax.voices._worker_voice import WorkerVoice
from tests.voices.conftest import SECRET
from tests.voices.engines import FileVoice, ToneVoice, tone

WORDS = [
    "let",
    "the",
    "shoulders",
    "be",
    "as",
    "they",
    "are",
    "and",
    "notice",
    "where",
    "hands",
    "rest",
    "warm",
    "or",
    "cool",
    "wide",
    "soft",
    "easy",
    "under",
    "light",
    "heavy",
    "slow",
    "floor",
    "table",
    "breath",
    "chest",
    "back",
    "sides",
    "or",
    "not",
    "at",
    "all",
    "if",
    "you",
    "like",
]


def text_of(size: int, n: int, rng: random.Random) -> str:
    """About ``size`` characters that no other ``n`` has."""
    text = f"{n},"
    while len(text) < size - 5:
        text += f" {rng.choice(WORDS)}"
    return text[:599].rstrip() + "."


def test_500_lines_of_5_to_600_characters_are_all_there_in_order_at_their_own_rate(voice, cache):
    rng = random.Random(7)
    sizes = [5, 600, *(round(5 + 595 * rng.random() ** 6) for _ in range(498))]
    rates = [rng.choice([0.8, 1.0, 1.25]) for _ in sizes]
    lines = [
        Line(text_of(size, n, rng), private=n % 5 == 0, manner=Manner(rate))
        for n, (size, rate) in enumerate(zip(sizes, rates, strict=True))
    ]
    clips = voice_lines(lines, voice, cache)
    assert [clip.frames for clip in clips] == [len(clip.samples()) for clip in clips]
    assert len({clip.path.read_bytes() for clip in clips}) == 500

    long = [(x, c) for x, c in zip(lines, clips, strict=True) if len(x.text) > 60]
    pace = [c.frames / len(x.text) * x.manner.rate for x, c in long]
    assert max(pace) < 1.6 * min(pace)

    again = open_voice("pyttsx3:en-us+f5", VoiceSettings())
    picked = rng.sample(range(500), 25)
    other = ClipCache(cache.folder.with_name("other"), SECRET)
    alone = voice_lines([lines[n] for n in picked], again, other)
    again.close()
    for n, clip in zip(picked, alone, strict=True):
        assert np.array_equal(clip.samples(), clips[n].samples())


def test_a_killed_worker_costs_a_retry_and_not_a_line(voice, cache):
    killed = []

    def kill(_stage, done, _total):
        worker = voice._worker  # none just now, if the last one has not been followed yet
        if done in {5, 20, 21} and worker:
            os.kill(worker.pid, signal.SIGKILL)
            killed.append(worker.pid)

    lines = [Line(f"Notice number {n}, if you like.") for n in range(40)]
    clips = voice_lines(lines, voice, cache, kill)
    assert len(set(killed)) > 1
    assert len({clip.path.read_bytes() for clip in clips}) == 40
    quiet = ClipCache(cache.folder.with_name("quiet"), SECRET)
    undisturbed = voice_lines(lines, voice, quiet)
    for one, other in zip(clips, undisturbed, strict=True):
        assert np.array_equal(one.samples(), other.samples())


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be stopped here")
def test_a_worker_that_hangs_is_replaced_and_that_is_logged(cache, caplog):
    voice = open_voice("pyttsx3:en-us+f5", VoiceSettings(timeout_s=2))
    voice_lines([Line("First.")], voice, cache)
    os.kill(voice._worker.pid, signal.SIGSTOP)
    assert voice_lines([Line("And then the second.")], voice, cache)[0].frames > 10_000
    voice.close()
    (warning,) = caplog.record_tuples
    assert warning[0] == "relax.voices._worker_voice"
    assert warning[2] == "speech engine: it gave no answer within 2 s; started anew"


def test_killed_twice_on_a_line_stops_the_track_and_names_its_place(voice, cache, monkeypatch):
    ask = Worker.ask
    died = []

    def dying(self, job, timeout_s):
        if "Margaret" in job.get("text", ""):
            os.kill(self.pid, signal.SIGKILL)
            died.append(self.pid)
        return ask(self, job, timeout_s)

    monkeypatch.setattr(Worker, "ask", dying)
    place = Place("night.md", 7)
    lines = [Line("Settle in."), Line("Settle in, Margaret.", private=True, place=place)]
    with pytest.raises(VoiceError) as caught:
        voice_lines(lines, voice, cache)
    assert len(set(died)) == 2
    assert str(caught.value).startswith("night.md:7: The speech engine stopped twice")
    assert "Margaret" not in str(caught.value)
    assert caught.value.exit_code == 1


def test_an_engine_that_quotes_the_line_it_cannot_say_is_not_quoted(cache, caplog):
    """In a worker process, as real engines are; its complaint reaches the screen and the log."""
    caplog.set_level("DEBUG")

    class Quoting(ToneVoice):
        worker = WorkerVoice({"speaker": "tests.voices.quoting_speaker"}, "quoting:", 60)

        def speak(self, text, manner, out):
            del manner
            self.worker.say(text, {}, out)

        def close(self):
            self.worker.close()

    line = Line("Settle in, Margaret.", private=True, place=Place("night.md", 7))
    with pytest.raises(VoiceError, match="no phonemes for") as caught:
        voice_lines([line], Quoting(), cache)
    told = f"{caught.value} {caught.value.hint} {caplog.text}"
    assert str(caught.value).startswith("night.md:7: ")
    for word in ("settle", "margaret"):
        assert word not in told.casefold()


def test_the_engine_is_started_only_when_something_is_missing(voice, cache):
    lines = [Line("Settle in."), Line("Let the hands rest.")]
    first = voice_lines(lines, voice, cache)
    idle = open_voice("pyttsx3:en-us+f5", VoiceSettings())
    assert voice_lines(lines, idle, cache) == first
    assert idle._worker is None


def test_equal_lines_are_voiced_once_and_share_a_clip(cache):
    voice = ToneVoice()
    lines = [Line("In."), Line("Out."), Line("In."), Line("In.", manner=Manner(0.9))]
    clips = voice_lines(lines, voice, cache)
    assert voice.asked == [("In.", Manner()), ("Out.", Manner()), ("In.", Manner(0.9))]
    assert clips[0] == clips[2]
    assert clips[0] != clips[3]


def test_lines_are_claimed_while_they_are_voiced_but_not_somebodys_own(cache):
    """What is personal lies in a folder of its own, and leaves no name where all processes look."""
    pytest.importorskip("fcntl", reason="nothing is claimed where files cannot be locked")
    claimed = {}

    class Watching(ToneVoice):
        def speak(self, text, manner, out):
            claimed[text] = len([p for p in (cache.folder / "claims").glob("*") if p.is_file()])
            super().speak(text, manner, out)

    voice_lines([Line("Settle in, Margaret.", private=True)], Watching(), cache)
    voice_lines([Line("Settle in.")], Watching(), cache)
    assert claimed == {"Settle in, Margaret.": 0, "Settle in.": 1}


def test_progress_counts_to_the_end(cache):
    told = []
    lines = [Line(f"Line {n % 4}.") for n in range(8)]
    voice_lines(lines, ToneVoice(), cache, lambda *args: told.append(args))
    assert told == [("speaking", n, 4) for n in (1, 2, 3, 4)]


def test_ctrl_c_ends_the_engine_and_leaves_only_whole_clips(voice, cache):
    def interrupt(_stage, done, _total):
        if done == 3:
            raise KeyboardInterrupt

    lines = [Line(f"Notice number {n}.", private=True) for n in range(20)]
    with pytest.raises(KeyboardInterrupt):
        voice_lines(lines, voice, cache, interrupt)
    assert voice._worker is None
    left = [path for path in cache.folder.rglob("*") if path.is_file()]
    assert len(left) == 3
    assert all(cache.find(path) for path in left)


def write_text(path: Path) -> None:
    path.write_text("not a sound")


BROKEN = {
    "wrote no sound": lambda path: path.unlink(missing_ok=True),
    "not a sound file": write_text,
    "empty sound file": lambda path: tone(path, 0),
    "silence": lambda path: tone(path, 3, level=1e-5),
    "too little": lambda path: tone(path, 0.2),
    "too much": lambda path: tone(path, 60),
}


@pytest.mark.parametrize("reason", BROKEN)
def test_sound_that_cannot_be_the_line_stops_the_track(cache, tmp_path, reason):
    class Broken(FileVoice):
        def speak(self, text, manner, out):
            del text, manner
            BROKEN[reason](out)

    voice = Broken()
    place = Place("scan.md", 12)
    with pytest.raises(VoiceError, match=reason) as caught:
        voice_lines([Line("Let the hands rest, Margaret.", place=place)], voice, cache)
    assert caught.value.place == place
    assert "Margaret" not in str(caught.value)
    assert voice.closed
    assert not list(cache.folder.rglob("*.wav"))


@pytest.mark.parametrize("text", ["", " \n ", "\x00", "\ud800"])
def test_a_line_with_nothing_to_say_is_refused_at_its_place(cache, text):
    with pytest.raises(VoiceError, match=r"scan\.md:3: There is nothing to say"):
        voice_lines([Line(text, place=Place("scan.md", 3))], ToneVoice(), cache)


@pytest.mark.parametrize("name", ["en-uz", "en-us+nonsense"])
def test_an_unknown_voice_is_bad_input_with_the_nearest_name(cache, name):
    voice = open_voice(f"pyttsx3:{name}", VoiceSettings())
    with pytest.raises(BadInput, match=r"Did you mean pyttsx3:en-us\?"):
        voice_lines([Line("Hello.")], voice, cache)


def test_an_unknown_engine_is_bad_input_with_the_nearest_name():
    with pytest.raises(BadInput, match=r"Did you mean pyttsx3\?"):
        open_voice("pytsx3", VoiceSettings())


def test_files_of_the_user_are_not_taken_for_pythons_own(voice, cache, tmp_path, monkeypatch):
    (tmp_path / "wave.py").write_text("raise SystemExit")
    (tmp_path / "pyttsx3.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    assert voice_lines([Line("Hello there.")], voice, cache)


ODD = {
    "{{ 7*7 }}": (1, 8),
    '<break time="99s"/>': (1.5, 8),
    "<speak><prosody rate='x-slow'>hello there</prosody></speak>": (3, 20),
    "[[h@l'oU]]": (1, 5),
    "[pause 99s]": (1, 5),
    "../../x": (0.5, 8),
    "$(reboot) `id` ; rm -rf /": (1, 15),
    "🙏 😀": (1, 10),
    "שלום": (1, 10),
    "العربية": (1, 12),
    "\u202eabc": (0.3, 4),
    "你好": (0.3, 8),
    "Siobhán": (0.4, 3),
    'O\'Brien "Bob" & Sons': (1, 6),
    "-v nonsense": (0.5, 4),
}


@pytest.mark.parametrize("text", ODD)
def test_text_is_spoken_and_never_interpreted(voice, cache, text):
    low, high = ODD[text]
    clip = voice_lines([Line(text, private=True)], voice, cache)[0]
    assert low < clip.frames / 44_100 < high


VOICE = open_voice("pyttsx3:en-us+f5", VoiceSettings())


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=60).map(clean).filter(bool))
def test_no_text_brings_the_engine_down(text):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.wav"
        VOICE.speak(text, Manner(), out)
        assert out.stat().st_size >= 44
    assert VOICE._worker.pid == WORKERS.setdefault("first", VOICE._worker.pid)


WORKERS: dict[str, int] = {}


@pytest.fixture(autouse=True, scope="module")
def close():
    yield
    VOICE.close()
