"""``python -m tests.batch.kills --times 30``: a batch killed again and again, at random moments.

The victim is its parent, a worker or an encoder in turn. After each kill every file under a final
name must be what its proof says, and the next run must keep all of them. Ends with 1 if not.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.batch.rosters import batch, short, tracks, write_csv
from tests.batch.test_batch import alive, children, start, whole

ROWS = 6


def victim_of(kind, process):
    """A process id, or None when there is no such process at this moment."""
    family = children(process.pid)
    encoders = [pid for pid in family if "ffmpeg" in name_of(pid)]
    if kind == "parent":
        return process.pid
    chosen = encoders if kind == "encoder" else [pid for pid in family if pid not in encoders]
    return random.choice(chosen) if chosen else None


def name_of(pid):
    try:
        return Path(f"/proc/{pid}/comm").read_text()
    except OSError:
        return ""


def once(folder, roster, kind, chance):
    """Kill one process of a batch; what was wrong afterwards."""
    out = folder / "output" / "people"
    process = start(roster, folder)
    moment = time.monotonic() + chance.uniform(1, 14)
    until = time.monotonic() + 60
    pid = None
    while process.poll() is None and time.monotonic() < until:
        if time.monotonic() >= moment and (pid := victim_of(kind, process)) is not None:
            break
        time.sleep(0.01)
    family = children(process.pid)
    if pid is not None:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pid = None
    process.wait(timeout=300)
    until = time.monotonic() + 30
    while alive(family) and time.monotonic() < until:
        time.sleep(0.1)
    left = "a process was left behind" if kind == "parent" and alive(family) else ""
    there = whole(out)
    return ("killed" if pid else "was over before"), there, left


def main():
    """Kill, look, run again; all tracks must be there at the end of each round."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--times", type=int, default=30)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    chance = random.Random(given.seed)
    random.seed(given.seed)
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [short(f"c{n}", seed=str(n)) for n in range(ROWS)]
        roster = write_csv(folder / "people.csv", rows)
        out = folder / "output" / "people"
        for n in range(given.times):
            kind = ("parent", "worker", "encoder")[n % 3]
            os.environ["RELAX_CACHE"] = str(folder / f"cache{n}")  # nothing encoded before
            for audio in tracks(out)[: chance.randrange(1, ROWS)]:
                audio.unlink()
            what, there, left = once(folder, roster, kind, chance)
            _, found, err = batch(roster, folder)
            kept_all = found is not None and found["kept"] >= there
            whole_now = whole(out) == ROWS and not list(out.glob(".relax-*"))
            fine = kept_all and whole_now and not left
            wrong += not fine
            print(
                f"{n + 1:>3} {kind:<8}{what:<16}{there} whole afterwards; next run kept "
                f"{found and found['kept']}, made {found and found['made']}"
                f"{'' if fine else f'  WRONG {left} {err}'}",
                flush=True,
            )
    print(f"{given.times} times, {wrong} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
