"""The named faults fit the code as it stands, and a few of them are put into it for real.

All of them: ``python -m tests.mutations``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from tests.mutations.__main__ import is_enough, run, table
from tests.mutations.faults import Fault, OutOfDateError, chosen, read_faults

FAULTS = read_faults()
ROOMS = {
    "words", "check", "voices", "timing", "sound", "encode", "deliver", "play", "batch", "cli",
    "studio", "top",
}  # fmt: skip
QUICK = ("early pauses are stretched before", "an error that nobody foresaw shows")
SAMPLE = [fault for name in QUICK for fault in chosen(FAULTS, only=name)]


def test_each_fault_fits_its_file_and_its_tests_are_there():
    wrong = []
    for fault in FAULTS:
        try:
            fault.check()
        except OutOfDateError as error:
            wrong.append(f"{fault.room}: {fault.name}: {error}")
    assert not wrong, "\n".join(wrong)


def test_there_are_enough_in_every_room_and_none_twice():
    count = Counter(fault.room for fault in FAULTS)
    assert set(count) == ROOMS
    assert min(count.values()) >= 5
    assert len(FAULTS) >= 120
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


def test_faults_are_caught_and_what_is_none_survives_or_is_out_of_date():
    (early, *_) = SAMPLE
    harmless = early.model_copy(update={"name": "a remark", "new": f"{early.old}  # so"})
    gone = early.model_copy(update={"name": "a line that is gone", "old": "no such line here"})
    results = run([*SAMPLE, harmless, gone])
    assert [each.what for each in results] == ["caught", "caught", "survived", "out of date"]
    assert not is_enough(results)
    assert is_enough(results[:2])
    assert "| timing | 3 | 1 | 1 | 1 |" in table(results)
    survived = replace(results[2], fault=harmless.model_copy(update={"survives": "by intent"}))
    assert "by intent" in table([survived])


@pytest.mark.parametrize(
    "wrong", [{"file": "relax/none.py"}, {"old": "import"}, {"tests": ["tests/none.py"]},
              {"tests": ["tests/test_mutations.py::test_none"]}]
)  # fmt: skip
def test_a_fault_that_does_not_fit_says_so(wrong):
    with pytest.raises(OutOfDateError):
        Fault(**{**SAMPLE[0].model_dump(), **wrong}).check()
