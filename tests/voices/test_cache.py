"""Clips are kept by content; broken ones are made anew; personal ones are kept apart."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from relax.caches import Caches
from relax.errors import VoiceError
from relax.voices import ClipCache, Line, Manner, voice_lines
from tests.conftest import CLONE
from tests.tools import need_program
from tests.voices.conftest import SECRET
from tests.voices.engines import ToneVoice

LINE = Line("Let the hands rest.")


def one(cache, line=LINE, voice=None):
    return voice_lines([line], voice or ToneVoice(), cache)[0]


def truncate(data: bytes) -> bytes:
    return data[: len(data) // 2]


BROKEN = {
    "truncated": truncate,
    "empty": lambda _: b"",
    "no samples": lambda data: data[:44],
    "another format": lambda data: b"OggS" + data[4:],
    "zeros where sound was": lambda data: data[:44] + bytes(len(data) - 56) + data[-12:],
    "all zeros": lambda data: bytes(len(data)),
    "one bit": lambda data: data[:5000] + bytes([data[5000] ^ 1]) + data[5001:],
}


@pytest.mark.parametrize("damage", BROKEN)
def test_a_broken_clip_is_voiced_again(cache, damage):
    clip = one(cache)
    whole = clip.path.read_bytes()
    clip.path.write_bytes(BROKEN[damage](whole))
    voice = ToneVoice()
    assert one(cache, voice=voice) == clip
    assert voice.asked
    assert clip.path.read_bytes() == whole


def test_text_manner_and_voice_each_have_clips_of_their_own(cache):
    paths = {
        cache.path(identity, manner, text, private=private)
        for identity in ("a", "b")
        for manner in (Manner(), Manner(0.9), Manner(1.0, 1.0), Manner(0.9000000001))
        for text in ("x", "y", "")
        for private in (False, True)
    }
    assert len(paths) == 2 * 4 * 3 * 2
    # Parts are told apart by their lengths, and not only by what they spell together.
    assert cache.path("a", Manner(1.0, 0.0), "0.0b", private=False) != cache.path(
        "a1.0", Manner(0.0, 0.0), "b", private=False
    )


def test_sox_and_ffmpeg_read_a_clip(cache):
    clip = one(cache)
    sox = subprocess.run(
        [need_program("soxi"), "-s", clip.path], capture_output=True, text=True, check=True
    )
    assert int(sox.stdout) == clip.frames
    data = clip.path.read_bytes()
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
    raw = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", clip.path, "-f", "s16le", "-"],
        capture_output=True,
        check=True,
    )
    assert raw.stderr == b""
    assert np.array_equal(np.frombuffer(raw.stdout, "<i2"), clip.samples())


def test_no_name_can_be_guessed_from_a_personal_clip(cache):
    line = Line("Settle in, Margaret.", private=True)
    owned = ClipCache(cache.folder, SECRET, owner="margaret-17")
    path = one(owned, line).path
    other = ClipCache(cache.folder, bytes(32), owner="margaret-17")
    assert path.parent != one(other, line).path.parent
    assert path.name != one(other, line).path.name
    assert "argaret" not in str(path)
    assert path.parent.parent == cache.folder / "private"
    for folder in (path.parent, path.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_one_owners_clips_are_deleted_and_nobody_elses(cache):
    owners = [ClipCache(cache.folder, SECRET, owner) for owner in ("", "a", "b")]
    personal = Line("Settle in, Sam.", private=True)
    kept = one(cache)
    clips = [one(owned, personal) for owned in owners]
    assert len({clip.path for clip in clips}) == 3
    assert cache.purge_private("a") == 1
    assert [clip.path.exists() for clip in clips] == [True, False, True]
    assert cache.purge_private("") == 1
    assert cache.purge_private("never seen") == 0
    assert cache.purge_old_private(3600) == 0
    assert cache.purge_old_private(-1) == 1
    assert not list((cache.folder / "private").iterdir())
    assert kept.path.exists()


def test_nothing_is_left_over_beside_the_clips(cache):
    voice_lines([LINE, Line("Sam.", private=True)], ToneVoice(), cache)
    assert sum(1 for path in cache.folder.rglob("*") if path.is_file()) == 2
    assert not list((cache.folder / "private").glob(".relax-*"))


_WORK = """
import sys, time
from pathlib import Path
from relax.voices import ClipCache
with ClipCache(Path(sys.argv[1]), bytes(32)).workspace() as folder:
    (folder / "0.txt").write_text("Margaret")
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("clear", ["a line", "a forgotten client"])
def test_what_a_killed_process_left_behind_is_cleared(cache, clear):
    command = [sys.executable, "-c", _WORK, cache.folder]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        folder = Path(process.stdout.readline().strip())
        one(cache, Line("Another."))
        assert (folder / "0.txt").exists()
        process.kill()
    if clear == "a line":
        one(cache, Line("Yet another."))
    else:
        cache.purge_private("somebody")
    assert not folder.exists()


