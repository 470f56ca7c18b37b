"""The page beside the tracks, opened from disk in a browser: it plays, counts and searches."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.batch.rosters import batch, quick, tracks, write_csv
from tests.tools import need_program

HARNESS = """<!doctype html><meta charset="utf-8"><iframe id="page" src="index.html" width="900" height="700"></iframe><script>
page.onload = async () => {
  const inside = page.contentDocument, box = inside.querySelector("#search");
  const rows = [...inside.querySelectorAll("li")];
  const shown = word => {
    box.value = word;
    box.dispatchEvent(new Event("input"));
    return [rows.filter(row => row.offsetHeight > 0).length,
            +inside.querySelector("#count").textContent];
  };
  const length = audio => new Promise(done => {
    audio.onloadedmetadata = () => done(audio.duration);
    audio.onerror = () => done(audio.error.message);
    audio.preload = "metadata";
    audio.load();
  });
  const found = JSON.stringify({
    all: shown(""), one: shown("THREE"), none: shown("zebra"), again: shown(" "),
    lengths: await Promise.all([...inside.querySelectorAll("audio")].map(length)),
    links: [...inside.querySelectorAll("a")].map(a => decodeURI(a.href)),
    fetched: page.contentWindow.performance.getEntriesByType("resource").map(e => e.name),
  });
  fetch("http://127.0.0.1:PORT/", {method: "POST", mode: "no-cors", body: found});
};
</script>
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder a batch of two programmes leaves."""
    at = tmp_path_factory.mktemp("page")
    rows = [
        quick("one", template="three-minute-space", minutes="3"),
        quick("two", template="steady-breath", minutes="4"),
    ]
    code, found, err = batch(write_csv(at / "week 48 & 49.csv", rows), at)
    assert (code, found["made"]) == (0, 2), err
    return next((at / "output").iterdir())


def seen(folder, tmp_path):
    """What a browser finds on the page, told by a page around it that types and listens."""
    told = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self):
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    harness = folder / "harness.html"
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    with HTTPServer(("127.0.0.1", 0), Ear) as server:
        server.timeout = 60
        harness.write_text(HARNESS.replace("PORT", str(server.server_port)), encoding="utf-8")
        browser = subprocess.Popen(
            [need_program("chromium"), "--headless", "--no-sandbox", "--disable-gpu",
             "--allow-file-access-from-files", profile, harness.as_uri()],
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            server.handle_request()
        finally:
            os.killpg(browser.pid, signal.SIGKILL)
            browser.wait()
            harness.unlink()
    assert told, "the browser told nothing"
    return told[0]


def test_it_lists_plays_and_searches(folder, tmp_path):
    found = seen(folder, tmp_path)
    assert found["all"] == [2, 2]
    assert found["one"] == [1, 1]
    assert found["none"] == [0, 0]
    assert found["again"] == [2, 2]
    assert sorted(found["lengths"]) == pytest.approx([180, 240], abs=0.1)
    for link in found["links"]:
        assert link.startswith("file://")
        assert (folder / link.rpartition("/")[2]).is_file()
    assert {link.rpartition("/")[2] for link in found["links"]} >= {p.name for p in tracks(folder)}
    assert all(name.startswith("file://") for name in found["fetched"])
