"""The studio as a person runs it, in a process of its own, asked by plain HTTP."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import imageio_ffmpeg

from tests.cli.run import QUICK_VOICE, TEMPLATES
from tests.tools import wait_for

FORM = "application/x-www-form-urlencoded"
VOICE = QUICK_VOICE[1]
"""Speaks in a tenth of the time of the default; for what does not depend on how it sounds."""
SHORT = {"template": "short", "minutes": "2", "voice": VOICE, "bed": "none"}
"""A form of the track that is made in the least time."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self):
        return self.body.decode()


class Server:
    """``relax studio`` in ``folder``, and in ``folder/said.txt`` what it says on stderr."""

    def __init__(self, folder):
        self.folder, self.data, self.out = folder, folder / "data", folder / "out"
        self.said = folder / "said.txt"
        self.gate = Gate(folder / "gate")
        self.cookie = ""
        self.start()

    def start(self, port=0):
        """Begin, or begin again."""
        words = ["--no-browser", "--port", str(port), "--out", str(self.out)]
        words += ["--templates", str(TEMPLATES)]
        with self.said.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "relax", "--debug", "studio", *words],
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                cwd=self.folder,
                env=os.environ
                | {
                    "RELAX_DATA": str(self.data),
                    "RELAX_FFMPEG": str(self.gate.program),
                },
                start_new_session=True,
            )
        self.entrance = self.process.stdout.readline().strip()
        assert self.entrance, self.said.read_text()
        self.host = urlsplit(self.entrance).netloc
        self.address = f"http://{self.host}"
        self.port = int(self.host.rpartition(":")[2])

    def enter(self):
        """Come in as a new browser does; its cookie, which ``ask`` then sends."""
        answer = self.ask("GET", self.entrance.removeprefix(self.address), cookie="")
        assert answer.status == 303, answer
        self.cookie = answer.headers["set-cookie"].partition(";")[0]
        return self.cookie

    def ask(self, method, path, fields=None, *, body=None, cookie=None, **headers):
        """One request as a page of the studio sends it; a header of None is left out."""
        if fields is not None:
            body = urlencode(fields, doseq=True)
        sent = {"Host": self.host, "Cookie": self.cookie if cookie is None else cookie}
        if method != "GET":
            sent |= {"Origin": self.address, "Content-Type": FORM}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            content = body.encode() if isinstance(body, str) else body
            if content is not None:
                sent.setdefault("Content-Length", str(len(content)))
            for name, value in sent.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.endheaders(content)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()

    def make(self, fields):
        """Ask for a track and wait for it; its address, and its page."""
        answer = self.ask("POST", "/make", fields)
        assert answer.status == 303, answer.text
        track = answer.headers["location"]
        return track, wait_for(lambda: self.finished(track), 120)

    def finished(self, track):
        """The page of a track that is no longer being made; None until then."""
        page = self.ask("GET", track).text
        return None if "data-events" in page else page

    def mp3(self, page):
        """The address of the sound that a page plays."""
        return re.search(r'<audio [^>]*src="([^"]+)"', page)[1]

    def end(self):
        """Ctrl-C, and whatever is left of it after that."""
        self.gate.open()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=20)
        self.kill()

    def is_alive(self):
        """Whether any process of it is left."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self):
        """As a power cut does: every process of it at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


class Gate:
    """An encoder that waits while the gate is shut: a track that stays half-made for as long."""

    def __init__(self, folder):
        folder.mkdir()
        self.program = folder / "ffmpeg"
        self._shut, self._reached = folder / "shut", folder / "reached"
        self.program.write_text(
            "#!/bin/sh\n"
            f"if [ -e '{self._shut}' ]; then touch '{self._reached}'; fi\n"
            f"while [ -e '{self._shut}' ]; do sleep 0.1; done\n"
            f"exec '{imageio_ffmpeg.get_ffmpeg_exe()}' \"$@\"\n"
        )
        self.program.chmod(0o755)

    def shut(self):
        self._reached.unlink(missing_ok=True)
        self._shut.touch()

    def open(self):
        self._shut.unlink(missing_ok=True)

    def reached(self):
        """Wait until a track has come to it."""
        wait_for(self._reached.exists, 120)
