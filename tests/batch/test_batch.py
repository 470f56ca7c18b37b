"""A batch makes what is missing, keeps what is whole, names what cannot be made, tells nobody."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from contextlib import suppress
from pathlib import Path

import pytest

from relax.deliver import load_proof, sha256_of
from tests.batch.rosters import batch, quick, tracks, write_csv
from tests.cli.run import everything_written, relax, seconds
from tests.tools import own_cache, wait_for

PERSON = {"name": "Quillonette", "pronunciation": "Kwil-o-net", "intention": "ease about Marmaduke"}


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """A clinic after its first night."""
    folder = tmp_path_factory.mktemp("clinic")
    env = {
        "RELAX_CACHE": str(own_cache(folder / "env" / "cache")),
        "RELAX_DATA": str(folder / "env" / "data"),
    }
    rows = [
        quick("ref-one", **PERSON, avoid="belly", seed="1"),
        quick("ref-two", seed="2"),
        quick("ref-three", template="steady-breath", minutes="4", bed="brown"),
        quick("ref-four", template="steady-breeth"),
        quick("ref-two", seed="2"),
        quick("ref-six", avoid="elbowz", contraindications="pregnency"),
    ]
    roster = write_csv(folder / "people.csv", rows)
    foreseen = batch(roster, folder, "--dry-run", env=env)
    first = batch(
        roster, folder, "--map", "map.csv", "--base-url", "https://clinic.example/a", env=env
    )
    return folder, rows, env, foreseen, first


def whole(folder):
    """Every audio file under a final name is what its proof says."""
    for audio in tracks(folder):
        assert sha256_of(audio) == load_proof(audio.with_suffix(".json")).file_sha256
    return len(tracks(folder))


def test_one_failing_row_stops_no_other(clinic):
    folder, _, _, (dry_code, foreseen, _), (code, found, err) = clinic
    assert (code, found["made"], found["kept"]) == (1, 3, 1), err
    failed = [(each["row"], each["client_ref"]) for each in found["failed"]]
    assert failed == [(5, "ref-four"), (7, "ref-six")]
    assert "steady-breath" in found["failed"][0]["reason"]
    out = folder / "output" / "people"
    assert whole(out) == 3
    lengths = [seconds(path) for path in tracks(out)]
    assert sorted(lengths) == pytest.approx([120, 120, 240], abs=0.05)
    assert not list(out.glob(".relax-*"))
    assert dry_code == 1
    statuses = [row["status"] for row in foreseen["rows"]]
    assert statuses == [*["would be made"] * 3, "would fail", "kept", "would fail"]
    assert {row["file"] for row in foreseen["rows"]} - {None} == {p.name for p in tracks(out)}
    assert foreseen["length_s"] == pytest.approx(480, abs=1)
    size = sum(path.stat().st_size for path in tracks(out))
    assert foreseen["size_bytes"] == pytest.approx(size, rel=0.03)


def test_what_stands_beside_the_tracks(clinic):
    folder = clinic[0]
    out = folder / "output" / "people"
    names = {path.name for path in tracks(out)}
    page = (out / "index.html").read_text()
    assert all(name in page for name in names)
    assert "http" not in page
    listed = (out / "playlist.m3u8").read_text().splitlines()
    assert names == {line for line in listed if not line.startswith("#")}
    space = "{http://xspf.org/ns/0/}"
    assert {e.text for e in ET.parse(out / "playlist.xspf").iter(f"{space}location")} == names
    items = list(ET.parse(out / "feed.xml").iter("item"))
    assert len(items) == 3
    for item in items:
        enclosure = item.find("enclosure")
        assert enclosure.get("url").startswith("https://clinic.example/a/")
        assert (
            int(enclosure.get("length"))
            == (out / enclosure.get("url").rpartition("/")[2]).stat().st_size
        )
        for kind in ("chapters", "transcript"):
            url = item.find(f"{{https://podcastindex.org/namespace/1.0}}{kind}").get("url")
            assert (out / url.rpartition("/")[2]).is_file()
    report = json.loads((out / "report.json").read_text())
    assert len(report["tracks"]) == 3
    assert [each["row"] for each in report["failed"]] == [5, 7]
    assert "Row" in (out / "report.html").read_text()


def test_the_map_is_for_the_clinic_alone(clinic):
    folder, _, env, _, _ = clinic
    path = folder / "map.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "ref-one" in path.read_text()
    roster = (folder / "people.csv").read_bytes()
    other = folder / "output" / "other"
    other.mkdir()
    shutil.copy(folder / "output" / "people" / "ledger.sqlite3", other)
    unfits = ("output/people/map.csv", "output/other/deep/map.csv", "people.csv")
    for unfit in (*unfits, "no/where/map.csv", "output"):
        done = relax("batch", "people.csv", "--map", unfit, cwd=folder, env=env)
        assert (done.returncode, done.stdout) == (2, "")
        assert len(done.stderr.strip().splitlines()) == 1
    assert (folder / "people.csv").read_bytes() == roster
    shutil.rmtree(other)
    away = ("--out", (folder / "far").as_uri(), "--map", "far/people/map.csv")
    assert relax("batch", "people.csv", *away, cwd=folder, env=env).returncode == 2
    for url in ("clinic.example", "https://", "https://clinic.example/a b", "file:///a"):
        done = relax("batch", "people.csv", "--base-url", url, cwd=folder, env=env)
        assert (done.returncode, done.stdout) == (2, "")


def test_nothing_of_a_person_is_anywhere_else(clinic):
    folder, _, _, foreseen, first = clinic
    out = folder / "output" / "people"
    theirs = {path for path in out.iterdir() if PERSON["name"].encode() in path.read_bytes()}
    assert {path.suffix for path in theirs} <= {".txt", ".vtt", ".srt", ".lrc"}
    assert len({path.stem for path in theirs}) == 1
    for meant in (b"elbow", b"pregnan"):  # what a hint would have said of the row that failed
        told = [path.read_bytes() for path in out.iterdir() if path.stem in {"report", "ledger"}]
        assert len(told) == 3
        assert meant not in b"".join(told) + json.dumps(first).encode()
    assert "pregnancy" in foreseen[1]["rows"][-1]["reason"]
    shared = everything_written(folder / "env") + json.dumps([foreseen, first]).encode()
    for path in out.iterdir():
        shared += path.name.encode()
        shared += b"" if path in theirs else path.read_bytes()
    for word in (*PERSON.values(), "Marmaduke"):
        assert word.encode() not in shared
    for reference in (b"ref-one", b"ref-two"):
        assert reference not in everything_written(folder / "output")
        assert reference not in everything_written(folder / "env")


def test_a_second_run_keeps_and_one_changed_row_makes_one(clinic):
    folder, rows, env, _, _ = clinic
    code, found, _ = batch("people.csv", folder, env=env)
    assert (found["made"], found["kept"]) == (0, 4)
    write_csv(folder / "people.csv", [*rows[:1], {**rows[1], "seed": "9"}, *rows[2:]])
    _, found, _ = batch("people.csv", folder, env=env)
    assert (found["made"], found["kept"]) == (1, 3)


def flip(audio):
    content = bytearray(audio.read_bytes())
    content[len(content) // 2] ^= 255
    audio.write_bytes(content)


def test_what_is_not_what_was_made_is_made_again(clinic):
    """A damaged file, one whose proof was fitted to the damage, and a sidecar that is missing."""
    folder, _, env, _, _ = clinic
    out = folder / "output" / "people"
    batch("people.csv", folder, env=env)
    listed = [row["file"] for row in json.loads((out / "report.json").read_text())["tracks"]]
    damaged, fitted, bare, *_ = (out / name for name in listed)
    flip(damaged)
    flip(fitted)
    proof = json.loads(fitted.with_suffix(".json").read_text())
    fitted.with_suffix(".json").write_text(json.dumps({**proof, "file_sha256": sha256_of(fitted)}))
    bare.with_suffix(".vtt").unlink()
    _, foreseen, _ = batch("people.csv", folder, "--dry-run", env=env)
    assert sum(row["status"] == "would be made" for row in foreseen["rows"]) == 3
    _, found, _ = batch("people.csv", folder, env=env)
    assert found["made"] == 3
    whole(out)
    assert bare.with_suffix(".vtt").is_file()
    bare.with_suffix(".txt").write_text("")
    _, found, _ = batch("people.csv", folder, env=env)
    assert found["made"] == 1
    assert bare.with_suffix(".txt").stat().st_size


def test_a_lost_or_older_ledger_loses_no_track(clinic):
    folder, _, env, _, _ = clinic
    out = folder / "output" / "people"
    (out / "ledger.sqlite3").unlink()
    _, found, _ = batch("people.csv", folder, env=env)
    assert found["made"] == 0
    with sqlite3.connect(out / "ledger.sqlite3") as connection:
        assert connection.execute("select count(*) from tracks").fetchone()[0] >= 3


def test_forgetting_one_person(clinic):
    """Last, as it takes away what the others look at."""
    folder, _, env, _, _ = clinic
    out = folder / "output" / "people"
    private = folder / "env" / "cache" / "clips" / "private"
    before = {path.name for path in tracks(out)}
    assert list(private.rglob("*.wav"))
    nobody = relax("forget", "ref one", "--map", "map.csv", cwd=folder, env=env)
    assert nobody.returncode == 0
    assert "nothing under this reference was found in output" in nobody.stderr
    with sqlite3.connect(out / "ledger.sqlite3") as connection:  # as after a power cut
        connection.execute("delete from tracks")
    unfinished = out / ".relax-left"
    unfinished.mkdir()
    os.utime(unfinished, (0, 0))
    done = relax("forget", " ref-one", "--map", "map.csv", "--json", cwd=folder, env=env)
    said = json.loads(done.stdout)
    assert said["tracks"] == 1
    assert said["phrases"] > 0
    assert said["map_lines"] == 1
    assert not list(private.rglob("*.wav"))
    assert not unfinished.exists()
    gone = before - {path.name for path in tracks(out)}
    assert len(gone) == 1
    assert said["removed"] == [f"output/people/{name}" for name in gone]
    left = everything_written(folder / "output")
    assert gone.pop().removesuffix(".mp3").encode() not in left
    assert PERSON["name"].encode() not in left + everything_written(folder / "env")
    assert "ref-one" not in (folder / "map.csv").read_text()
    again = json.loads(relax("forget", "ref-one", "--json", cwd=folder, env=env).stdout)
    assert again["tracks"] == 0
    kept = json.loads(relax("purge", "--older-than", "90d", "--json", cwd=folder, env=env).stdout)
    assert kept["tracks"] == 0
    batch("people.csv", folder, env=env)
    purge = ("purge", "--older-than", "0h", "--yes", "--json")
    gone = json.loads(relax(*purge, cwd=folder, env=env).stdout)
    assert gone["tracks"] >= 2


def test_tracks_that_no_row_is_for_any_more_are_named_and_can_be_removed(tmp_path):
    row = quick("c1", seed="1")
    roster = write_csv(tmp_path / "people.csv", [row])
    assert "earlier" not in batch(roster, tmp_path)[2]
    out = tmp_path / "output" / "people"
    (before,) = tracks(out)
    write_csv(roster, [row | {"avoid": "hands"}])
    code, found, err = batch(roster, tmp_path)
    assert (code, found["made"]) == (0, 1)
    assert "1 track of earlier runs" in err
    assert before.name in err
    assert before.is_file()
    write_csv(roster, [row | {"avoid": "hands"}, quick("c2", template="no-such")])
    code, _, err = batch(roster, tmp_path, "--remove-old")
    assert (code, before.is_file()) == (1, True), err
    write_csv(roster, [row | {"avoid": "hands"}])
    code, found, err = batch(roster, tmp_path, "--remove-old")
    assert (code, found["kept"]) == (0, 1), err
    assert before.stem.encode() not in everything_written(out)
    assert len(tracks(out)) == 1


@pytest.mark.parametrize("ledger", ["lost", "damaged"])
def test_forgetting_and_purging_without_a_ledger(tmp_path, ledger):
    roster = write_csv(tmp_path / "people.csv", [quick("c1", seed="1"), quick("c2", seed="2")])
    assert batch(roster, tmp_path, "--map", "map.csv")[0] == 0
    out = tmp_path / "output" / "people"
    with (tmp_path / "map.csv").open() as file:
        first, second = (row["file"] for row in csv.DictReader(file))

    def spoil():
        (out / "ledger.sqlite3").unlink()
        if ledger == "damaged":
            (out / "ledger.sqlite3").write_bytes(b"no ledger" * 1000)

    spoil()
    done = json.loads(relax("forget", "c1", "--json", cwd=tmp_path).stdout)
    assert done["removed"] == [f"output/people/{first}"]
    assert first.removesuffix(".mp3").encode() not in everything_written(out)
    assert second in (out / "playlist.m3u8").read_text()
    spoil()
    for path in out.iterdir():
        os.utime(path, (time.time() - 100 * 86400,) * 2)
    code, found, err = batch(roster, tmp_path, "--dry-run")
    assert (code, found is not None) == ((1, False) if ledger == "damaged" else (0, True)), err
    done = json.loads(relax("purge", "--older-than", "90d", "--json", cwd=tmp_path).stdout)
    assert done["tracks"] == 1
    assert not tracks(out)
    assert second.removesuffix(".mp3").encode() not in everything_written(out)


def start(roster, folder):
    return subprocess.Popen(
        [sys.executable, "-m", "relax", "batch", str(roster), "--quiet"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def children(pid):
    """Processes below one, however deep (Linux)."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [each for child in map(int, text.split()) for each in (child, *children(child))]


