"""``python -m tests.batch.roster200``: a whole clinic's night, with seven rows that cannot be made.

Two hundred rows over ten templates; then the same again, and again with one row changed. Prints
what was made, kept and failed, and the seconds each took. Ends with 1 if anything is not as it must.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from relax.words import bundled_folder, find_template
from tests.batch.rosters import batch, tracks, write_csv
from tests.batch.test_batch import whole

TEMPLATES = (
    "three-minute-space", "steady-breath", "long-out-breath", "soft-square", "pursed-lips",
    "contact-scan", "look-around", "after-touch", "self-touch-anchor", "small-lift",
)  # fmt: skip
BROKEN = (
    {"template": "steady-breeth"},
    {"minutes": "0.5"},
    {"minutes": "soon"},
    {"avoid": "elbowz"},
    {"voice": "nobody"},
    {"bed": "no-such-bed"},
    {"position": "upside down"},
)
FIELDS = ("client_ref", "name", "template", "minutes", "avoid", "seed", "voice", "bed", "position")


def rows():
    """193 rows that can be made, and seven that cannot, between them."""
    found = []
    for n in range(200):
        template = TEMPLATES[n % len(TEMPLATES)]
        shortest = find_template(template, [bundled_folder()]).meta.minutes.min
        row = {"client_ref": f"c{n}", "name": f"Person{n}", "template": template,
               "minutes": f"{shortest:g}", "seed": str(n % 3)}  # fmt: skip
        if n % 28 == 27:
            row |= BROKEN[n // 28]
        found.append(row)
    return found


def timed(label, roster, folder):
    """Run it, print what came of it."""
    start = time.monotonic()
    code, found, _ = batch(roster, folder, timeout=7200)
    seconds = time.monotonic() - start
    made, kept, failed = found["made"], found["kept"], found["failed"]
    print(
        f"{label:<14}{seconds:8.1f} s  made {made}, kept {kept}, failed {len(failed)}, exit {code}"
    )
    return seconds, made, kept, failed, code


def main():
    """Three runs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asked = rows()
        roster = write_csv(folder / "clinic.csv", asked, fields=FIELDS)
        _, made, _, failed, code = timed("first night", roster, folder)
        for each in failed:
            print(f"    row {each['row']}: {each['reason']}")
        good = (made, len(failed), code) == (193, 7, 1)
        good &= whole(folder / "output" / "clinic") == len(tracks(folder / "output" / "clinic"))
        seconds, made, kept, failed, code = timed("once more", roster, folder)
        good &= (made, kept, len(failed), code) == (0, 193, 7, 1) and seconds < 5
        asked[0]["seed"] = "77"
        write_csv(roster, asked, fields=FIELDS)
        _, made, kept, _, _ = timed("one changed", roster, folder)
        good &= (made, kept) == (1, 192)
    print("as it must be" if good else "NOT as it must be")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
