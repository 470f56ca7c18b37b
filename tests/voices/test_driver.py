"""Each way in which pyttsx3's own espeak driver loses or mixes up speech, with ours."""

from __future__ import annotations

import os
import signal
import time
import wave

import pytest

from relax.voices import _driver, _espeak

pyttsx3 = pytest.importorskip("pyttsx3")


@pytest.fixture
def engine():
    library = _espeak.open_library(None)
    _driver.register(library)
    made = pyttsx3.init(_driver.NAME)
    made.setProperty("voice", "en-us+f5")
    made.runAndWait()
    yield made
    library.close()


@pytest.fixture
def errors(engine):
    told: list[Exception] = []

    def remember(exception, **_):
        told.append(exception)

    engine.connect("error", remember)
    return told


def seconds(path) -> float:
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def test_every_queued_line_is_written_not_only_the_last(engine, tmp_path):
    texts = ["One.", "Two and a little more.", "Three, and then quite a lot more than that."]
    for n, text in enumerate(texts):
        engine.save_to_file(text, str(tmp_path / f"{n}.wav"))
    engine.runAndWait()
    lengths = [seconds(tmp_path / f"{n}.wav") for n in range(3)]
    assert lengths == sorted(lengths)
    assert lengths[0] > 0.2


def test_the_call_returns_when_a_long_text_is_whole_and_the_next_line_has_its_own_sound(
    engine, tmp_path
):
    engine.save_to_file("This is one of many sentences. " * 200, str(tmp_path / "long.wav"))
    engine.runAndWait()
    assert seconds(tmp_path / "long.wav") > 200
    engine.save_to_file("Short.", str(tmp_path / "short.wav"))
    engine.runAndWait()
    assert seconds(tmp_path / "short.wav") < 2


def test_every_change_of_rate_takes_effect_on_its_own_line(engine, tmp_path):
    for n in range(100):
        engine.setProperty("rate", 120 if n % 2 else 240)
        engine.save_to_file("Let the shoulders be as they are.", str(tmp_path / f"{n}.wav"))
        engine.runAndWait()
    fast = {seconds(tmp_path / f"{n}.wav") for n in range(0, 100, 2)}
    slow = {seconds(tmp_path / f"{n}.wav") for n in range(1, 100, 2)}
    assert max(fast) * 1.4 < min(slow)


def test_a_file_that_cannot_be_written_is_told(engine, errors, tmp_path):
    engine.save_to_file("Hello there.", str(tmp_path / "nowhere" / "a.wav"))
    engine.runAndWait()
    assert [type(error) for error in errors] == [FileNotFoundError]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_process_forked_from_an_open_engine_speaks_too(engine, tmp_path):
    out = tmp_path / "child.wav"
    child = os.fork()
    if not child:
        engine.save_to_file("Spoken by a child.", str(out))
        engine.runAndWait()
        os._exit(0)
    deadline = time.monotonic() + 20
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            pytest.fail("the child hung")
        time.sleep(0.01)
    assert seconds(out) > 0.5


def test_a_voice_or_variant_that_is_not_there_is_told(engine, errors):
    for name in ("nonsense", "en-us+nonsense"):
        engine.setProperty("voice", name)
        engine.runAndWait()
    assert [str(error) for error in errors] == ["it has no such voice"] * 2
    assert engine.getProperty("voice") == "en-us+f5"


def test_properties_are_read_back_as_they_were_set(engine):
    for name, value in {"rate": 143, "pitch": 40, "volume": 0.5, "voice": "en-gb+f2"}.items():
        engine.setProperty(name, value)
        engine.runAndWait()
        assert engine.getProperty(name) == value


def test_nothing_is_printed(engine, tmp_path, capfd):
    engine.save_to_file("Hello there.", str(tmp_path / "a.wav"))
    engine.runAndWait()
    assert capfd.readouterr() == ("", "")
