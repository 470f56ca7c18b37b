"""A real Music Player Daemon with a null output, driven by a plan and watched by its own client."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from relax.errors import RelaxError
from relax.play.library import find_pieces
from relax.play.plan import GapPlanner
from relax.play.remote import MpdAddress, MpdPlayer, connected
from relax.play.sound import SystemClock
from tests.play.test_library import tone
from tests.tools import need_program, wait_for

CONFIG = """
music_directory "{home}/music"
db_file "{home}/db"
state_file "{home}/state"
log_file "{home}/log"
bind_to_address "127.0.0.1"
port "{port}"
connection_timeout "2"
audio_output {{
  type "null"
  name "nothing"
  mixer_type "software"
}}
"""


class Running:
    """A daemon of one's own, with three tracks of five seconds in its library."""

    def __init__(self, home):
        self.program = need_program("mpd")
        for name in ("one.flac", "two.flac", "three.flac"):
            tone(home / "music" / name, 5)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.config = home / "mpd.conf"
        self.config.write_text(CONFIG.format(home=home, port=self.port))
        self.start()
        mpc(self.port, "update", "--wait")

    def start(self):
        command = [self.program, "--no-daemon", str(self.config)]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        wait_for(self.answers)

    def answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def stop(self):
        self.process.kill()
        self.process.wait()

    def plays(self):
        return "playing" in mpc(self.port, "status", "%state%")


@pytest.fixture
def running(tmp_path):
    mpd = Running(tmp_path)
    yield mpd
    mpd.stop()


@pytest.fixture
def daemon(running):
    """Its port."""
    return running.port


def mpc(port, *arguments):
    program = need_program("mpc")
    command = [program, "--port", str(port), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def answer(port, command):
    """What the daemon itself says, without any client."""
    with socket.create_connection(("127.0.0.1", port), 5) as line, line.makefile("rw") as talk:
        talk.readline()
        talk.write(f"{command}\nclose\n")
        talk.flush()
        return talk.read()


def test_a_plan_is_played_and_ends_in_silence_on_the_second(daemon, tmp_path):
    pieces, _ = find_pieces([tmp_path / "music"])
    end = time.time() + 11
    seen = []
    stop = threading.Event()

    def watch():
        while not stop.is_set():
            seen.append((time.time(), mpc(daemon, "status", "%state% %volume%"),
                         mpc(daemon, "current", "--format", "%file%").strip()))  # fmt: skip
            time.sleep(0.2)

    mpc(daemon, "volume", "60")
    watching = threading.Thread(target=watch)
    watching.start()
    try:
        with connected(MpdAddress.of(f"127.0.0.1:{daemon}")) as client:
            room = MpdPlayer(
                client, GapPlanner(pieces, end, 1.0), SystemClock(), fade=1.0, tell=print
            )
            room.run(1.0)
    finally:
        stop.set()
        watching.join()
    assert abs(time.time() - end) < 1.5
    # The daemon is asked twice, and may have stopped between the answers: then it names no file.
    heard = [file for _, status, file in seen if file and status.startswith("playing")]
    played = list(dict.fromkeys(heard))
    assert played == ["one.flac", "three.flac"]
    assert "state: stop" in answer(daemon, "status")  # mpc calls that paused
    assert mpc(daemon, "status", "%volume%").strip() == "60%"


def test_a_track_it_does_not_have_is_left_out_and_told(daemon, tmp_path):
    stranger = tone(tmp_path / "elsewhere" / "stranger.flac", 3)
    pieces, _ = find_pieces([stranger, tmp_path / "music" / "one.flac"])
    told, end = [], time.time() + 6
    with connected(MpdAddress.of(f"127.0.0.1:{daemon}")) as client:
        MpdPlayer(
            client, GapPlanner(pieces, end, 0.0), SystemClock(), fade=0.5, tell=told.append
        ).run(0)
    assert len(told) == 1
    assert "stranger.flac" in told[0]
    assert "one.flac" in mpc(daemon, "playlist", "--format", "%file%")


@pytest.fixture
def playing(running, tmp_path):
    """The program itself, playing two tracks of a minute by that daemon."""
    for name in ("four.flac", "five.flac"):
        tone(tmp_path / "music" / "long" / name, 61)
    mpc(running.port, "update", "--wait")
    words = ["--for", "2m", "--mpd", f"127.0.0.1:{running.port}", "--fade", "1s"]
    process = subprocess.Popen(
        [sys.executable, "-m", "relax", "play", str(tmp_path / "music" / "long"), *words],
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(running.plays)
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_who_leaves_leaves_no_music_behind(running, playing, number):
    mpc(running.port, "volume", "60")
    playing.send_signal(number)
    _, said = playing.communicate(timeout=20)
    assert (playing.returncode, said) == (130 if number == signal.SIGINT else 0, "")
    assert "state: stop" in answer(running.port, "status")


def test_a_daemon_that_comes_back_plays_on(running, playing):
    running.stop()
    assert "has gone" in playing.stderr.readline()
    running.start()
    assert "is back" in playing.stderr.readline()
    wait_for(running.plays)
    assert playing.poll() is None


def test_a_daemon_without_a_volume_is_refused(running, tmp_path):
    text = running.config.read_text()
    running.stop()
    running.config.write_text(text.replace("software", "none"))
    running.start()
    with (
        pytest.raises(RelaxError, match="no volume"),
        connected(MpdAddress.of(f"127.0.0.1:{running.port}")) as client,
    ):
        MpdPlayer(client, GapPlanner([], 0.0, 0.0), SystemClock(), fade=1.0, tell=print)


def test_nobody_there_is_one_sentence():
    pytest.importorskip("mpd")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(RelaxError) as caught, connected(MpdAddress.of(f"127.0.0.1:{port}")):
        pass
    assert "Music Player Daemon" in caught.value.message