def alive(family):
    return [pid for pid in family if Path(f"/proc/{pid}").exists()]


def workers(process):
    """Its processes that make tracks (Linux)."""
    spawned = []
    for pid in children(process.pid):
        with suppress(OSError):
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                spawned.append(pid)
    return spawned


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize("victim", ["parent", "worker"])
def test_killed_at_work_nothing_half_made_is_left(tmp_path, victim):
    """At random moments instead: ``python -m tests.batch.kills``."""
    roster = write_csv(tmp_path / "people.csv", [quick(f"c{n}", seed=str(n)) for n in range(2)])
    out = tmp_path / "output" / "people"
    process = start(roster, tmp_path)
    wait_for(lambda: list(out.glob(".relax-*")), 120)
    family = children(process.pid)
    assert process.poll() is None
    os.kill(process.pid if victim == "parent" else workers(process)[0], signal.SIGKILL)
    assert process.wait(timeout=120) == (-signal.SIGKILL if victim == "parent" else 0)
    wait_for(lambda: not alive(family))
    assert whole(out) == (2 if victim == "worker" else len(tracks(out)))
    code, found, err = batch(roster, tmp_path)
    assert (code, found["made"] + found["kept"]) == (0, 2), err
    assert whole(out) == 2
    assert not list(out.glob(".relax-*"))


def test_two_batches_at_once_do_not_harm_each_other(tmp_path):
    roster = write_csv(tmp_path / "people.csv", [quick("c1"), quick("c2", seed="4")])
    both = [start(roster, tmp_path) for _ in range(2)]
    assert [process.wait(timeout=200) for process in both] == [0, 0]
    assert whole(tmp_path / "output" / "people") == 2
    _, found, _ = batch(roster, tmp_path)
    assert found["kept"] == 2
