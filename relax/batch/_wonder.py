"""What a person should look at again in a roster, though it can be used as it stands."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.batch._roster import Row
    from relax.request import Request

_SAME = ("avoid", "absent", "contraindications", "name")
"""What one person would hardly have in one programme and not in another."""

_MOST_NAMED = 10


def what_to_know(rows: Sequence[Row]) -> tuple[str, ...]:
    """Rows by number and columns by name; never what stands there."""
    clients = defaultdict(list)
    same = defaultdict(list)
    unowned = []
    for row in rows:
        if row.request is None:
            continue
        same[_asked(row.request)].append(row.number)
        client = row.request.client
        if row.client_ref:
            clients[row.client_ref].append((row.number, client))
        elif client.personal_words():
            unowned.append(row.number)
    told = [
        f"{_numbered(numbers)} ask for the same: one track is made for them."
        for numbers in same.values()
        if len(set(numbers)) > 1
    ]
    for several in clients.values():
        differ = [name for name in _SAME if len({getattr(each, name) for _, each in several}) > 1]
        if differ:
            numbers = _numbered([number for number, _ in several])
            told.append(f"{numbers} are of one client but differ in: {', '.join(differ)}.")
    if unowned:
        told.append(
            f"{_numbered(unowned)} without a client_ref, but with something personal: `relax "
            "forget` cannot find what is made for them."
        )
    return tuple(told)


def _asked(request: Request) -> str:
    """Equal for rows that ask for the same; never shown."""
    facts = (request.slug, request.minutes, request.voice, request.bed, request.preset)
    return repr((facts, request.seed, sorted(request.client.fingerprint().items())))


def _numbered(numbers: Sequence[int]) -> str:
    numbers = list(dict.fromkeys(numbers))
    shown = ", ".join(map(str, numbers[:_MOST_NAMED]))
    more = f" and {len(numbers) - _MOST_NAMED} more" if len(numbers) > _MOST_NAMED else ""
    return f"Row{'s' if len(numbers) > 1 else ''} {shown}{more}"
