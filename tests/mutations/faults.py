"""The named faults of ``faults/*.yaml``, one file a room of the house."""

from __future__ import annotations

import random
import re
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from tests.conftest import CLONE

FOLDER = Path(__file__).parent / "faults"


class OutOfDateError(Exception):
    """What a fault names is not in the tree as it says; the sentence tells what."""


class Fault(BaseModel):
    """One mistake somebody could make in the code, and the tests that ought to notice it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=10)
    """What a user would suffer, in plain words."""
    file: str
    old: str = Field(min_length=3)
    """Exact text, which the file holds once."""
    new: str
    tests: tuple[str, ...] = Field(min_length=1)
    """Files or nodes for pytest, a few seconds each."""
    survives: str = ""
    """Why it is not caught, where that is accepted."""
    room: str = ""

    def broken(self, root: Path) -> str:
        """The text of the file with the fault in it; ``OutOfDateError`` where it does not fit."""
        if not (path := root / self.file).is_file():
            raise OutOfDateError(f"there is no {self.file}")
        text = path.read_text(encoding="utf-8")
        if (count := text.count(self.old)) != 1:
            raise OutOfDateError(f"{self.file} holds its text {count} times, not once")
        return text.replace(self.old, self.new)

    def check(self, root: Path = CLONE) -> None:
        """``OutOfDateError`` unless the text stands once and every test is there."""
        self.broken(root)
        if self.old == self.new:
            raise OutOfDateError("it changes nothing")
        for test in self.tests:
            name, *parts = test.split("::")
            path = root / name
            if not path.exists():
                raise OutOfDateError(f"there is no {name}")
            function = parts[-1].partition("[")[0] if parts else ""
            if function and not re.search(
                rf"^ *def {function}\(", path.read_text("utf-8"), re.MULTILINE
            ):
                raise OutOfDateError(f"{name} has no {function}")


def read_faults(folder: Path = FOLDER) -> list[Fault]:
    """All faults, in the order of the files and the lines."""
    return [
        Fault(**each, room=path.stem)
        for path in sorted(folder.glob("*.yaml"))
        for each in yaml.safe_load(path.read_text(encoding="utf-8")) or ()
    ]


def chosen(faults, *, only="", room="", sample=0, seed=0) -> list[Fault]:
    """Those whose name contains ``only``, of a room, and of these so many at random."""
    fitting = [each for each in faults if only in each.name and room in ("", each.room)]
    if sample and sample < len(fitting):
        fitting = random.Random(seed).sample(fitting, sample)
    return fitting
