"""When encoding fails: one clear error, no process left, nothing said of this computer."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from relax.encode import EncodeSettings, decode, encode
from relax.errors import EncodeError

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
FORMATS = ["mp3", "m4a", "opus", "flac", "wav", "mp4"]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def noise(seconds=60):
    rng = np.random.default_rng(1)
    return [
        (rng.standard_normal(441_000) * 3000).astype("<i2").tobytes() for _ in range(seconds // 10)
    ]


def program(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def children():
    """Processes that this one has started and not buried."""
    return [pid for pid, (_, parent, *_) in processes() if int(parent) == os.getpid()]


@pytest.mark.parametrize("format_", FORMATS)
def test_an_encoder_killed_midway_is_one_clear_error(format_, tmp_path):
    count = tmp_path / "count"
    killed = "head -c 300000 >/dev/null; kill -9 $$"
    # An MP3 is encoded in several calls: the first ones succeed.
    some = f'echo x >> {count}; [ $(wc -l < {count}) -le 2 ] && exec {FFMPEG} "$@"; {killed}'
    own = program(tmp_path / "ffmpeg", some if format_ == "mp3" else killed)
    before = children()
    with pytest.raises(EncodeError, match="signal 9"):
        encode(noise(), 1, tmp_path / f"x.{format_}", EncodeSettings(format_, ffmpeg=own))
    assert children() == before, "no process and no zombie stays behind"


@pytest.mark.parametrize("format_", FORMATS)
def test_an_encoder_that_stops_early_without_a_word_is_an_error(format_, tmp_path):
    own = program(tmp_path / "ffmpeg", "head -c 100000 >/dev/null; exit 0")
    with pytest.raises(EncodeError):
        encode(noise(), 1, tmp_path / "x", EncodeSettings(format_, ffmpeg=own))


def test_an_encoder_that_leaves_out_the_end_is_an_error(tmp_path):
    own = program(tmp_path / "ffmpeg", f'head -c 900000 | {FFMPEG} "$@"; exit 0')
    with pytest.raises(EncodeError, match="whole track"):
        encode(noise(30), 1, tmp_path / "x.mp3", EncodeSettings(ffmpeg=own))


@pytest.mark.parametrize("format_", FORMATS)
def test_a_full_disk_is_one_clear_error(format_, tmp_path):
    full = tmp_path / f"x.{format_}"
    full.symlink_to("/dev/full")
    with pytest.raises(EncodeError) as error:
        encode(noise(), 1, full, EncodeSettings(format_))
    assert str(tmp_path) not in str(error.value)
    assert error.value.exit_code == 1


@pytest.mark.parametrize("format_", FORMATS)
def test_a_disk_that_fills_up_midway_is_one_clear_error(format_, tmp_path):
    """The system refuses to let the file grow, as a full disk does."""
    script = (
        "import resource, sys, tests.encode.test_faults as t\n"
        "from pathlib import Path\n"
        "from relax.encode import EncodeSettings, encode\n"
        "from relax.errors import EncodeError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "try:\n"
        f"    encode(t.noise(), 1, Path(sys.argv[1]), EncodeSettings('{format_}'))\n"
        "except EncodeError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / f"x.{format_}"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "could not" in done.stdout
    assert str(tmp_path) not in done.stdout


@pytest.mark.parametrize("format_", ["mp3", "flac"])
def test_trouble_with_the_sound_is_not_blamed_on_the_encoder(format_, tmp_path):
    def blocks():
        yield from noise(30)
        raise FileNotFoundError("a clip")

    with pytest.raises(FileNotFoundError):
        encode(blocks(), 1, tmp_path / "x", EncodeSettings(format_))


@pytest.mark.parametrize(
    ("text", "said"), [(None, "no encoder at"), ("\x7fnot a program", "cannot be started")]
)
def test_an_encoder_that_cannot_be_used_is_named(text, said, tmp_path):
    own = tmp_path / "ffmpeg"
    if text:
        own.write_text(text)
    for format_ in ("mp3", "flac"):
        with pytest.raises(EncodeError, match=said):
            encode(noise(10), 1, tmp_path / "x", EncodeSettings(format_, ffmpeg=own))


def test_a_computer_without_a_packaged_encoder_is_told_what_to_do(monkeypatch, tmp_path):
    def none():
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", none)
    with pytest.raises(EncodeError, match="RELAX_FFMPEG"):
        encode(noise(10), 1, tmp_path / "x", EncodeSettings())


@LINUX
@pytest.mark.parametrize("format_", ["mp3", "flac"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_stopping_the_work_stops_the_encoder(format_, number, tmp_path):
    """Ctrl-C, and even kill -9: no encoder goes on by itself."""
    script = (
        "import itertools, sys, tests.encode.test_faults as t\n"
        "from pathlib import Path\n"
        "from relax.encode import EncodeSettings, encode\n"
        f"encode(itertools.cycle(t.noise(10)), 1, Path(sys.argv[1]), EncodeSettings('{format_}'))\n"
    )
    out = tmp_path / "x"
    work = subprocess.Popen(
        [sys.executable, "-c", script, out], stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        until(lambda: out.exists() and out.stat().st_size > 500_000)
        work.send_signal(number)
        work.wait(20)
        until(lambda: not session(work.pid))
    finally:
        work.kill()
        for pid in session(work.pid):
            os.kill(pid, signal.SIGKILL)


def until(true):
    for _ in range(400):
        if true():
            return
        time.sleep(0.05)
    pytest.fail("it did not come to that in 20 s")


def session(leader):
    """Processes of a session that still run."""
    return [pid for pid, (state, *_, own) in processes() if int(own) == leader and state != "Z"]


def processes():
    """(id, (state, parent, group, session)) of all there are, where the system tells."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            yield int(stat.parent.name), stat.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue


