"""``python -m tests.mutations``: put known faults into the code one at a time; do tests notice?

Each fault of ``tests/mutations/faults/*.yaml`` is put into a copy of the tree, the tests that it
names are run, and it is *caught* if one of them fails. A fault that is not caught *survived*: a
test is missing, or the data say why that is accepted. Where the code has changed so that a fault
no longer fits it is *out of date*. Ends with 1 if a survivor has no reason, a fault is out of date
or fewer than 95 of 100 are caught.
"""

from __future__ import annotations

import argparse
import os
import queue
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutations.faults import chosen, read_faults
from tests.mutations.trees import Result, Tree

ENOUGH = 0.95
FEW = 5
"""For up to so many faults it is quicker not to read all libraries first."""


def run(faults, *, jobs=1, timeout=600.0, tell=lambda _: None) -> list[Result]:
    """What becomes of each fault, in copies of the tree, one for each of ``jobs``."""
    warm = len(faults) > FEW and hasattr(os, "fork")
    trees: queue.Queue[Tree] = queue.Queue()

    def one(fault):
        tree = trees.get()
        try:
            result = tree.try_out(fault, timeout)
        finally:
            trees.put(tree)
        tell(result)
        return result

    with tempfile.TemporaryDirectory(prefix="relax-mutations-") as folder:
        for n in range(min(jobs, len(faults))):
            trees.put(Tree(Path(folder) / str(n), warm=warm))
        try:
            with ThreadPoolExecutor(jobs) as pool:
                return list(pool.map(one, faults))
        finally:
            while not trees.empty():
                trees.get().close()


def passing(faults) -> str:
    """ "" if all tests named pass without a fault; else what pytest said."""
    tests = sorted({test for fault in faults for test in fault.tests})
    with tempfile.TemporaryDirectory(prefix="relax-mutations-") as folder:
        tree = Tree(Path(folder), warm=False)
        code, said = tree.run(tests, None)
    return said if code else ""


def table(results) -> str:
    """How many of each room were caught, and each that was not, in Markdown."""
    kinds = ("caught", "survived", "out of date")
    lines = ["| room | faults | caught | survived | out of date |", "|---|--:|--:|--:|--:|"]
    rooms = dict.fromkeys(result.fault.room for result in results)
    for room, found in [*((each, [r for r in results if r.fault.room == each]) for each in rooms),
                        ("**all**", results)]:  # fmt: skip
        count = Counter(result.what for result in found)
        numbers = " | ".join(str(count[kind]) for kind in kinds)
        lines.append(f"| {room} | {len(found)} | {numbers} |")
    for result in results:
        if result.what != "caught":
            why = result.fault.survives or (result.said if result.what == "out of date" else "")
            lines.append(f"\n- {result.what}: **{result.fault.name}** ({result.fault.file}) {why}")
    return "\n".join(lines)


def is_enough(results) -> bool:
    """Whether nearly all are caught, and every other has its reason."""
    caught = sum(result.what == "caught" for result in results)
    unexplained = [r for r in results if r.what != "caught" and not r.fault.survives]
    return not unexplained and caught >= ENOUGH * len(results)


def main() -> int:
    """Run those asked for, tell each as it ends, show the table."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    asked.add_argument("--only", default="", metavar="NAME", help="whose name contains this")
    asked.add_argument("--room", default="", help="of this file of faults/")
    asked.add_argument("--sample", type=int, default=0, metavar="N", help="so many, at random")
    asked.add_argument("--seed", type=int, default=0, help="of that choice")
    asked.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked.add_argument("--timeout", type=float, default=600.0, help="seconds for one fault")
    asked.add_argument("--passing", action="store_true",
                       help="first make sure that all their tests pass without a fault")  # fmt: skip
    asked.add_argument("--said", action="store_true", help="show what pytest said of each")
    given = asked.parse_args()
    faults = chosen(
        read_faults(), only=given.only, room=given.room, sample=given.sample, seed=given.seed
    )
    if not faults:
        asked.error("there is no such fault")
    if given.passing and (said := passing(faults)):
        print(f"Without any fault these tests do not pass:\n{said}", file=sys.stderr)
        return 2

    def tell(result):
        print(
            f"{result.what:<12}{result.seconds:6.1f} s  {result.fault.room}: {result.fault.name}",
            flush=True,
        )
        if given.said or result.what == "out of date":
            print(result.said, flush=True)

    results = run(faults, jobs=given.jobs, timeout=given.timeout, tell=tell)
    print(f"\n{table(results)}")
    return 0 if is_enough(results) else 1


if __name__ == "__main__":
    sys.exit(main())
