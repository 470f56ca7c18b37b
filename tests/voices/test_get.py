"""Fetching voices: from a real server that does what servers do wrong, and from a stick."""

from __future__ import annotations

import hashlib
import http.server
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from relax.errors import BadInput, RelaxError
from relax.voices import (
    VoiceFile,
    VoiceSettings,
    fetch,
    installed,
    open_voice,
    registry as shipped,
    take,
    verify,
)
from relax.voices._registry import Licence, Registry, RegistryVoice
from tests.batch.test_hard_places import linux, on_a_disk
from tests.cli.run import relax
from tests.offline import alone, tried
from tests.tools import wait_for
from tests.voices.test_piper import model_of

MODEL = bytes(n * 7 % 251 for n in range(3_000_000))
STYLES = bytes(n * 11 % 241 for n in range(500_000))
LICENCE = Licence(code="c", weights="w", training="t", sources=("https://example.org",))


def voice_of(*, name="kokoro", **files):
    """A voice of the registry with these contents."""
    rows = tuple(
        VoiceFile(
            name=file,
            address=f"https://example.org/{file}",
            bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        for file, content in files.items()
    )
    return RegistryVoice(
        name=name,
        title="A voice",
        languages=("en-US",),
        sex="both",
        files=rows,
        short_licence="free",
        licence=LICENCE,
        may_sell="yes",
        why="It is free.",
    )


VOICE = voice_of(**{"model.onnx": MODEL, "styles.bin": STYLES})


class Server(http.server.ThreadingHTTPServer):
    """Hands out ``files``, as badly as it is told to; remembers what it was asked for."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = {"model.onnx": MODEL, "styles.bin": STYLES}
        self.cut = 0  # bytes after which the next answer breaks off
        self.status = 0
        self.ranges = self.lengths = True
        self.slow_s = 0.0
        self.leads_to = ""
        self.asked = []

    def handle_error(self, *of):
        """A child that was killed no longer listens."""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        server, asked = self.server, self.headers.get("Range")
        server.asked.append((self.path.lstrip("/"), asked))
        content = server.files.get(self.path.rpartition("/")[2])
        status = server.status or (200 if content is not None else 404)
        start = int(asked[6:-1]) if asked and server.ranges else 0
        if status == 200 and asked and server.ranges:
            status = 206 if start < len(content) else 416
        self.send_response(302 if server.leads_to else status)
        if server.leads_to:
            self.send_header("Location", server.leads_to)
        if server.leads_to or status not in (200, 206):
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        if server.lengths:
            self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self._send(content[start:])

    def _send(self, content):
        cut, self.server.cut = self.server.cut, 0
        content = content[:cut] if cut else content
        for at in range(0, len(content), 100_000):
            self.wfile.write(content[at : at + 100_000])
            time.sleep(self.server.slow_s)
        self.close_connection = True

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with Server() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "voices"


def names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_voice_comes_whole_and_a_second_call_asks_nothing(server, folder):
    heard = []
    paths = fetch(VOICE, folder, server.url, lambda *told: heard.append(told))
    assert [path.read_bytes() for path in paths] == [MODEL, STYLES]
    assert names(folder) == ["model.onnx", "styles.bin"]
    assert installed(VOICE, folder) == paths
    assert verify(VOICE, folder) == ()
    assert [done for _, done, _ in heard] == sorted(done for _, done, _ in heard)
    assert heard[-1] == ("fetching", VOICE.bytes, VOICE.bytes)
    assert fetch(VOICE, folder, server.url) == paths
    assert server.asked == [("model.onnx", None), ("styles.bin", None)]


@pytest.mark.parametrize("lengths", [True, False])
def test_what_broke_off_is_kept_and_goes_on(server, folder, lengths):
    server.cut, server.lengths = 1_234_567, lengths
    with pytest.raises(RelaxError, match=r"after 1\.2 MB of 3\.0 MB.*goes on from there"):
        fetch(VOICE, folder, server.url)
    assert names(folder) == ["model.onnx.part"]
    assert installed(VOICE, folder) is None
    fetch(VOICE, folder, server.url)
    assert ("model.onnx", "bytes=1234567-") in server.asked
    assert verify(VOICE, folder) == ()


@pytest.mark.parametrize("have", [MODEL[:400_000], b"another" * 50_000, MODEL, MODEL + b"x"])
def test_a_server_without_resuming_sends_it_from_the_beginning(server, folder, have):
    server.ranges = False
    folder.mkdir(parents=True)
    (folder / "model.onnx.part").write_bytes(have)
    fetch(VOICE, folder, server.url)
    assert verify(VOICE, folder) == ()
    assert names(folder) == ["model.onnx", "styles.bin"]


def test_a_part_of_another_file_is_found_out_and_the_next_call_is_right(server, folder):
    folder.mkdir(parents=True)
    (folder / "model.onnx.part").write_bytes(b"another" * 50_000)
    with pytest.raises(RelaxError, match="thrown away"):
        fetch(VOICE, folder, server.url)
    assert names(folder) == []
    fetch(VOICE, folder, server.url)
    assert verify(VOICE, folder) == ()


@pytest.mark.parametrize(
    ("status", "told"),
    [(403, "refused"), (401, "refused"), (404, "no longer"), (503, "now"), (429, "now")],
)
def test_a_refusal_is_one_sentence_with_the_ways_round_it(server, folder, status, told):
    server.status = status
    with pytest.raises(RelaxError, match=rf"127\.0\.0\.1 .*{told}.*{status}") as caught:
        fetch(VOICE, folder, server.url)
    assert "--from FILE" in str(caught.value)
    assert "voice-mirror" in str(caught.value)
    assert names(folder) == []


def test_another_file_is_never_kept(server, folder):
    server.files["model.onnx"] = MODEL[:-1] + b"!"
    with pytest.raises(RelaxError, match="another file than relax knows"):
        fetch(VOICE, folder, server.url)
    assert names(folder) == []


@pytest.mark.parametrize("lengths", [True, False])
@pytest.mark.parametrize("content", [MODEL[:-9], MODEL + b"more"])
def test_another_size_never_gets_the_name(server, folder, content, lengths):
    server.files["model.onnx"], server.lengths = content, lengths
    with pytest.raises(RelaxError, match=r"another file|broke off|More came"):
        fetch(VOICE, folder, server.url)
    assert not (folder / "model.onnx").exists()


def test_nobody_there_is_one_sentence(folder, server):
    server.shutdown()
    server.server_close()
    with pytest.raises(RelaxError, match=r"127\.0\.0\.1 cannot be reached: connection refused"):
        fetch(VOICE, folder, server.url)
    assert names(folder) == []


@pytest.mark.parametrize("url", ["file:///etc", "ftp://x/y", "example", "http://", "http://a b"])
def test_a_mirror_is_a_web_address(folder, url):
    with pytest.raises(BadInput, match="no web address"):
        fetch(VOICE, folder, url)


def test_a_redirect_out_of_https_is_not_followed(server, folder):
    server.leads_to = "http://example.org/model.onnx"
    with pytest.raises(RelaxError, match="not secure"):
        fetch(VOICE, folder, server.url)


def test_a_failure_leaves_other_voices_and_the_file_that_was_there(server, folder):
    other = voice_of(**{"other.onnx": b"other"})
    server.files["other.onnx"] = b"other"
    fetch(other, folder, server.url)
    fetch(VOICE, folder, server.url)
    (folder / "model.onnx").write_bytes(MODEL[:-1] + b"?")  # the right size: hashes tell
    assert installed(VOICE, folder)
    assert [file.name for file in verify(VOICE, folder)] == ["model.onnx"]
    server.status = 403
    with pytest.raises(RelaxError):
        fetch(VOICE, folder, server.url)
    assert (folder / "model.onnx").read_bytes() == MODEL[:-1] + b"?"
    assert verify(other, folder) == ()
    server.status, server.asked = 0, []
    fetch(VOICE, folder, server.url)
    assert server.asked == [("model.onnx", None)]
    assert verify(VOICE, folder) == ()


CHILD = """
import shutil, sys
from pathlib import Path
from relax.errors import RelaxError
from relax.voices import RegistryVoice, fetch
shutil.disk_usage = lambda path: shutil._ntuple_diskusage(1 << 40, 0, 1 << 40)
try:
    fetch(RegistryVoice.model_validate_json(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
except RelaxError as error:
    sys.exit(str(error))
"""


def child(folder, url):
    return [sys.executable, "-c", CHILD, VOICE.model_dump_json(), str(folder), url]


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_killed_download_leaves_no_name_and_goes_on(server, folder):
    server.slow_s = 0.1
    part = folder / "model.onnx.part"
    with subprocess.Popen(child(folder, server.url)) as process:
        wait_for(lambda: part.is_file() and part.stat().st_size > 500_000)
        process.send_signal(signal.SIGKILL)
    assert names(folder) == ["model.onnx.part"]
    assert 0 < part.stat().st_size < len(MODEL)
    server.slow_s = 0.0
    fetch(VOICE, folder, server.url)
    assert any(asked and name == "model.onnx" for name, asked in server.asked)
    assert verify(VOICE, folder) == ()


@linux
def test_a_disk_that_fills_up_is_named_and_gets_its_room_back(server, tmp_path):
    disk, after = tmp_path / "disk", tmp_path / "after"
    done = on_a_disk("size=1m", disk, after, *child(disk / "voices", server.url))
    assert done.returncode == 1
    assert f"{disk / 'voices'} is too full: the file has 3.0 MB" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert names(after / "voices") == []


@linux
def test_a_disk_without_room_is_told_before_anything_is_asked(server, tmp_path, monkeypatch):
    disk, after = tmp_path / "disk", tmp_path / "after"
    monkeypatch.setenv("RELAX_DATA", str(disk))
    command = (sys.executable, "-m", "relax", "voices", "get", "fenrir", "--yes")
    done = on_a_disk("size=2m", disk, after, *command, "--mirror", server.url)
    assert done.returncode == 1
    assert "8.0 MB are needed and 2.1 MB are free" in done.stderr
    assert server.asked == []
    assert names(after / "voices") == []


@pytest.fixture
def stick(tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "model.onnx").write_bytes(MODEL)
    (stick / "styles.bin").write_bytes(STYLES)
    return stick


@pytest.mark.parametrize("named", ["", "model.onnx", "styles.bin"])
def test_a_voice_comes_from_a_folder_or_a_file_in_it(stick, folder, named):
    take(VOICE, folder, stick / named)
    assert verify(VOICE, folder) == ()
    assert names(folder) == ["model.onnx", "styles.bin"]


def test_a_copied_file_has_its_name_when_it_is_whole(stick, folder, monkeypatch):
    copy, seen = shutil.copyfile, []

    def watched(source, target):
        copy(source, target)
        seen.append(Path(target).name)

    monkeypatch.setattr(shutil, "copyfile", watched)
    take(VOICE, folder, stick)
    assert len(seen) == 2
    assert not {"model.onnx", "styles.bin"} & set(seen)


def test_a_file_may_have_another_name_and_its_content_decides(stick, folder):
    (stick / "model.onnx").rename(stick / "download (1)")
    take(VOICE, folder, stick / "download (1)")
    assert verify(VOICE, folder) == ()


def test_a_wrong_or_missing_file_changes_nothing(stick, folder):
    (stick / "styles.bin").write_bytes(STYLES[:-1] + b"?")
    with pytest.raises(BadInput, match=r"styles\.bin is not the file"):
        take(VOICE, folder, stick)
    (stick / "styles.bin").unlink()
    with pytest.raises(BadInput, match=r"no file .*styles\.bin"):
        take(VOICE, folder, stick)
    (stick / "letter.txt").write_text("Dear")
    (stick / "model.onnx").unlink()
    with pytest.raises(BadInput, match=r"letter\.txt is not model\.onnx, which has 3\.0 MB"):
        take(VOICE, folder, stick / "letter.txt")
    assert names(folder) == []


@pytest.fixture
def command(monkeypatch, tmp_path):
    """``relax voices get`` with a registry of one voice, by the name of one that needs no files."""
    from relax.cli import group

    def run(voice, *arguments):
        small = Registry(voices=(voice,))
        for place in ("relax.voices.registry", "relax.cli._get_voice.registry"):
            monkeypatch.setattr(place, lambda: small)
        options = ("--data", str(tmp_path / "data"))
        return CliRunner().invoke(group, ["voices", "get", *map(str, arguments), *options])

    return run


def test_the_command_fetches_speaks_and_mends(command, server, folder):
    voice = voice_of(name="pyttsx3:en-us+edward", **{"model.onnx": MODEL})
    done = command(voice, "en-us+edward", "--mirror", server.url, "--yes")
    assert (done.exit_code, done.stdout) == (0, "pyttsx3:en-us+edward\tworks\n"), done.output
    assert "It is free." in done.stderr
    again = command(voice, "en-us+edward", "--json")
    assert again.exit_code == 0
    assert "already here" in again.stderr
    found = json.loads(again.stdout)
    assert found["works"]
    assert found["files"] == [str(folder / "model.onnx")]
    (folder / "model.onnx").write_bytes(MODEL[:-1] + b"?")
    mended = command(voice, "en-us+edward", "--mirror", server.url, "--yes")
    assert mended.exit_code == 0
    assert "damaged" in mended.stderr
    assert verify(voice, folder) == ()


def test_a_voice_that_cannot_speak_is_kept_and_told_of(command, stick, folder):
    done = command(VOICE.model_copy(update={"name": "nosuch"}), "nosuch", "--from", stick, "--yes")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "cannot speak" in done.stderr
    assert verify(VOICE, folder) == ()


def test_a_fetched_piper_voice_is_opened_by_its_name(server, tmp_path, folder, monkeypatch):
    pytest.importorskip("piper")
    model_of(tmp_path / "hum.onnx")
    files = {n: (tmp_path / n).read_bytes() for n in ("hum.onnx", "hum.onnx.json")}
    server.files = files
    small = Registry(voices=(voice_of(name="piper:hum", **files),))
    monkeypatch.setattr("relax.voices.piper_voice.registry", lambda: small)
    settings = VoiceSettings(models=folder)
    with pytest.raises(BadInput, match="voices get piper:hum"):
        open_voice("piper:hum", settings)
    fetch(small.voices[0], folder, server.url)
    opened = open_voice("piper:hum", settings)
    try:
        from relax.voices import Manner, list_voices

        opened.speak("Let the hands rest.", Manner(), tmp_path / "said.wav")
    finally:
        opened.close()
    assert (tmp_path / "said.wav").stat().st_size > 10_000
    assert "piper:hum" in [row.id for row in list_voices(settings)]


def get(*arguments, data, **env):
    return relax("voices", "get", *arguments, env={"RELAX_DATA": str(data), "no_proxy": "*", **env})


def test_the_table_says_which_recordings_may_be_sold(tmp_path):
    done = get(data=tmp_path)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert {row[5] for row in rows} <= {"yes", "no", "unclear"}
    assert [row[0] for row in rows] == [voice.name for voice in shipped().voices]
    listed = json.loads(get("--json", data=tmp_path).stdout)
    assert all(row["licence"]["training"] and row["why"] for row in listed)
    assert [row["here"] for row in listed] == [not row["files"] for row in listed]
    assert list(tmp_path.iterdir()) == []


def test_nobody_to_accept_the_licences_is_told(server, tmp_path):
    done = get("fenrir", "--mirror", server.url, data=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "8.0 MB" in done.stderr
    assert "--yes" in done.stderr
    assert server.asked == []


@pytest.mark.skipif(os.name != "posix", reason="pty")
def test_a_licence_that_is_declined_fetches_nothing(server, tmp_path):
    import pty

    master, slave = pty.openpty()
    command = [sys.executable, "-m", "relax", "voices", "get", "fenrir", "--mirror", server.url]
    with subprocess.Popen(
        command,
        stdin=slave,
        stderr=subprocess.PIPE,
        env={**os.environ, "RELAX_DATA": str(tmp_path)},
    ) as process:
        os.close(slave)
        os.write(master, b"n\n")
        _, told = process.communicate(timeout=60)
    os.close(master)
    assert process.returncode == 1
    assert b"Apache-2.0" in told
    assert b"Nothing was fetched" in told
    assert server.asked == []
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_voice_is_told_the_nearest(tmp_path):
    done = get("pyttsx3:fenrri", "--yes", data=tmp_path)
    assert done.returncode == 2
    assert "pyttsx3:fenrir" in done.stderr


def test_the_shipped_files_are_asked_for_by_name_and_a_refusal_is_one_line(server, tmp_path):
    server.status = 403
    config = tmp_path / "config.yaml"
    config.write_text(f"voice-mirror: {server.url}/voices/\n", encoding="utf-8")
    done = get("emma", "--yes", data=tmp_path / "data", RELAX_CONFIG=str(config))
    assert (done.returncode, done.stdout) == (1, "")
    assert "refused to hand out" in done.stderr.splitlines()[-1]
    assert server.asked == [("voices/bf_emma.int8.onnx", None)]
    named = get("emma", "--yes", data=tmp_path / "data", RELAX_VOICE_MIRROR=server.url)
    assert named.returncode == 1
    assert server.asked[-1] == ("bf_emma.int8.onnx", None)


def test_the_shipped_sizes_and_hashes_are_those_of_hibari(tmp_path):
    assets = pytest.importorskip("hibari").__path__[0]
    published = json.loads((Path(assets) / "assets" / "voices.json").read_text("utf-8"))
    for name in ("fenrir", "emma", "fable", "kore"):
        voice = shipped().find(name)
        (file,), facts = voice.files, published[name]
        assert (file.name, file.bytes, file.sha256) == (
            facts["file"], facts["bytes"], facts["sha256"]
        )  # fmt: skip
        assert voice.british == facts["british"]
        assert voice.languages == (facts["language"],)
        assert voice.sex == facts["gender"]


@pytest.mark.parametrize(
    "command",
    [
        ("make", "three-minute-space", "--minutes", "3", "--out", "."),
        ("voices",),
        ("doctor",),
        ("voices", "get"),
        ("voices", "get", "heart"),
        ("voices", "get", "fenrir"),
    ],
)
def test_nothing_but_an_accepted_voice_opens_a_connection(command, tmp_path):
    """And a track is made where there is no network at all, as far as the system lets us see."""
    before = alone() if command[0] == "make" else ()
    done = relax(*command, cwd=tmp_path, env={"RELAX_DATA": str(tmp_path / "data")}, before=before)
    assert done.returncode == (2 if command[-1] == "fenrir" else 0), done.stderr
    assert tried() == []
