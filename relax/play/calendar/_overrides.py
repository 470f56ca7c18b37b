"""The entries of one calendar → those that stand, after the changes some of them make in others.

Only a higher SEQUENCE, or a RECURRENCE-ID, replaces: two entries of one UID are two appointments
otherwise, as booking systems write them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from relax.play.calendar._series import ExcludedTimes, Interpretation

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from relax.play.calendar._entry import Entry
    from relax.play.calendar._series import Series


def apply_overrides(entries: Iterable[Entry]) -> tuple[Series, ...]:
    """Every series that takes the room."""
    given = list(entries)
    originals = _newest([e for e in given if not e.is_change], lambda e: e.uid or id(e))
    changes = _newest([e for e in given if e.is_change], _which)
    of_uid: dict[str, list[int]] = defaultdict(list)
    for n, entry in enumerate(originals):
        if entry.uid:
            of_uid[entry.uid].append(n)
    found = [series for change in changes for series in change.series]
    for change in changes:
        owner = _owner(change, originals, of_uid[change.uid])
        if owner is not None:
            found += _later(change, originals[owner])
            originals[owner] = _without(originals[owner], change)
    found += [series for entry in originals for series in entry.series]
    return tuple(found)


def _newest(entries: list[Entry], key: Callable[[Entry], Hashable]) -> list[Entry]:
    """Those with the highest SEQUENCE of each key, in order."""
    highest: dict[Hashable, int] = {}
    for entry in entries:
        highest[key(entry)] = max(entry.sequence, highest.get(key(entry), 0))
    return [entry for entry in entries if entry.sequence == highest[key(entry)]]


def _which(change: Entry) -> Hashable:
    """What a change replaces; itself when nobody can tell."""
    if not change.uid or change.replaces is None or change.replaces.what != "time":
        return id(change)
    return change.uid, change.replaces.wall, change.replaces.zones


def _owner(change: Entry, originals: list[Entry], candidates: list[int]) -> int | None:
    """The one entry of which a change replaces a time; None in doubt."""
    which = change.replaces
    if which is None or len(candidates) < 2:
        return candidates[0] if which and candidates else None
    owners = [
        n for n in candidates if any(series.begins_at(which) for series in originals[n].series)
    ]
    return owners[0] if len(owners) == 1 else None


def _without(original: Entry, change: Entry) -> Entry:
    """An entry without the time that a change replaces."""
    if change.replaces is None:
        return original
    series = tuple(
        replace(
            each,
            left_out=(*each.left_out, ExcludedTimes.of((change.replaces,), each.zones, days=False)),
        )
        for each in original.series
    )
    return replace(original, series=series)


def _later(change: Entry, original: Entry) -> Iterator[Series]:
    """What a change of one time and all later ones adds; those by the rule count as well."""
    if not change.and_later or change.replaces is None:
        return
    for moved in change.series:
        shift = min(each.first for each in moved.interpretations) - change.replaces.wall
        lasts = max(each.lasts for each in moved.interpretations)
        since = min(change.replaces.moments()) + min(shift, timedelta(0))
        for series in original.series:
            interpretations = tuple(
                Interpretation(e.zone, e.first, max(lasts, e.lasts)) for e in series.interpretations
            )
            yield replace(series, interpretations=interpretations, shift=shift, since=since)
