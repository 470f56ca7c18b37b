"""``python -m tests.benchmarks.play``: an hour in real time into the null device.

Prints the share of a core and the largest memory of the playing process, and when silence began
against the plan; ends with 1 when any is over its target. ``--minutes 2`` for a shorter one.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import imageio_ffmpeg

MOST_CPU = 3.0  # per cent of a core
MOST_MEMORY = 80.0  # MB
TRACK_MINUTES = 7


def make_tracks(folder: Path, count: int) -> None:
    """Some minutes of soft noise and tone each, as MP3."""
    for n in range(count):
        seconds = TRACK_MINUTES * 60
        sound = f"anoisesrc=c=pink:a=0.05:seed={n}:r=44100:d={seconds}"
        out = folder / f"track-{n}.mp3"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", sound]
        subprocess.run([*command, "-ac", "2", "-b:a", "128k", str(out)], check=True)


def usage(process: int) -> tuple[float, float]:
    """Seconds of CPU so far, and the largest resident memory in MB."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    ticks = int(fields[11]) + int(fields[12])
    status = Path(f"/proc/{process}/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return ticks / os.sysconf("SC_CLK_TCK"), int(peak.split()[1]) / 1024


def main() -> int:
    """Play and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_tracks(folder, min(8, max(1, int(minutes / TRACK_MINUTES))))
        asked = [
            str(folder),
            "--for",
            f"{round(minutes * 60)}s",
            "--device",
            "null",
            "--bed",
            "pink",
        ]
        command = [sys.executable, "-m", "relax", "play", *asked]
        environment = {**os.environ, "RELAX_DATA": name}
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=environment)
        began = time.monotonic()
        start_cpu = cpu = memory = 0.0
        settled = began + 10.0
        while process.poll() is None:
            time.sleep(1.0)
            try:
                cpu, memory = usage(process.pid)
            except (OSError, StopIteration):
                break
            if time.monotonic() < settled:
                start_cpu = cpu
        lasted = time.monotonic() - began
    share = 100 * (cpu - start_cpu) / max(1.0, lasted - 10.0)
    print(f"played {lasted:.1f} s for {minutes * 60:.0f} s asked")
    print(f"CPU {share:.2f} % of a core (target {MOST_CPU})")
    print(f"memory {memory:.1f} MB at most (target {MOST_MEMORY})")
    late = abs(lasted - minutes * 60) > 5.0  # starting the program counts in
    return int(share > MOST_CPU or memory > MOST_MEMORY or late or process.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
