"""``python -m tests.benchmarks.shared``: what a track costs of which much is known already.

CPU and wall time against those of ffmpeg alone, encoding the finished sound at the same settings,
in one run: a cold track, the same again, a script of twenty minutes in which a line was edited,
and the clients of one programme who differ in their names (``--clients 100`` for the long run; it
also prints how large the cache has become). Ends with 1 when a ratio is over its target.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import imageio_ffmpeg

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
RELAX = [sys.executable, "-m", "relax"]
TEMPLATE = "outside-in-scan"
NAMES = ["Ana", "Ben", "Carla", "David", "Elena", "Frank", "Grace", "Hugo", "Irene", "Jonas", "Karin", "Leo", "Maria", "Nils", "Olga", "Paul", "Rosa", "Simon", "Tina", "Viktor"]  # fmt: skip
REACH = {
    "cold track": (1.3, 0.8),
    "same again, beyond the start": (0.02, 0.02),
    "an edited line of 20 minutes": (0.10, 0.10),
    "a client after the first": (0.08, 0.08),
}
"""(CPU, wall), ffmpeg alone being 1."""


def cost(command, env):
    """(CPU, wall) seconds of a command and all that it starts."""
    before, start = _cpu(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **env})
    return _cpu() - before, time.perf_counter() - start


def _cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def alone(track, folder):
    """What ffmpeg takes for the sound of ``track``."""
    wav = folder / "alone.wav"
    subprocess.run([FFMPEG, "-v", "error", "-y", "-i", track, wav], check=True)
    encode = [FFMPEG, "-v", "error", "-y", "-i", wav, "-c:a", "libmp3lame", "-b:a", "128k"]
    return min(cost([*encode, folder / "alone.mp3"], {}) for _ in range(3))


def edited(folder, env):
    """(edited again, ffmpeg alone) for a script of 20 minutes of which one line was changed."""
    words = folder / "words.md"
    script = ["script", TEMPLATE, "--minutes", "20", "--out", str(words)]
    subprocess.run([*RELAX, *script], check=True, capture_output=True, env={**os.environ, **env})
    voice = [*RELAX, "voice", str(words), "--quiet", "--out", str(folder / "edited")]
    cost(voice, env)
    text = words.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if " may " in line and "[pause" in line]
    chosen = lines[len(lines) // 2]
    words.write_text(text.replace(chosen, chosen.replace(" may ", " might ", 1), 1), "utf-8")
    again = cost([*voice, "--force"], env)
    newest = max((folder / "edited").glob("*.mp3"), key=lambda path: path.stat().st_mtime)
    return again, alone(newest, folder)


def clients(count, folder, env):
    """(CPU, wall) of each of ``count`` clients of one programme after the first."""
    found = []
    for rows in (1, 1 + count, 1):  # the first of all meets a programme that is new
        roster = folder / f"clients{rows}.csv"
        with roster.open("w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["client_ref", "name", "template", "minutes"])
            for n in range(rows):
                name = NAMES[n % len(NAMES)] + ("" if n < len(NAMES) else "abcdefgh"[n // 20 % 8])
                table.writerow([f"c{n}", name, TEMPLATE, 10])
        batch = [
            *RELAX,
            "batch",
            str(roster),
            "--quiet",
            "--out",
            str(folder / f"batch{len(found)}"),
        ]
        found.append(cost(batch, env))
    _, many, one = found
    return tuple((a - b) / count for a, b in zip(many, one, strict=True))


def main():
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--clients", type=int, default=20)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = {"RELAX_CACHE": str(folder / "cache"), "RELAX_DATA": str(folder / "data")}
        make = [*RELAX, "make", TEMPLATE, "--minutes", "10", "--out", str(folder / "out")]
        (folder / "out").mkdir()
        (folder / "edited").mkdir()
        cold = cost([*make, "--quiet"], env)
        begin = min(cost([*RELAX, "--version"], env) for _ in range(3))
        again = min(cost([*make, "--quiet"], env) for _ in range(3))
        unit = alone(next((folder / "out").glob("*.mp3")), folder)
        changed, unit20 = edited(folder, env)
        each = clients(given.clients, folder, env)
        size = sum(path.stat().st_size for path in (folder / "cache").rglob("*") if path.is_file())
    rows = {
        "cold track": _ratio(cold, unit),
        "same again, beyond the start": _ratio(
            tuple(a - b for a, b in zip(again, begin, strict=True)), unit
        ),
        "an edited line of 20 minutes": _ratio(changed, unit20),
        "a client after the first": _ratio(each, unit),
    }
    print(f"ffmpeg alone: {unit[0]:.2f} CPU s, {unit[1]:.2f} s; cache {size / 1e6:.0f} MB")
    for label, (cpu, wall) in rows.items():
        reach = REACH[label]
        print(f"{label:<32} CPU {cpu:5.2f} (≤ {reach[0]:g})  wall {wall:5.2f} (≤ {reach[1]:g})")
    over = [label for label, found in rows.items() if any(
        value > most for value, most in zip(found, REACH[label], strict=True)
    )]  # fmt: skip
    sys.exit(bool(over))


def _ratio(found, unit):
    return tuple(value / one for value, one in zip(found, unit, strict=True))


if __name__ == "__main__":
    main()
