"""``python -m tests.benchmarks.sound``: what warmth and each bed cost, as ratios in one run.

Every track is made from an empty cache, in turns; the ratios are of the medians. Ends with 1 when
a warmth costs more than a fifth over `plain`, or a bed more than a fifth over `brown`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MOST = 1.2
WARMTHS = ("plain", "natural", "warm")
BEDS = (
    "brown",
    "none",
    "pink",
    "ocean",
    "rain",
    "stream",
    "wind",
    "pad",
    "drone",
    "bowls",
    "night",
)


def made_in(folder, options, minutes):
    """Seconds of one cold ``relax make``."""
    with tempfile.TemporaryDirectory(dir=folder) as cache:
        command = [sys.executable, "-m", "relax", "make", "outside-in-scan", "--quiet", "--force"]
        environment = {**os.environ, "RELAX_CACHE": cache}
        start = time.perf_counter()
        subprocess.run(
            [*command, "--minutes", str(minutes), "--out", str(folder / "out"), *options],
            check=True, env=environment,
        )  # fmt: skip
        return time.perf_counter() - start


def main():
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--minutes", type=float, default=10)
    given = asked.parse_args()
    kinds = [("--warmth", each) for each in WARMTHS] + [("--bed", each) for each in BEDS]
    took = {kind: [] for kind in kinds}
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "out").mkdir()
        for _ in range(given.runs):
            for kind in kinds:
                took[kind].append(made_in(Path(name), kind, given.minutes))
    middle = {kind: statistics.median(each) for kind, each in took.items()}
    over = False
    for kind, seconds in middle.items():
        against = middle["--warmth", "plain"] if kind[0] == "--warmth" else middle["--bed", "brown"]
        over |= seconds / against > MOST
        print(f"{' '.join(kind):<20}{seconds:7.2f} s  {seconds / against:5.2f}  (at most {MOST})")
    sys.exit(over)


if __name__ == "__main__":
    main()