def test_what_others_make_and_delete_meanwhile_stops_nobody(cache):
    """A worker that looked for clips to throw away met a folder that another had just deleted."""
    one(cache, Line("Settle in, Sam.", private=True))
    over = threading.Event()

    def others():
        while not over.is_set():
            with cache.workspace():
                pass

    with ThreadPoolExecutor(3) as pool:
        churn = [pool.submit(others) for _ in range(3)]
        try:
            for _ in range(1500):
                Caches(cache.folder.parent).make_room()
        finally:
            over.set()
    assert all(each.exception() is None for each in churn)
    assert cache.purge_old_private(-1) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no users here")
def test_a_cache_that_cannot_be_written_says_why(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(VoiceError, match=r"file/clips, cannot be written: not a directory"):
        one(ClipCache(blocked / "clips", SECRET))


PROGRAM = """
import sys
from pathlib import Path
from relax.voices import ClipCache, Line, VoiceSettings, open_voice, voice_lines
voice = open_voice("pyttsx3:en-us+f5", VoiceSettings())
lines = [Line(f"Notice number {n}.", private=n % 3 == 0) for n in range(30)]
for _ in range(3):
    clips = voice_lines(lines, voice, ClipCache(Path(sys.argv[1]), bytes(range(32))))
    print(sum(len(clip.samples()) for clip in clips))
voice.close()
"""


def test_two_processes_share_a_cache_at_once(cache):
    command = [sys.executable, "-c", PROGRAM, cache.folder]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    totals = [process.communicate()[0].split() for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert len(set(totals[0] + totals[1])) == 1
    assert len(totals[0] + totals[1]) == 6
    assert sum(1 for _ in cache.folder.rglob("*.wav")) == 30


TOGETHER = """
import os, sys, time
from pathlib import Path
from relax.voices import ClipCache, Line, voice_lines
from tests.voices.engines import ToneVoice

folder, me, dies_at = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])

class Slow(ToneVoice):
    def speak(self, text, manner, out):
        if len(self.asked) == dies_at:
            os._exit(9)
        with (folder / "asked").open("a") as file:
            file.write(text + chr(10))
        time.sleep(0.02)
        super().speak(text, manner, out)

(folder / me).touch()
while len(list(folder.glob("ready*"))) < 2:
    time.sleep(0.001)
lines = [Line(f"Notice number {n}.") for n in range(20)]
print(len(voice_lines(lines, Slow(), ClipCache(folder / "clips", bytes(32)))))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="files are not locked there")
@pytest.mark.parametrize("dies_at", [-1, 4])
def test_what_two_processes_lack_at_once_is_voiced_by_one(tmp_path, dies_at):
    """And by the other, where the one is ended."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", TOGETHER, tmp_path, f"ready{n}", str(dies)],
            stdout=subprocess.PIPE,
            cwd=CLONE,
        )
        for n, dies in enumerate((-1, dies_at))
    ]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert said[0] == b"20\n"
    asked = (tmp_path / "asked").read_text().splitlines()
    assert len(set(asked)) == 20
    if dies_at < 0:
        assert said[1] == b"20\n"
        assert len(asked) == 20
