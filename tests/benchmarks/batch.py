"""``python -m tests.benchmarks.batch``: what a row costs, as ratios measured in one run (Linux).

The same tracks by ``relax make`` in a shell loop and by one batch, each from an empty cache; then
batches of more and more rows: seconds an added row costs, and the largest memory of the parent and
of a worker. ``--rows 10 100 1000`` for the long run. Ends with 1 when a ratio is over its target.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from tests.batch.rosters import short, write_csv
from tests.batch.test_batch import children

RELAX = [sys.executable, "-m", "relax"]
MOST_GROWTH = 1.15
"""Memory with the most rows against memory with the fewest."""


def rows(count):
    """Rows that share most of what is said, as a clinic's do; each a track of its own."""
    return [short(f"c{n}", seed=str(n), name=f"Person{n % 7}") for n in range(count)]


def batch(folder, count):
    """(seconds, peak MB of the parent, peak MB of its largest worker) of a batch of ``count``."""
    roster = write_csv(folder / f"rows{count}.csv", rows(count))
    command = [*RELAX, "batch", str(roster), "--quiet", "--out", str(folder / "out")]
    environment = {**os.environ, "RELAX_CACHE": str(folder / f"cache{count}")}
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    parent = worker = 0.0
    while process.poll() is None:
        parent = max(parent, _peak_mb(process.pid))
        for pid in children(process.pid):
            worker = max(worker, _peak_mb(pid))
        time.sleep(0.2)
    if process.returncode:
        raise SystemExit("The batch failed.")
    return time.perf_counter() - start, parent, worker


def shell_loop(folder, count):
    """Seconds of one ``relax make`` after another, which share a cache as well."""
    environment = {**os.environ, "RELAX_CACHE": str(folder / "cache")}
    start = time.perf_counter()
    for n, row in enumerate(rows(count)):
        client = folder / f"{n}.yaml"
        client.write_text(f"name: {row['name']}\n")
        asked = [row["template"], "--client", str(client), "--minutes", row["minutes"]]
        command = [*RELAX, "make", *asked, "--seed", row["seed"], "--quiet"]
        subprocess.run([*command, "--out", str(folder / "out")], check=True, env=environment)
    return time.perf_counter() - start


def _peak_mb(pid):
    """Largest resident memory so far; 0 of a process that is gone, or not yet what it will be."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(x.split()[1]) / 1024 for x in lines if x.startswith("VmHWM")), 0.0)


def main():
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, nargs="+", default=[10, 40])
    counts = sorted(asked.parse_args().rows)
    found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loop = shell_loop(folder, counts[0])
        for count in counts:
            (at := folder / str(count)).mkdir()
            found[count] = seconds, parent, worker = batch(at, count)
            print(
                f"{count:>5} rows {seconds:8.1f} s  {60 * count / seconds:6.1f} a minute  "
                f"parent {parent:5.0f} MB  worker {worker:5.0f} MB",
                flush=True,
            )
    for fewer, more in pairwise(counts):
        cost = (found[more][0] - found[fewer][0]) / (more - fewer)
        print(f"from {fewer} to {more} rows: {cost:.2f} s for each added row")
    first, last = found[counts[0]], found[counts[-1]]
    added = (last[0] - first[0]) / max(counts[-1] - counts[0], 1)
    ratios = {
        "batch : shell loop": (first[0] / loop, 1.0),
        "an added row : a track of the shell loop": (added * counts[0] / loop, 1.0),
        "parent's memory, most rows : fewest": (last[1] / first[1], MOST_GROWTH),
        "a worker's memory, most rows : fewest": (last[2] / first[2], MOST_GROWTH),
    }
    for label, (ratio, reach) in ratios.items():
        print(f"{label:<42}{ratio:6.2f}  (at most {reach:g})")
    sys.exit(any(ratio > reach for ratio, reach in ratios.values()))


if __name__ == "__main__":
    main()
