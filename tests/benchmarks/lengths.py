"""``python -m tests.benchmarks.lengths``: every template, made and decoded at four lengths.

Prints one line a track and ends with 1 if any is off by more than 0.05 s or refused.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import imageio_ffmpeg

from relax.words import bundled_folder, load_template, template_files


def decoded_seconds(path):
    """Length as ffmpeg decodes it."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-i",
        path,
        "-f",
        "s16le",
        "-ac",
        "1",
        "-ar",
        "44100",
        "-",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    total = 0
    while data := process.stdout.read(1 << 20):
        total += len(data)
    process.wait()
    return total / 2 / 44_100


def lengths(meta):
    """Shortest, default, longest, and one that is no whole number of anything."""
    odd = round(meta.minutes.min + 0.37 * (meta.minutes.max - meta.minutes.min), 2)
    return sorted({meta.minutes.min, meta.minutes.default, meta.minutes.max, odd})


def main():
    """Make them all."""
    wrong = made = 0
    for name, path in sorted(template_files([bundled_folder()]).items()):
        for minutes in lengths(load_template(path).meta):
            with tempfile.TemporaryDirectory() as out:
                done = subprocess.run(
                    [
                        sys.executable,
                        "-m",
                        "relax",
                        "make",
                        name,
                        "--minutes",
                        str(minutes),
                        "--out",
                        out,
                        "--quiet",
                    ],
                    capture_output=True,
                    text=True,
                    check=False,
                )
                if done.returncode:
                    wrong += 1
                    print(f"{name} {minutes:g}: {done.stderr.strip()}", flush=True)
                    continue
                off = decoded_seconds(Path(done.stdout.strip())) - minutes * 60
                made += 1
                wrong += abs(off) > 0.05
                print(f"{name} {minutes:g}: off by {off * 1000:+.2f} ms", flush=True)
    print(f"{made} tracks made, {wrong} wrong")
    sys.exit(1 if wrong else 0)


main()
