"""What goes wrong in a real room: it goes on with what it can, says so, and is never sudden."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from relax.errors import BadInput, SoundError
from relax.play.jobs import prepare_bed
from relax.play.sound import (
    BufferedSource,
    FileSource,
    LoopSource,
    Mixer,
    ReconnectingOutput,
    SpeakerOutput,
    device_names,
)
from relax.play.sound._device import SilentOutput
from relax.play.terminal import Command
from tests.play.journal import read_journal
from tests.play.sim import RATE, Room, Steady, TurnedClock, Written, entry, piece, steepest

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
FORMATS = (
    "a.mp3",
    "mono.mp3",
    "vbr.mp3",
    "bare.mp3",
    "a48.mp3",
    "a22.mp3",
    "a.flac",
    "a.wav",
    "a.ogg",
)


def ffmpeg(*words):
    return subprocess.run([FFMPEG, "-v", "error", "-y", *words], capture_output=True, check=True)


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    """Ten seconds of the same sound in every format."""
    folder = tmp_path_factory.mktemp("files")
    sound = "aevalsrc=0.3*sin(2*PI*(200+30*t)*t)|0.3*sin(2*PI*(150+40*t)*t):s=44100:d=10"
    ffmpeg("-f", "lavfi", "-i", sound, str(folder / "a.wav"))
    wav = ("-i", str(folder / "a.wav"))
    for name, options in {
        "a.mp3": ("-b:a", "128k"),
        "mono.mp3": ("-ac", "1", "-b:a", "64k"),
        "vbr.mp3": ("-q:a", "4"),
        "bare.mp3": ("-b:a", "128k", "-write_xing", "0"),
        "a48.mp3": ("-ar", "48000"),
        "a22.mp3": ("-ar", "22050"),
        "a.flac": (),
        "a.ogg": ("-c:a", "libvorbis"),
    }.items():
        ffmpeg(*wav, *options, str(folder / name))
    return folder


def whole(source):
    parts = []
    while len(part := source.read(3000)):
        parts.append(part)
    return np.concatenate(parts)


def as_ffmpeg_reads(path: Path):
    """Float stereo at 44.1 kHz; its resampler has another filter, so rates are compared apart."""
    data = ffmpeg("-i", str(path), "-f", "f32le", "-ac", "2", "-ar", "44100", "-").stdout
    return np.frombuffer(data, "<f4").reshape(-1, 2)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_as_long_and_as_placed_as_ffmpeg_reads_it(files, name):
    ours, theirs = whole(FileSource(files / name)), as_ffmpeg_reads(files / name)
    assert abs(len(ours) - len(theirs)) <= (0 if "48" not in name and "22" not in name else 2)
    n = min(len(ours), len(theirs)) - 1000
    a, b = ours[1000:n], theirs[1000:n]
    scale = np.vdot(a, b) / np.vdot(b, b)  # mono may be spread at another level
    assert np.abs(a - scale * b).max() < 0.01
    assert 0.99 < scale < 1.01 or "mono" in name


@pytest.mark.parametrize("name", FORMATS)
def test_a_chapter_begins_at_its_sample(files, name):
    every, late = whole(FileSource(files / name)), whole(FileSource(files / name, start=6.5))
    at = round(6.5 * RATE)
    assert abs(len(every) - at - len(late)) <= 2
    n = min(len(late), len(every) - at) - 500
    assert np.abs(every[at + 500 : at + n] - late[500:n]).max() < 0.01


def test_a_bed_goes_on_for_ever_without_a_seam_at_the_level_of_a_track(tmp_path):
    bed = prepare_bed("pink", tmp_path)
    assert bed is not None
    source = LoopSource(bed.path, bed.intro, bed.cycle, bed.gain_db)
    first = source.read(bed.cycle)
    again = source.read(bed.cycle + RATE)
    np.testing.assert_array_equal(first, again[: bed.cycle])
    seam = np.abs(again[bed.cycle] - again[bed.cycle - 1]).max()
    assert seam <= np.abs(np.diff(first, axis=0)).max()
    assert source.state == "open"
    assert -40 < 20 * np.log10(np.sqrt((first**2).mean())) < -20


def test_an_unknown_bed_is_refused_with_the_names(tmp_path):
    with pytest.raises(SoundError, match="pink"):
        prepare_bed("pnik", tmp_path)


def broken(folder: Path, good: Path, kind: str) -> Path:
    path = folder / f"{kind}{good.suffix}"
    match kind:
        case "missing":
            pass
        case "empty":
            path.touch()
        case "text":
            path.write_text("not sound at all\n" * 4000)
        case "folder":
            path.mkdir()
        case "truncated":
            path.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    return path


@pytest.mark.parametrize("kind", ["missing", "empty", "text", "folder"])
@pytest.mark.parametrize("name", ["a.mp3", "a.flac", "a.wav", "a.ogg"])
def test_what_is_not_sound_is_refused_by_its_own_name(files, tmp_path, name, kind):
    path = broken(tmp_path, files / name, kind)
    with pytest.raises(SoundError) as caught:
        whole(FileSource(path))
    assert path.name in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("kind", ["missing", "empty", "text", "truncated"])
@pytest.mark.parametrize("name", ["a.mp3", "a.flac"])
def test_a_bad_file_in_the_list_is_left_out_and_the_gap_ends_on_time(files, tmp_path, name, kind):
    path = broken(tmp_path, files / name, kind)
    bad = piece(path.name, 10.0)
    plan = [
        entry(0, 9, "bed"),
        entry(5, 15, "track", bad),
        entry(11, 25, "bed"),
        entry(25, 30, "quiet"),
    ]
    room = Room(
        Written(plan),
        tmp_path / "journal.sqlite",
        open_track=lambda p, start: BufferedSource(lambda: FileSource(path, p.seconds, start)),
        open_bed=lambda: Steady(0.05, 0.05),
    )
    patient(room)
    times, level = room.run()
    assert steepest(room.output.sound) < 0.05  # a sweep of 0.3 up to 800 Hz makes no larger step
    assert not level[(times > 25.05) & (times < 29.9)].any()
    assert level[(times > 17) & (times < 20)].min() > 0.03
    assert any(path.name in view.notice for view in room.seen)
    assert read_journal(tmp_path / "journal.sqlite")[-1].what == "quiet"


def patient(room: Room) -> None:
    """Let threads that read files keep up with the turned clock."""
    room.clock.events = []
    sleep = room.clock.sleep

    def sleeps(seconds):
        time.sleep(0.004)
        sleep(seconds)

    room.clock.sleep = sleeps


def test_a_folder_that_vanishes_leaves_the_bed(files, tmp_path):
    folder = tmp_path / "tracks"
    folder.mkdir()
    for n in range(3):
        shutil.copy(files / "a.mp3", folder / f"{n}.mp3")
    plan = [
        entry(0, 10, "track", piece("0.mp3", 10.0)),
        entry(6, 16, "track", piece("1.mp3", 10.0)),
        entry(12, 22, "track", piece("2.mp3", 10.0)),
        entry(22, 26, "quiet"),
    ]
    room = Room(
        Written(plan),
        tmp_path / "journal.sqlite",
        open_track=lambda p, start: BufferedSource(
            lambda: FileSource(folder / p.path.name, p.seconds, start)
        ),
        open_bed=lambda: Steady(0.05, 0.05),
    )
    patient(room)
    room.clock.at(2, lambda: shutil.rmtree(folder))
    times, level = room.run()
    assert steepest(room.output.sound) < 0.05
    assert not level[(times > 22.05) & (times < 25.9)].any()
    rows = read_journal(tmp_path / "journal.sqlite")
    assert (rows[0].name, rows[-1].what) == ("0.mp3", "quiet")
    assert {row.what for row in rows[1:]} == {"bed", "quiet"}


def test_a_bed_that_vanishes_is_silence_and_the_tracks_go_on(tmp_path):
    plan = [entry(0, 10, "bed"), entry(6, 20, "track", piece(seconds=14)), entry(20, 25, "quiet")]
    room = Room(
        Written(plan),
        tmp_path / "journal.sqlite",
        open_bed=lambda: Steady(frames=3 * RATE, ending="failed"),
    )
    times, level = room.run()
    assert level[(times > 11) & (times < 15)].min() > 0.5
    assert any("bed" in view.notice for view in room.seen)
    assert steepest(room.output.sound) < 0.005


@pytest.mark.parametrize(
    ("when", "jump"), [(10, -3600.0), (10, -30.0), (10, 40.0), (10, 7200.0), (50, -35.0)]
)
def test_a_clock_that_jumps_or_a_sleeping_computer_joins_the_plan_where_it_stands(
    tmp_path, when, jump
):
    plan = [
        entry(-7200, 30, "bed"),
        entry(30, 60, "quiet"),
        entry(60, 90, "bed"),
        entry(90, 9000, "quiet"),
    ]
    room = Room(Written(plan), tmp_path / "journal.sqlite")

    def leap():
        room.clock.wall += jump

    room.clock.at(when, leap)
    room.clock.at(200, lambda: room.keys.append(Command.LEAVE))
    times, level = room.run()
    assert steepest(room.output.sound) < 0.001
    settled = (when + 6) * RATE
    where = times[settled]
    quiet = 30 < where < 60 or where > 90
    assert (level[settled] == 0) == quiet
    assert any("clock" in view.notice for view in room.seen)


class FakeDevice:
    """A device that can be pulled out."""

    silent = False
    name = "fake"

    def __init__(self, clock):
        self.inner = SilentOutput(clock)
        self.pulled = 0.0
        self.parts = []

    @property
    def last_call(self):
        return self.pulled or time.monotonic()

    def room(self):
        return 0 if self.pulled else self.inner.room()

    def queued(self):
        return self.inner.queued()

    def write(self, block):
        self.parts.append(block)
        self.inner.write(block)

    def close(self):
        pass


def test_a_device_that_vanishes_and_comes_back_keeps_time_and_returns_softly(tmp_path):
    plan = [entry(0, 60, "bed"), entry(60, 70, "quiet")]
    room = Room(Written(plan), tmp_path / "journal.sqlite", open_bed=lambda: Steady(0.9, 0.9))
    devices, notices = [], []

    def opened():
        if 10 < room.clock.steady < 30:
            raise SoundError("none")
        devices.append(FakeDevice(room.clock))
        return devices[-1]

    output = ReconnectingOutput(opened, room.clock, notices.append)
    object.__setattr__(room.ports, "output", output)
    object.__setattr__(room.ports, "watch", output.watch)
    room.clock.at(10.5, lambda: setattr(devices[0], "pulled", time.monotonic() - 100))
    room.player.run()
    assert len(devices) == 2
    back = np.concatenate(devices[1].parts)
    assert steepest(back) < 0.001
    assert np.abs(back).max() > 0.5
    assert ["gone" in notices[0], "back" in notices[1]] == [True, True]
    assert abs(read_journal(tmp_path / "journal.sqlite")[-1].started - room.clock.wall + 10) < 1.0


def test_a_computer_that_was_busy_or_asleep_is_no_device_that_has_gone():
    clock, notices = TurnedClock(), []
    device = FakeDevice(clock)
    output = ReconnectingOutput(lambda: device, clock, notices.append)
    output.watch()
    device.pulled = time.monotonic() - 100
    for _ in range(3):
        output.watch()
    device.pulled = 0.0
    for _ in range(100):
        output.watch()
    assert notices == []
    assert output.name == "fake"


def test_without_any_device_time_is_kept(tmp_path):
    plan = [entry(0, 10, "bed"), entry(10, 12, "quiet")]
    room = Room(Written(plan), tmp_path / "journal.sqlite")
    notices = []

    def none():
        raise SoundError("none")

    output = ReconnectingOutput(none, room.clock, notices.append)
    object.__setattr__(room.ports, "output", output)
    room.player.run()
    assert 11.9 < room.clock.steady < 13
    assert "no sound device" in notices[0]


def test_the_null_device_of_the_sound_library_takes_sound_in_real_time():
    device = SpeakerOutput("null")
    mixer = Mixer()
    mixer.play(Steady(), 1, fade_in=1, fade_out=1)
    taken = 0
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        room = device.room()
        device.write(mixer.render(room))
        taken += room
        time.sleep(0.05)
    device.close()
    assert device.silent
    assert 1.0 < taken / RATE < 3.0


def test_a_device_nobody_has_is_refused_with_the_names_there_are():
    with pytest.raises(BadInput, match="null"):
        SpeakerOutput("no such loudspeaker")
    assert device_names()[-1] == "null"