@pytest.mark.parametrize(
    "name", ["-rf.flac", "http:x.flac", "concat:a|b.flac", "%03d.m4a", "ü 🙂.opus"]
)
def test_a_name_is_only_a_name(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = Path(name)
    encode(noise(10), 1, path, EncodeSettings(path.suffix[1:]))
    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert sum(len(block) for block in decode(path, 1)) == 441_000


@pytest.mark.skipif(os.name != "posix", reason="the encoder is a shell script")
def test_an_encoder_that_leaves_out_the_end_without_a_word_is_an_error(tmp_path):
    """Whole frames, and an exit code of 0: only their number tells."""
    short = f'for each do shift; set -- "$@" "$each"; [ "$each" = pipe:0 ] && set -- "$@" -t 5; done\nexec {FFMPEG} "$@"'
    settings = EncodeSettings(ffmpeg=program(tmp_path / "short", short))
    with pytest.raises(EncodeError, match="whole track"):
        encode(noise(30), 2, tmp_path / "a.mp3", settings)


@pytest.mark.parametrize("name", ["a.m3u8", "a.mp3"])
def test_a_file_that_names_a_place_on_a_network_fetches_nothing(tmp_path, name):
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked = []
        place = server.getsockname()
        listening = threading.Thread(target=hang_up, args=(server, asked), daemon=True)
        listening.start()
        (tmp_path / name).write_text(
            "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n"
            f"http://127.0.0.1:{place[1]}/a.ts\n#EXT-X-ENDLIST\n"
        )
        with pytest.raises(EncodeError):
            list(decode(tmp_path / name, 2, foreign=True))
        with socket.create_connection(place) as last:
            last.sendall(LAST)
            listening.join(20)
    assert asked == [LAST]


LAST = b"the last one"


def hang_up(server, asked):
    """Note how each call begins and end it at once, until the last one comes."""
    while LAST not in asked:
        call, _ = server.accept()
        with call:
            asked.append(call.recv(len(LAST)))
