"""Rows of a usable roster → sentences on what in it is probably a mistake."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relax.batch.roster._model import Row
    from relax.request import Request

_SAME = ("avoid", "absent", "contraindications", "name")
"""Fields of a client that are hardly meant to differ between two rows of one person."""

_MOST_NAMED = 10
"""Rows that one sentence lists by number."""


def warnings_about(rows: Sequence[Row]) -> tuple[str, ...]:
    """Sentences on rows that ask for the same, that differ for one client, or have no client_ref.

    Rows go by number and columns by name; what stands in a cell is never quoted.
    """
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
    sentences = [
        f"{_numbered(numbers)} ask for the same: one track is made for them."
        for numbers in same.values()
        if len(set(numbers)) > 1
    ]
    for several in clients.values():
        differ = [name for name in _SAME if len({getattr(each, name) for _, each in several}) > 1]
        if differ:
            numbers = _numbered([number for number, _ in several])
            sentences.append(f"{numbers} are of one client but differ in: {', '.join(differ)}.")
    if unowned:
        sentences.append(
            f"{_numbered(unowned)} without a client_ref, but with something personal: `relax "
            "forget` cannot find what is made for them."
        )
    return tuple(sentences)


def _asked(request: Request) -> str:
    """A text that is equal for rows that ask for the same; it is personal, and never shown."""
    facts = (request.slug, request.minutes, request.voice, request.bed, request.preset)
    return repr((facts, request.seed, sorted(request.client.fingerprint().items())))


def _numbered(numbers: Sequence[int]) -> str:
    """``Rows 2, 5, 9 and 3 more``."""
    numbers = list(dict.fromkeys(numbers))
    shown = ", ".join(map(str, numbers[:_MOST_NAMED]))
    more = f" and {len(numbers) - _MOST_NAMED} more" if len(numbers) > _MOST_NAMED else ""
    return f"Row{'s' if len(numbers) > 1 else ''} {shown}{more}"
