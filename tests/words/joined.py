"""Scripts that are joined, judged by the same eyes as single ones.

``python -m tests.words.joined`` tries every two templates in either order.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from unittest import mock

from relax import composing
from relax.errors import RelaxError
from relax.request import Request, settle
from relax.units import to_samples
from relax.words import Client, Piece, Script, bundled_folder, put_together, render_together
from relax.words.check import OF_THE_PRODUCT, check_script, stops
from tests.words import proof
from tests.words.proof import TEMPLATES, Case, Track

JUDGES = tuple(
    judge
    for judge in proof.JUDGES
    if judge not in (proof.beginning, proof.personal)  # they know of one outline only
)
PAIRS = list(itertools.permutations(TEMPLATES, 2))


def piece(source):
    """A template by its id, or a script under the name of its file."""
    if isinstance(source, str):
        return Piece(source, TEMPLATES[source])
    return Piece("own.md", source)


def together(*sources, client=None, minutes=None, title=None):
    return put_together([piece(each) for each in sources], client or Client(), minutes, title)


def joined(*sources, client=None, minutes=None, title=None, lead_in_s=None, **wanted):
    """The rendering of several templates and scripts."""
    found = together(*sources, client=client, minutes=minutes, title=title)
    request = settle(
        Request(
            Script(found.meta, ()),
            found.client,
            Path(),
            minutes=found.minutes,
            lead_in_s=lead_in_s,
            **wanted,
        )
    )
    return render_together(found, proof.planned(request).wanted, [bundled_folder()])


def composed(script, *, pace=1.0):
    """The timeline of a script, at the length it says, with clips as long as the estimate."""
    request = settle(Request(script, Client(), out=Path()))
    with (
        mock.patch.object(composing, "speak", proof._speak(pace, 0)),
        mock.patch.object(composing.sound, "evened", lambda clips, _: dict(clips)),
    ):
        found = composing.compose(
            proof.planned(request), proof.HOME, proof.NO_VOICES, lambda *_: None
        )
    assert found.timeline.frames == to_samples(script.meta.minutes * 60)
    return Track(found.script, found.timeline, Client())


def fits(*names):
    """Whether templates go together at all."""
    try:
        together(*names)
    except RelaxError:
        return False
    return True


def faults(*names, pace=1.0):
    """Everything wrong with some templates joined."""
    try:
        script = joined(*names).script
        found = [str(each) for each in stops(check_script(script, facts=OF_THE_PRODUCT))]
        track = composed(script, pace=pace)
    except (RelaxError, AssertionError) as error:
        return [f"{type(error).__name__} {error}"]
    case = Case("rotation-rest" if "rotation-rest" in names else names[-1])
    if "count-to-five" in names:
        case = Case("count-to-five")
    return found + [fault for judge in JUDGES for fault in judge(case, track)]


def main():
    wrong = 0
    for pair in PAIRS:
        if fits(*pair) and (found := faults(*pair)):
            wrong += 1
            print(*pair, *found, sep="\n    ")
    print(f"{sum(fits(*pair) for pair in PAIRS)} of {len(PAIRS)} fit; {wrong} with faults")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
