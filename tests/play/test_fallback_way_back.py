"""A way back that stands alone: where nothing that plays has one, a client is helped all the same."""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from mutagen.id3 import ID3, TXXX

from relax.deliver import WAY_BACK
from relax.home import Home
from relax.play.jobs import FallbackWayBack
from relax.play.jobs._fallback_way_back import ALLOW, WORDS
from relax.play.library import WayBackFinder
from relax.play.plan import LengthPlanner
from relax.play.player import PlaySettings
from relax.play.sound import FileSource
from relax.play.terminal import Command
from relax.words import read_script
from relax.words.check import Facts, check_script
from tests.play.sim import RATE, Room, piece
from tests.play.test_play_command import FOREVER, RELAX, journal, relax_play
from tests.tools import need_program, own_cache, wait_for


@contextmanager
def playing(*paths, place):
    """A player that has begun; what it said stands in ``said`` when it has left."""
    before = len(journal(place))
    process = subprocess.Popen(
        [*RELAX, "play", *map(str, paths), *FOREVER, "--fade", "0.5s"],
        env=place,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        wait_for(lambda: len(journal(place)) > before)
        process.said = ""
        yield process
        _, process.said = process.communicate("q", timeout=20)
    finally:
        process.kill()
    assert process.returncode == 0, process.said


def helped(process, place):
    """Ask for the way back, as somebody would who is not heard at once; the proof of what came."""

    before = len(journal(place))

    def answered():
        process.stdin.write("b")
        process.stdin.flush()
        return [row for row in journal(place)[before:] if row.name.startswith("come-back")]

    row = wait_for(answered, 120)[0]
    proof = Path(place["RELAX_CACHE"]) / "way-back" / row.name
    return json.loads(proof.with_suffix(".json").read_text("utf-8"))


@pytest.fixture
def unspoken(place, tmp_path):
    """A place where nothing is made yet but the bed."""
    return {**place, "RELAX_CACHE": str(own_cache(tmp_path / "cache", "beds"))}


@pytest.fixture
def home(tmp_path):
    """A home of this test's own, with the phrases of others."""
    return Home(own_cache(tmp_path / "cache", "clips", "chunks"), tmp_path / "data", ())


def tracks(place):
    return {p: p.stat().st_mtime_ns for p in (Path(place["RELAX_CACHE"]) / "way-back").glob("*")}


def test_over_a_bed_alone_the_voice_comes_and_the_next_time_it_is_there_already(unspoken):
    with playing(place=unspoken) as first:
        proof = helped(first, unspoken)
    assert "Coming back now" in first.said
    assert proof["voice"].startswith("pyttsx3")
    assert 60 < proof["decoded_s"] < 110
    made = tracks(unspoken)
    with playing(place=unspoken) as second:
        helped(second, unspoken)
    assert tracks(unspoken) == made


def test_music_of_others_has_a_way_back_too(folder, place):
    with playing(folder, place=place) as player:
        helped(player, place)
    assert "Coming back now" in player.said


SLEEP = """---
title: A Short Rest
ending: sleep
---
There's no ending to wait for. [pause 3s]
Sleep may come or not; resting is enough.
"""


def test_tracks_that_end_in_sleep_are_left_in_their_own_voice(place, tmp_path):
    need_program("flite")
    (script := tmp_path / "rest.md").write_text(SLEEP, "utf-8")
    rules = ("OPEN_LENGTH", "OPEN_CHOICE", "OPEN_EYES", "POSTURE", "ANCHORS", "SOUND_NOTICE")
    passed = [word for rule in rules for word in ("--allow", rule)]
    out = tmp_path / "tracks"
    words = ["voice", str(script), "--voice", "flite:rms", "--bed", "none", "--out", str(out)]
    done = subprocess.run([*RELAX, *words, *passed], env=place, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    asleep = json.loads(next(out.glob("*.json")).read_text("utf-8"))
    with playing(out, place=place) as player:
        assert helped(player, place)["voice"] == asleep["voice"]


def test_a_voice_that_cannot_be_opened_is_stood_in_for(folder, place, tmp_path):
    tagged = shutil.copy(folder / "0.mp3", tmp_path)
    tags = ID3()
    tags.add(TXXX(desc="Synthetic voice", text="no-such-voice:anna"))
    tags.save(tagged)
    with playing(tagged, place=place) as player:
        assert helped(player, place)["voice"].startswith("pyttsx3")


def test_a_plan_makes_nothing(folder, unspoken):
    done = relax_play(folder, "--for", "5m", "--plan", place=unspoken)
    assert done.returncode == 0
    assert not tracks(unspoken)


def test_leaving_early_leaves_nothing_running_and_nothing_half_made(unspoken):
    with playing(place=unspoken) as player:
        pass
    left = ["ps", "-o", "args=", "-s", str(player.pid)]
    wait_for(lambda: not subprocess.run(left, capture_output=True, check=False).stdout)
    assert not [path for path in tracks(unspoken) if path.suffix == ".mp3"]


def test_it_is_made_only_where_it_is_needed(home):
    made = FallbackWayBack(home, "none", [], pytest.fail)
    with_one = WayBackFinder([piece("a.mp3"), piece("b.mp3", way_back=20.0)], made)
    with_one.begin()
    assert made._thread is None
    lost = frozenset({piece("b.mp3").path})
    assert with_one(piece("a.mp3"), None, lost) is None  # asked for: made for the next time
    wait_for(lambda: made.piece, 120)
    found = with_one(piece("a.mp3"), None, lost)
    assert found == (made.piece, made.piece.way_back)
    assert with_one(piece("a.mp3"), None, lost | {made.piece.path}) is None


def test_out_of_silence_the_voice_is_heard_at_once(home, tmp_path):
    fallback = FallbackWayBack(home, "none", [], pytest.fail)
    ways = WayBackFinder([], fallback)
    ways.begin()
    back = wait_for(lambda: fallback.piece, 120)
    room = Room(
        LengthPlanner([], 120, 0), tmp_path / "played", PlaySettings(2, 0), way_back=ways,
        open_track=lambda one, start: FileSource(one.path, one.seconds, start),
        open_bed=lambda: None,
    )  # fmt: skip
    room.press(10, Command.COME_BACK)
    _, level = room.run()
    first = np.argmax(level > 0.01) / RATE
    assert 10 < first < 12
    (start, _), *_, (_, end) = back.spoken
    heard = np.flatnonzero(level > 0.01) / RATE
    assert heard[-1] - heard[0] == pytest.approx(end - start, abs=0.5)


@pytest.mark.parametrize("language", sorted(folder.name for folder in WORDS.iterdir()))
def test_its_words_pass_the_language_check(language):
    """Of the rules for whole tracks one is let pass; nothing else, not a warning."""
    script = read_script(WORDS / language / "come-back.md")
    assert script.meta.language == language
    assert [chapter.title for chapter in script.chapters] == [WAY_BACK]
    facts = Facts(sounds=frozenset({"bed"}), support_in_transcript=True, voice_disclosed=True)
    found = check_script(script, facts=facts)
    assert {one.rule for one in found} <= set(ALLOW)
