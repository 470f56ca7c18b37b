"""Media keys reach the player over a real D-Bus, read by D-Bus's own client."""

from __future__ import annotations

import subprocess
import time

import pytest

from relax.play.terminal import Command, View
from tests.tools import need_program

CONFIG = """<busconfig><type>session</type><listen>unix:tmpdir={}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"""
PLAYER = "org.mpris.MediaPlayer2.Player"


@pytest.fixture
def bus(tmp_path, monkeypatch):
    """A message bus of the test's own."""
    pytest.importorskip("dbus_fast", reason="relax[mpris] is not installed")
    config = tmp_path / "bus.conf"
    config.write_text(CONFIG.format(tmp_path))
    daemon = subprocess.Popen(
        [need_program("dbus-daemon"), f"--config-file={config}", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        text=True,
    )
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.stdout.readline().strip())
    yield daemon
    daemon.terminate()
    daemon.wait()


def send(*words):
    command = [need_program("dbus-send"), "--print-reply", "--dest=org.mpris.MediaPlayer2.relax"]
    done = subprocess.run(
        [*command, "/org/mpris/MediaPlayer2", *words], capture_output=True, text=True, check=True
    )
    return done.stdout


def wait_for(condition):
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    assert condition()


@pytest.fixture
def mpris(bus):
    from relax.play.remote import Mpris

    asked = []
    mpris = Mpris(asked.append)
    wait_for(lambda: mpris._bus is not None)
    yield mpris, asked
    mpris.close()


@pytest.mark.parametrize(
    ("key", "command"),
    [("PlayPause", Command.PAUSE), ("Next", Command.NEXT), ("Stop", Command.SOFT_STOP)],
)
def test_a_media_key_asks_as_the_keyboard_does(mpris, key, command):
    send(f"{PLAYER}.{key}")
    wait_for(lambda: mpris[1] == [command])


def test_the_desktop_sees_what_plays(mpris):
    mpris[0].show(View(0, "track", "A scan", "following"))
    ask = ("org.freedesktop.DBus.Properties.Get", f"string:{PLAYER}")
    wait_for(lambda: '"Playing"' in send(*ask, "string:PlaybackStatus"))
    assert '"A scan"' in send(*ask, "string:Metadata")


def test_without_a_bus_nothing_happens(monkeypatch, tmp_path):
    pytest.importorskip("dbus_fast", reason="relax[mpris] is not installed")
    from relax.play.remote import Mpris

    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")
    mpris = Mpris(list)
    mpris.show(View(0, "bed"))
    mpris.close()
