"""``python -m tests.benchmarks.play``: an hour in real time into the null device.

Prints the share of a core and the largest memory of the playing process; by what the device's own
thread was given, how far each track began from its plan, and when silence began against the
minute asked for. Ends with 1 when any is over its target. ``--minutes 2`` for a shorter one.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from array import array
from datetime import datetime, timedelta
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from relax.play.sound import SpeakerOutput
from tests.play.journal import read_journal

MOST_CPU = 3.0  # per cent of a core
MOST_MEMORY = 80.0  # MB
MOST_LATE = 1.0  # seconds
TRACK_MINUTES = 7
TRACKS = 8
CROSSFADE = 4.0  # the program's own
BUFFER = 0.1  # what the device holds back
QUIET = 0.0005  # of full scale


def pitch(n: int) -> float:
    """By what the listener knows track ``n``, in Hz."""
    return 200.0 + 50.0 * n


def make_tracks(folder: Path, minutes: float) -> None:
    """Some minutes of soft tone each, every one at its own pitch, as MP3."""
    seconds = min(TRACK_MINUTES * 60, minutes * 60 / 3)
    for n in range(TRACKS):
        sound = f"sine=frequency={pitch(n)}:sample_rate=44100:duration={seconds}"
        out = folder / f"track-{n}.mp3"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", sound]
        subprocess.run([*command, "-ac", "2", "-b:a", "128k", str(out)], check=True)


class HeardOutput(SpeakerOutput):
    """The device, with somebody who notes when it was given how much of which tone."""

    heard: Path

    def _take(self, frames: int) -> np.ndarray:
        if not hasattr(self, "_waves"):
            turns = 2j * np.pi * np.arange(8192)[:, None] / 44_100
            self._waves = np.exp(turns * np.array([pitch(n) for n in range(TRACKS)]))
            self._notes = array("d")
        out = super()._take(frames)
        tones = np.abs(out[:, 0] @ self._waves[:frames]) / max(1, frames)
        note = np.array([time.time() + BUFFER, np.abs(out).max(), *tones])
        self._notes.extend(note)  # kept: a disk must not hold up the device's thread
        return out

    def close(self) -> None:
        super().close()
        with self.heard.open("ab") as file:
            self._notes.tofile(file)


def play(heard: Path, arguments: list[str]) -> None:
    """The program itself, but for the listener at its device."""
    from relax.cli import main as relax
    from relax.play import _session

    HeardOutput.heard = heard
    _session.SpeakerOutput = HeardOutput
    sys.argv = ["relax", "play", *arguments]
    relax()


def usage(process: int) -> tuple[float, float]:
    """Seconds of CPU so far, and the largest resident memory in MB."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    ticks = int(fields[11]) + int(fields[12])
    status = Path(f"/proc/{process}/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return ticks / os.sysconf("SC_CLK_TCK"), int(peak.split()[1]) / 1024


def watch(process: subprocess.Popen[bytes]) -> tuple[float, float]:
    """Until it ends: per cent of a core after the first ten seconds, and the largest memory."""
    began = time.monotonic()
    start_cpu = cpu = memory = 0.0
    while process.poll() is None:
        time.sleep(1.0)
        try:
            cpu, memory = usage(process.pid)
        except (OSError, StopIteration):
            break
        if time.monotonic() < began + 10.0:
            start_cpu = cpu
    process.wait()
    return 100 * (cpu - start_cpu) / max(1.0, time.monotonic() - began - 10.0), memory


def lateness(heard: Path, journal: Path, end: float) -> tuple[float, float, int]:
    """Seconds of the latest track and of silence, by what was heard; and how many tracks."""
    notes = np.fromfile(heard).reshape(-1, 2 + TRACKS)
    times, loud, tones = notes[:, 0], notes[:, 1], notes[:, 2:]
    planned = [row for row in read_journal(journal) if row.what == "track" and row.planned]
    late = [0.0]
    for row in planned[1:]:
        tone = tones[:, int(row.name[6])]
        near = (times > row.planned - 30) & (times < row.planned + 30)
        half = tone[near] > tone[near].max() * np.sqrt(0.5)  # the middle of the crossfade
        late.append(times[near][half.argmax()] - CROSSFADE / 2 - row.planned)
    silent = times[loud > QUIET].max() - end
    return max(late, key=abs), silent, len(planned)


def main() -> int:
    """Play and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--listen", type=Path, help=argparse.SUPPRESS)
    asked, rest = parser.parse_known_args()
    if asked.listen:
        play(asked.listen, rest)
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_tracks(folder, asked.minutes)
        end = datetime.now().astimezone() + timedelta(minutes=asked.minutes + 1)
        options = ["--until", f"{end:%H:%M}", "--device", "null", "--bed", "pink"]
        command = [sys.executable, "-m", "tests.benchmarks.play", "--listen", f"{folder}/heard"]
        environment = {**os.environ, "RELAX_DATA": name, "OPENBLAS_NUM_THREADS": "1"}
        process = subprocess.Popen(
            [*command, name, *options], stdin=subprocess.DEVNULL, env=environment
        )
        share, memory = watch(process)
        minute = end.replace(second=0, microsecond=0).timestamp()
        track, silent, count = lateness(folder / "heard", folder / "played.sqlite", minute)
    print(f"CPU {share:.2f} % of a core (target {MOST_CPU})")
    print(f"memory {memory:.1f} MB at most (target {MOST_MEMORY})")
    print(f"{count} tracks, begun {track:+.2f} s from the plan at most (target ±{MOST_LATE})")
    print(f"silent {silent:+.2f} s from {end:%H:%M} (target ±{MOST_LATE})")
    late = max(abs(track), abs(silent)) > MOST_LATE
    return int(share > MOST_CPU or memory > MOST_MEMORY or late or process.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
