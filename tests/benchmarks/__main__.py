"""``python -m tests.benchmarks``: speed and memory as ratios measured in one run.

Long jobs are run in turns and their medians compared; of short ones the least of a few counts, so
that other work on the machine weighs little. Ends with 1 when a ratio is over its target.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import imageio_ffmpeg

from relax.words import Client, Wanted, bundled_folder, find_template, render

HERE = Path(__file__).parent
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
RELAX = [sys.executable, "-m", "relax"]
REACH = {
    "cold make : encode alone": 1.5,
    "cold make : by hand": 1.0,
    "unchanged rerun : cold make": 0.1,
    "relax --help : python + click": 2.5,
    "memory 60 min : 10 min": 1.15,
    "peak memory, MB": 250.0,
}


def timed(command, runs, env=None, before=lambda: None):
    """Least wall time of ``runs`` runs of ``command``, in seconds."""
    best = float("inf")
    for _ in range(runs):
        before()
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, **(env or {})})
        best = min(best, time.perf_counter() - start)
    return best


def peak_mb(command, env):
    """Largest resident memory of the program and all it started, added up, in MB (Linux)."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **env}
    )
    peak = 0.0
    while process.poll() is None:
        family = _family(process.pid)
        peak = max(peak, sum(_resident(pid) for pid in family if not _is_twin(pid, process.pid)))
        time.sleep(0.02)
    if process.returncode:
        raise SystemExit(f"{command} failed")
    return peak / 1e6


def _is_twin(pid, parent):
    """Whether a process is a copy about to become another program: its pages are the parent's."""
    try:
        lines = [Path(f"/proc/{each}/cmdline").read_bytes() for each in (pid, parent)]
    except OSError:
        return True
    return pid != parent and lines[0] == lines[1]


def _family(pid):
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in children.read_text().split():
                found += _family(int(child))
        except OSError:
            continue
    return found


def _resident(pid):
    """Proportional share of memory, so that pages shared by two processes count once."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next(
        int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:")
    )


def measure(runs, template, minutes):
    """All figures, by name."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        out = work / "out"
        out.mkdir()
        cold_env = {"RELAX_DATA": str(work / "data")}

        def fresh():
            cold_env["RELAX_CACHE"] = str(work / f"cache-{time.monotonic_ns()}")

        make = [*RELAX, "make", template, "--minutes", str(minutes), "--out", str(out), "--force"]
        by_hand_command = [
            sys.executable,
            str(HERE / "by_hand.py"),
            str(_lines(template, minutes, work)),
            str(work / "hand.mp3"),
        ]
        wav = work / "whole.wav"
        encode = [FFMPEG, "-v", "error", "-y", "-i", wav, "-c:a", "libmp3lame", "-b:a", "128k"]
        colds, hands, alones = [], [], []
        for _ in range(runs):  # in turns, so that a slower minute of the machine slows them all
            fresh()
            colds.append(timed(make, 1, cold_env))
            hands.append(timed(by_hand_command, 1))
            if not wav.exists():
                track = next(out.glob("*.mp3"))
                subprocess.run([FFMPEG, "-v", "error", "-i", track, wav], check=True)
            alones.append(timed([*encode, work / "alone.mp3"], 1))
        cold, by_hand, alone = map(statistics.median, (colds, hands, alones))
        rerun = timed(make[:-1], runs, cold_env)
        click = timed([sys.executable, "-c", "import click"], runs * 3)
        help_ = timed([*RELAX, "--help"], runs * 3)
        lengths = (10, 60) * 2  # what runs at the same moment differs from run to run: the most
        peaks = [peak_mb(_voicing(length, work, out), cold_env) for length in lengths]
        short_mb, long_mb = max(peaks[::2]), max(peaks[1::2])
        return {
            "seconds": {
                "cold make": cold,
                "unchanged rerun": rerun,
                "encode alone": alone,
                "by hand": by_hand,
                "python + click": click,
                "relax --help": help_,
            },
            "ratios": {
                "cold make : encode alone": cold / alone,
                "cold make : by hand": cold / by_hand,
                "unchanged rerun : cold make": rerun / cold,
                "relax --help : python + click": help_ / click,
                "memory 60 min : 10 min": long_mb / short_mb,
                "peak memory, MB": max(long_mb, short_mb),
            },
        }


def _voicing(minutes, work, out):
    """The command that voices a script of this length, as dense as a body scan."""
    notice = "You might notice one small thing here, number {n}, or leave it be. [pause 6-14s]"
    body = "\n\n".join(notice.format(n=n) for n in range(round(minutes * 4.2)))
    path = work / f"long-{minutes}.md"
    path.write_text(f"---\ntitle: Long\nminutes: {minutes}\n---\n## Arriving\n{body}\n")
    rules = (
        "OPEN_LENGTH",
        "OPEN_CHOICE",
        "OPEN_EYES",
        "POSTURE",
        "ANCHORS",
        "SOUND_NOTICE",
        "CLOSE_REORIENT",
        "SILENCE_MAX",
    )
    allowed = [part for rule in rules for part in ("--allow", rule)]
    return [*RELAX, "voice", str(path), "--out", str(out), "--force", *allowed]


def _lines(template, minutes, work):
    """The words of the track and a pause after each, for the script by hand."""
    found = find_template(template, [bundled_folder()])
    script = render(found, Client(), Wanted(minutes=minutes), [bundled_folder()]).script
    sentences = [sentence.text for sentence in script.sentences()]
    spoken = sum(len(text.split()) for text in sentences) * 0.35
    pause = (minutes * 60 - 18 - spoken) / len(sentences)
    path = work / "lines.json"
    path.write_text(json.dumps([[text, pause] for text in sentences]))
    return path


def main():
    """Measure, and print a table or, with --json, one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--template", default="outside-in-scan")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.runs, given.template, given.minutes)
    if given.json:
        print(json.dumps({**found, "targets": REACH}, indent=2))
    else:
        show(found)
    sys.exit(any(value > REACH[name] for name, value in found["ratios"].items()))


def show(found):
    """The table."""
    for name, value in found["seconds"].items():
        print(f"{name:<34}{value:8.2f} s")
    for name, value in found["ratios"].items():
        verdict = "reached" if value <= REACH[name] else "NOT reached"
        print(f"{name:<34}{value:8.2f}   wanted ≤ {REACH[name]:g}: {verdict}")


if __name__ == "__main__":
    main()
