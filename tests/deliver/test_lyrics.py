"""Timed lyrics beside a track, and tracks of earlier versions, which have none."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from relax.batch.site import stamp_of
from relax.deliver import About, lyrics
from relax.timing import ChapterSpan, Gap, Heard, Timeline
from relax.track import find_track, sidecars
from relax.units import SAMPLE_RATE as RATE
from tests.deliver.short import short_track


def timeline(*lines, seconds=7000, gaps=()):
    """Lines of (second it starts, text), two seconds each."""
    heard = [Heard(t, round(s * RATE), round((s + 2) * RATE), 0, personal=False) for s, t in lines]
    span = ChapterSpan("", 0, seconds * RATE)
    return Timeline(seconds * RATE, 0, 0, (span,), (), tuple(heard), gaps=tuple(gaps))


def about(title="A Title"):
    return About(title=title, language="en", voice="", bed="", support=())


def read(text):
    """Seconds and words of each line, read as players do."""
    found = []
    for line in text.splitlines():
        if match := re.fullmatch(r"\[(\d{2,}):(\d{2})\.(\d{2})\](.*)", line):
            minutes, seconds, hundredths, words = match.groups()
            found.append((int(minutes) * 60 + int(seconds) + int(hundredths) / 100, words))
        else:
            assert re.fullmatch(r"\[[a-z]+:[^\[\]]*\]", line), line
    return found


def test_each_line_has_its_time_and_is_taken_away_before_a_long_silence():
    track = timeline((1, "Hello."), (4.567, "A hand."), (59.996, "Back."), (6003, "Late."))
    text = lyrics(track, about())
    assert text.startswith("[ti:A Title]\n")
    said = {second: words for second, words in read(text) if words}
    assert said == {1.0: "Hello.", 4.57: "A hand.", 60.0: "Back.", 6003.0: "Late."}
    assert [second for second, words in read(text) if not words] == [6.57, 62.0, 6005.0]
    assert "[100:03.00]Late." in text


def test_nothing_that_is_spoken_is_read_as_a_time_or_a_tag():
    words = "Three <00:09.00> and\n[00:05.00] four [ar:Ana]"
    track = timeline((3, words), gaps=[Gap(10 * RATE, 20 * RATE, "quiet")])
    text = lyrics(track, about("One\n[offset:9000]"))
    assert [line for line in read(text) if line[1]] == [
        (3.0, "Three (00:09.00) and (00:05.00) four (ar:Ana)"),
        (10.0, "(20 seconds of quiet)"),
    ]
    assert re.findall(r"\[[a-z]+:", text) == ["[ti:"]
    assert not re.search(r"<", text)


@pytest.fixture(scope="module")
def track(tmp_path_factory):
    return short_track(tmp_path_factory.mktemp("lyrics"))


def asked_of(track):
    return json.loads(track.proof.read_bytes())["request"]


def test_a_track_says_the_same_in_lyrics_and_captions(track):
    said = [words for _, words in read(track.lyrics.read_text(encoding="utf-8")) if words]
    cues = track.captions.read_text(encoding="utf-8").strip().split("\n\n")[1:]
    plain = [" ".join(cue.split("\n")[1:]).translate(str.maketrans("[]", "()")) for cue in cues]
    assert said == plain
    assert len(said) == 2
    assert track.as_dict()["lyrics"] == str(track.lyrics)


def test_lost_lyrics_are_missed_but_not_beside_a_track_of_an_earlier_version(track):
    whole, asked = track.lyrics.read_bytes(), asked_of(track)
    track.lyrics.unlink()
    assert find_track(track.mp3, asked) is None
    proof = track.proof.read_bytes()
    older = {key: value for key, value in json.loads(proof).items() if key != "lyrics"}
    track.proof.write_text(json.dumps(older), encoding="utf-8")
    found = find_track(track.mp3, asked)
    assert found == replace(track, kept=True)
    assert found.as_dict()["lyrics"] is None
    track.proof.write_bytes(proof)
    track.lyrics.write_bytes(whole)
    assert find_track(track.mp3, asked)


def test_lyrics_go_wherever_a_track_goes():
    there = dict.fromkeys(("a.mp3", *sidecars("a.mp3")), "1")
    assert "a.lrc" in there
    older = {name: "1" for name in there if name != "a.lrc"}
    changed = {**there, "a.lrc": "2"}
    marks = [stamp_of(each, "a.mp3") for each in (there, older, changed)]
    assert all(marks), "a track of an earlier version is not sent again and again"
    assert len(set(marks)) == 3, "and lyrics that were hurt are"
    assert not stamp_of({**there, "a.vtt": ""}, "a.mp3")
