"""Beyond one machine: a real Dask cluster on loopback, and places that are no folder."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from relax.batch import Job, on_cluster, read_roster
from relax.batch.run import RemoteJob, receive, run_remote_job, work_list
from relax.cli import group
from relax.deliver import load_proof, sha256_of
from relax.errors import RelaxError
from relax.home import Home, secret
from relax.words import bundled_folder
from tests.batch.rosters import batch, quick, tracks, write_csv
from tests.cli.run import everything_written, relax
from tests.tools import own_cache, wait_for

distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
fsspec = pytest.importorskip("fsspec", reason="the extra [cluster] is not installed")


A_JOB = Job((2,), "track.mp3", "asked", request=None)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def waited_for(port, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not begin")


@contextmanager
def processes_of_a_cluster(tmp_path, workers):
    """The address of a scheduler; it and its workers are processes of their own."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    far = own_cache(tmp_path / "far", "chunks")
    env = {**os.environ, "RELAX_CACHE": str(far), "RELAX_DATA": str(far)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": env}

    def start(program, *arguments):
        command = [sys.executable, "-m", f"distributed.cli.dask_{program}", *arguments]
        return subprocess.Popen(command, cwd=tmp_path, **quiet)

    here = ("--host", "127.0.0.1", "--no-dashboard")
    processes = [start("scheduler", *here, "--port", str(port))]
    waited_for(port)
    one = (*here, "--nthreads", "1", "--no-nanny")  # nothing stands between it and a signal
    processes += [start("worker", address, *one) for _ in range(workers)]
    try:
        with distributed.Client(address, timeout=30) as client:
            if workers:
                client.wait_for_workers(workers, timeout=60)
        yield address, processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def run_and_kill(tmp_path, address, process):
    """(roster, exit code, output, complaints) of a batch on a cluster that loses a process."""
    rows = [quick(f"c{n}", seed=str(n), name="Quillonette") for n in range(4)]
    roster = write_csv(tmp_path / "people.csv", rows)
    command = [sys.executable, "-m", "relax", "batch", str(roster), "--dask", address, "--json"]
    running = subprocess.Popen(
        command, cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    wait_for(lambda: tracks(tmp_path / "output" / "people"), 300)  # the others are being made
    process.send_signal(signal.SIGKILL)
    said, complaints = running.communicate(timeout=300)
    return roster, running.returncode, said, complaints


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers."""
    with processes_of_a_cluster(tmp_path, 2) as found:
        yield found


def test_a_cluster_makes_every_track_though_a_worker_is_killed(cluster, tmp_path):
    address, (_, worker, _) = cluster
    roster, code, said, complaints = run_and_kill(tmp_path, address, worker)
    assert code == 0, complaints
    assert json.loads(said)["made"] == 4
    made = tracks(tmp_path / "output" / "people")
    assert len(made) == 4
    for audio in made:
        assert sha256_of(audio) == load_proof(audio.with_suffix(".json")).file_sha256
    assert "Quillonette" not in said + complaints
    code, found, err = batch(roster, tmp_path)
    assert (code, found["kept"]) == (0, 4), err


def test_a_scheduler_that_is_lost_is_told_row_by_row(cluster, tmp_path):
    address, (scheduler, *_) = cluster
    _, code, said, complaints = run_and_kill(tmp_path, address, scheduler)
    found = json.loads(said)
    assert code == 1
    assert found["made"] + len(found["failed"]) == 4
    assert {each["reason"] for each in found["failed"]} == {
        "The worker that made this track, or the scheduler, was lost."
    }
    assert complaints == ""
    made = tracks(tmp_path / "output" / "people")
    assert len(made) == found["made"]
    for audio in made:
        assert sha256_of(audio) == load_proof(audio.with_suffix(".json")).file_sha256


def test_a_scheduler_without_workers_is_not_waited_for_in_silence(tmp_path):
    home = Home(tmp_path / "cache", tmp_path / "data", (bundled_folder(),))
    with processes_of_a_cluster(tmp_path, 0) as (address, _):
        run = on_cluster(address, reach_s=3)
        with pytest.raises(RelaxError, match="No worker has joined"):
            list(run([A_JOB], home, 1))


def test_a_worker_uses_its_own_copy_of_relax_and_keeps_nothing_of_a_person(tmp_path, monkeypatch):
    """As on another computer: its folders are elsewhere, and its temporary folder is its own."""
    client = {"name": "Quillonette", "intention": "ease for Marmaduke"}
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "_part.jinja").write_text("{# shared #}", encoding="utf-8")
    home = Home(tmp_path / "cache", tmp_path / "data", (tmp_path / "mine", bundled_folder()))
    row = quick("ref-one", **client, template="three-minute-space", minutes="3")
    roster = read_roster(write_csv(tmp_path / "a.csv", [row]), home, tmp_path, {})
    (job,) = work_list(roster, home, {}).jobs
    elsewhere = replace(home, templates=(Path("not/here"), Path("not/there")), cache=Path("no"))
    monkeypatch.setenv("RELAX_CACHE", str(tmp_path / "far"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    remote = RemoteJob(job, elsewhere, secret(home), (("_part.jinja", "{# shared #}"),))
    assert "Quillonette" not in repr(remote)  # what a worker's log shows of a task that failed
    outcome, files = run_remote_job(remote)
    assert (outcome.status, outcome.reason) == ("made", "")
    assert job.name in dict(files)
    assert any(b"Quillonette" in content for _, content in files)
    assert list((tmp_path / "far").rglob("*.wav"))
    assert not list((tmp_path / "far").rglob("private/*/*.wav"))
    left = everything_written(tmp_path / "far") + everything_written(tmp_path / "temporary")
    for word in ("ref-one", *client.values(), "Marmaduke"):
        assert word.encode() not in left
    assert not list((tmp_path / "temporary").rglob("*.mp3"))
    outcome, files = run_remote_job(
        replace(remote, templates=())
    )  # without the person's own templates
    assert job.name not in dict(files)
    future = SimpleNamespace(status="finished", result=lambda: (outcome, files))
    assert receive(future, job).status == "failed"
    assert "of its templates" in receive(future, job).reason


def test_no_scheduler_is_one_sentence(tmp_path):
    home = Home(tmp_path / "cache", tmp_path / "data", (bundled_folder(),))
    run = on_cluster(f"tcp://127.0.0.1:{free_port()}", reach_s=1)
    with pytest.raises(RelaxError, match="no Dask scheduler") as refused:
        list(run([A_JOB], home, 1))
    assert refused.value.exit_code == 1
    assert len(str(refused.value).splitlines()) == 1


def test_a_file_url_gets_what_a_folder_would(tmp_path):
    roster = write_csv(tmp_path / "people.csv", [quick("c1")])
    target = tmp_path / "far"
    code, found, err = batch(roster, tmp_path, "--out", target.as_uri())
    assert (code, found["made"]) == (0, 1), err
    (audio,) = tracks(target / "people")
    assert sha256_of(audio) == load_proof(audio.with_suffix(".json")).file_sha256
    assert (target / "people" / "index.html").is_file()
    code, found, err = batch(roster, tmp_path, "--out", target.as_uri())
    assert (code, found["kept"]) == (0, 1), err
    assert "ledger.sqlite3" not in {path.name for path in audio.parent.iterdir()}
    assert stat.S_IMODE((Path(os.environ["RELAX_CACHE"]) / "outbox").stat().st_mode) == 0o700
    done = relax("forget", "c1", cwd=tmp_path)
    assert audio.name in done.stdout
    left = everything_written(target) + everything_written(Path(os.environ["RELAX_CACHE"]))
    assert audio.stem.encode() not in left
    assert (target / "people" / "index.html").is_file()


def test_what_is_not_there_as_it_was_sent_is_sent_again(tmp_path):
    roster = write_csv(tmp_path / "people.csv", [quick("c1")])
    far = tmp_path / "far" / "people"

    def sent(*more):
        code, _, err = batch(roster, tmp_path, "--out", far.parent.as_uri(), *more)
        assert code == 0, err
        return {path.name: (path.stat().st_mtime_ns, sha256_of(path)) for path in far.iterdir()}

    base = ("--base-url", "https://clinic.example/tracks")
    first = sent(*base)
    (audio,) = tracks(far)
    beside = [name for name in first if name.startswith(audio.stem)]
    assert len(beside) == 8
    again = sent(*base)
    assert [name for name in beside if again[name][0] != first[name][0]] == [
        f"{audio.stem}.chapters.json"
    ]
    for hurt in (audio, audio.with_suffix(".vtt")):
        content = bytearray(hurt.read_bytes())
        content[-3] ^= 1
        hurt.write_bytes(content)
    (far / f"{audio.stem}.txt").unlink()
    assert {name: sent(*base)[name][1] for name in beside} == {n: first[n][1] for n in beside}
    bare = sent()
    fed = {"feed.xml", "cover.png", f"{audio.stem}.chapters.json"}
    assert fed == first.keys() - bare.keys()
    assert sent("--force")[audio.name][0] != bare[audio.name][0]


def test_a_place_that_cannot_be_written_is_named_before_the_work(tmp_path):
    roster = write_csv(tmp_path / "people.csv", [quick("c1")])
    code, _, err = batch(roster, tmp_path, "--out", "nowhere://a/b")
    assert code == 2
    assert err.startswith("relax: Nothing can be sent to nowhere:// from here.")
    assert len(err.strip().splitlines()) == 1
    code, _, err = batch(roster, tmp_path, "--out", f"http://127.0.0.1:{free_port()}/a")
    assert code == 1
    assert "Nothing was made yet" in err


def test_a_place_in_memory(tmp_path):
    roster = write_csv(tmp_path / "people.csv", [quick("c1")])
    done = CliRunner().invoke(group, ["batch", str(roster), "--out", "memory://m", "--json"])
    assert done.exit_code == 0, done.output
    names = [
        name.rpartition("/")[2]
        for name in fsspec.filesystem("memory").ls("/m/people", detail=False)
    ]
    assert sum(name.endswith(".mp3") for name in names) == 1
    assert "index.html" in names
    assert not [name for name in names if name.startswith(".")]


def test_a_store_that_speaks_s3(tmp_path):
    pytest.importorskip("moto", reason="moto is not installed")
    pytest.importorskip("s3fs", reason="s3fs is not installed")
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    env = {
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }
    try:
        waited_for(port)
        store = fsspec.filesystem(
            "s3", key="nobody", secret="nothing", endpoint_url=env["AWS_ENDPOINT_URL"]
        )
        store.mkdir("clinic")
        roster = write_csv(tmp_path / "people.csv", [quick("far-away")])
        code, found, err = batch(roster, tmp_path, "--out", "s3://clinic/tracks", env=env)
        assert (code, found["made"]) == (0, 1), err
        store.invalidate_cache()
        names = {name.rpartition("/")[2] for name in store.ls("clinic/tracks/people")}
        assert {"index.html", "report.json"} <= names
        assert sum(name.endswith(".mp3") for name in names) == 1
        code, found, err = batch(roster, tmp_path, "--out", "s3://clinic/tracks", env=env)
        assert (code, found["kept"]) == (0, 1), err
        done = relax("forget", "far-away", "--json", cwd=tmp_path, env=env)
        assert json.loads(done.stdout)["tracks"] == 1
        store.invalidate_cache()
        left = {name.rpartition("/")[2] for name in store.ls("clinic/tracks/people")}
        assert left == {name for name in names if not name.startswith("short")}
    finally:
        server.kill()
        server.wait()
