"""``python -m tests.exhaustive``: every template, length, place, client and area left out.

Prints what was tried, every fault with the tracks it was met in, and how dense the words are.
Ends with 1 if there was any fault. ``--only ID`` takes one template, ``--sample N`` every Nth case.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import random
import sys
from collections import Counter, defaultdict

from relax.deliver import densities
from relax.words.care._gate_data import gate_file
from relax.words.care._occasions import choices
from tests.words import areas
from tests.words.proof import TEMPLATES, Case, faults, made, speaking_rate

AREAS = tuple(areas.WRITTEN)
SPEAKING = (130, 205)
"""Words a minute of a synthetic voice while it speaks. care.md 2.2 asks a person for 95 to 130; a
synthetic voice so slow is not understood (word error rate 0.83 at 110, 0.36 at 165)."""

NOT_HEARD_OF = ("avoid", "absent")
NAMED = {"name": "Siobhan", "name_uses": 3, "intention": "a little more room"}

CLIENTS = (
    {},
    NAMED,
    {"name": "O'Brien-Łukasz {{ 7*7 }}", "pronunciation": "oh bry-en"},
    {"name": "Mo", "name_uses": 1, "time_of_day": "morning"},
    {"name": "Mo", "name_uses": 0},
    *({"time_of_day": t} for t in ("midday", "evening", "night")),
    {"variant": "plain"},
    {"variant": "plain", "silence_max_s": 10, "name": "Ana"},
    *({"eyes": e} for e in ("open", "lowered", "closed_ok")),
    *({"breath_focus": b} for b in ("none", "yes")),
    *({"breath_hold": h, "contraindications": []} for h in ("soft", "full")),
    {"breath_hold": "full"},
    {"bpm_min": 8},
    {"bpm_min": 12},
    {"bpm_max": 5},
    *(
        {"anchors": list(a)}
        for a in itertools.combinations(
            ("hands", "feet", "contact", "sound", "sight", "object", "breath"), 2
        )
    ),
    {"anchors": ["breath"]},
    {"anchors": ["object"]},
    {"anchors": []},
    *({"silence_max_s": s} for s in (10, 15, 45, 90)),
    *({"granularity": g, "order": o} for g in ("coarse", "fine") for o in ("feet_head", "head_feet")),
    {"symmetry": "together"},
    {"handedness": "left"},
    {"handedness": "right"},
    {"variant": "plain"},
    {"effort": "medium"},
    {"movement_ok": False},
    {"self_touch_ok": False},
    {"movement_ok": False, "self_touch_ok": False, "breath_focus": "none", "eyes": "open"},
    {"disclaimer_spoken": False},
    {"support_spoken": True, "locale_support": "GB"},
    {"spiritual_ok": True, "imagery_ok": True},
    {"bell": True},
    {"stop_phrase": "Please stop now", "therapist_label": "Jo", "clinic_name": "Zqorb House"},
    *({"ending": e} for e in ("sleep", "nap_wake", "bridge", "reorient")),
    *({"pairing": p} for p in choices().pairings),
    *({"contraindications": [tag]} for tag in gate_file().tags),
    {"focus": ["hands"]},
    {"focus": ["feet", "shoulders"]},
    {"opt_in": ["throat", "mouth", "pelvis"]},
    {"opt_in": ["belly"], "focus": ["belly"]},
)  # fmt: skip


def lengths(template):
    """Shortest, default, longest, and one between that is no whole number of anything."""
    span = TEMPLATES[template].meta.minutes
    odd = random.Random(template).uniform(span.min, span.max)
    return (span.min, span.default, span.max, round(odd, 2))


def places(template):
    """Every setting and position a template declares, together."""
    meta = TEMPLATES[template].meta
    return [
        {"setting": setting, "position": position}
        for setting in meta.settings
        for position in meta.positions
    ]


def variants(template):
    """Every choice of the template's own variables, one at a time."""
    yield ()
    for name, variable in TEMPLATES[template].meta.variables.items():
        values = {
            "yes_no": ("yes", "no"),
            "number": ("3", "10"),
            "choice": variable.choices,
            "text": ("a smooth shell",),
        }[variable.type]
        yield from (((name, value),) for value in values)


def cases(template):
    """Every case of one template; each is the same whenever it is asked for."""
    dice = random.Random(f"cases of {template}")

    def case(minutes, client, variables=()):
        return Case(
            template,
            minutes,
            client,
            variables,
            dice.randrange(1000),
            dice.choice(("brown", "none")),
            round(dice.uniform(0.85, 1.15), 3),
        )

    at, long = places(template), lengths(template)
    for minutes in long:
        for place in at:
            yield case(minutes, place)
            yield case(minutes, {**dice.choice(CLIENTS), **place})
        for variables in variants(template):
            yield case(minutes, {**dice.choice(at)}, variables)
    for client in CLIENTS:
        yield case(dice.choice(long), {**dice.choice(at), **client})
        yield case(TEMPLATES[template].meta.minutes.default, {**at[0], **client})
    for area in AREAS:
        for way in NOT_HEARD_OF:
            yield case(dice.choice(long), {**dice.choice(at), way: [area]})
    for size in (*range(2, 9), *range(2, 9)):
        some = dice.sample(AREAS, size)
        cut = dice.randrange(size + 1)
        client = {"avoid": some[:cut], "absent": some[cut:]}
        yield case(dice.choice(long), {**dice.choice(at), **client})


def every_case(only=None, step=1):
    """All cases of all templates, or of one; every ``step``\\ th."""
    for template in [only] if only else TEMPLATES:
        yield from itertools.islice(cases(template), 0, None, step)


def density_report():
    """One line for each template and length: words a minute of each part, and its band."""
    slowest, quickest = SPEAKING
    for template in TEMPLATES:
        meta = TEMPLATES[template].meta
        for minutes in sorted(set(lengths(template)[:3])):
            place = {"setting": meta.settings[0], "position": meta.positions[0]}
            track = made(Case(template, minutes, place))
            marks = [
                f"{part.part} {part.words_per_minute:.0f} ({part.wanted[0]:.0f} to "
                f"{part.wanted[1]:.0f}){'' if part.met else ' OUTSIDE'}"
                for part in densities(track.timeline, meta.form)
            ]
            rate = speaking_rate(track)
            outside = "" if slowest <= rate <= quickest else " OUTSIDE"
            marks.append(f"speaking {rate:.0f} ({slowest:.0f} to {quickest:.0f}){outside}")
            yield f"{template} {minutes:g} min: {'; '.join(marks)}"


def _tried(case):
    return case, _faults(case)


def _faults(case):
    try:
        return faults(case)
    except Exception as error:  # noqa: BLE001  (every surprise is a fault of its case)
        return [f"{type(error).__name__}: {error}"]


def main():
    """Try them all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", choices=TEMPLATES)
    asked.add_argument("--sample", type=int, default=1)
    options = asked.parse_args()
    count, met = Counter(), defaultdict(list)
    with multiprocessing.Pool(os.cpu_count()) as pool:
        todo = every_case(options.only, options.sample)
        for case, wrong in pool.imap_unordered(_tried, todo, chunksize=20):
            count[case.template] += 1
            for fault in wrong:
                met[case.template, fault].append(case)
    for (template, fault), where in sorted(met.items(), key=lambda item: item[0]):
        print(f"{template}: {fault}\n    {len(where)} times, as in {where[0]}")
    print(*density_report(), sep="\n")
    total = sum(map(len, met.values()))
    print(f"{sum(count.values())} tracks of {len(count)} templates, {total} faults")
    sys.exit(1 if met else 0)


if __name__ == "__main__":
    main()
