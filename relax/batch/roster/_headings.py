"""Column headings of a roster → the fields of a row that they hold.

A heading is a field by its own name, because ``--columns`` says so, or because other booking
systems usually call it that (``data/columns.yaml``). A column that is none of these stops the
roster: it could be the one that says what a person wants left out.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

from relax.data import Strict, bundled
from relax.errors import BadInput
from relax.hints import nearest
from relax.words import Client

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

OWN_COLUMNS: Final = ("template", "minutes", "voice", "bed", "preset")
"""Fields of a row that describe the track; all others are fields of a client file."""

NOT_USED: Final = "-"
"""The field that ``--columns`` gives to a column that is to be passed over."""

_CARE: Final = ("avoid", "absent", "contraindications")
# Ratios of difflib (0 to 1) from which on a heading counts as a misspelt field: “minuts” has 0.92
# for minutes, “location” no more than 0.67 for any field.
_NEAR: Final = 0.85
# Lower for what a person wants left out, where a miss is worse than a needless question: for the
# whole heading, and for one word of it.
_NEAR_CARE: Final = 0.7
_NEAR_CARE_WORD: Final = 0.8


class UsualColumns(Strict):
    """The file ``data/columns.yaml``."""

    usual: dict[str, tuple[str, ...]]
    """Field → headings of other systems, the one to be preferred first."""
    care: dict[str, tuple[str, ...]]
    """Field → beginnings of words that may tell what to leave out."""


def _usual() -> UsualColumns:
    """The headings of other booking systems, from the data file."""
    return bundled("batch", "columns", UsualColumns)


@cache
def _usual_headings() -> Mapping[str, tuple[str, int]]:
    """Heading key → its field, and its rank among the headings of that field (0 is preferred)."""
    return {
        heading_key(heading): (name, n)
        for name, headings in _usual().usual.items()
        for n, heading in enumerate(headings)
    }


def known_columns() -> tuple[str, ...]:
    """The name of every field that a row can have."""
    return (*OWN_COLUMNS, *Client.model_fields)


def heading_key(heading: str) -> str:
    """A heading as it is compared: ``Client Ref`` → ``client_ref``."""
    return re.sub(r"[\s_-]+", "_", heading.strip().casefold())


@dataclass(frozen=True, slots=True)
class HeadingRules:
    """How a person wants headings to be read: ``--columns`` and ``--ignore-others``.

    Attributes:
        fields: heading key → field, or ``NOT_USED``.
        ignore_others: pass over columns that are no field, and do not stop at them.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    ignore_others: bool = False

    @classmethod
    def of(cls, texts: Iterable[str], *, ignore_others: bool = False) -> HeadingRules:
        """Rules from texts such as ``Preferred Name=name, Patient ID=client_ref``.

        Raises:
            BadInput: there is no equals sign, or no such field.
        """
        fields = {}
        for text in texts:
            # A heading may hold commas itself, so the text is cut after each “=field”, not before.
            *pairs, rest = re.split(r"=\s*([\w-]+)\s*(?:[,;]\s*|$)", text)
            if rest.strip() or not pairs or not all(each.strip() for each in pairs):
                raise BadInput(
                    "--columns needs a heading and a field.",
                    hint='Write --columns "Preferred Name=name, Notes=-" (- for not used).',
                )
            for heading, name in zip(pairs[::2], pairs[1::2], strict=True):
                if name != NOT_USED and heading_key(name) not in known_columns():
                    raise BadInput(
                        "--columns names a field that there is not.",
                        hint=nearest(name, known_columns()),
                    )
                fields[heading_key(heading)] = name if name == NOT_USED else heading_key(name)
        return cls(fields, ignore_others)

    def knows(self, heading: str) -> bool:
        """Whether a cell is a known heading; the line with most of these names the columns."""
        name = heading_key(heading)
        return name in self.fields or name in known_columns() or name in _usual_headings()


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which columns of a roster hold which fields.

    Attributes:
        columns: every column of the roster.
        fields: field → its columns; in each row the first that is filled counts.
        notices: sentences on how headings were understood.
        problems: sentences on why the columns cannot be used; empty when they can.
    """

    columns: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    notices: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def map_columns(titles: Mapping[str, str], rules: HeadingRules) -> ColumnMap:
    """The field of each column, and what is wrong where it has none or shares one.

    Args:
        titles: column → how it is named to a person, such as ``B “Patient ID”``.
        rules: what ``--columns`` and ``--ignore-others`` say.
    """
    exact: dict[str, list[str]] = {}
    usual: dict[str, list[tuple[int, str]]] = {}
    others = []
    for column in titles:
        name = heading_key(column)
        wanted = rules.fields.get(name, name if name in known_columns() else None)
        if wanted == NOT_USED:
            continue
        if wanted is not None:
            exact.setdefault(wanted, []).append(column)
        elif name in _usual_headings():
            usual_field, rank = _usual_headings()[name]
            usual.setdefault(usual_field, []).append((rank, column))
        else:
            others.append(column)
    problems = [*_missing_columns(titles, rules), *_twice(exact, titles)]
    fields = {name: tuple(columns) for name, columns in exact.items()}
    notices = []
    for name, ranked in usual.items():
        columns = [column for _, column in sorted(ranked)]
        if name not in rules.fields.values():
            problems += _rivals(name, [*exact.get(name, ()), *columns], titles, exact)
            fields.setdefault(name, tuple(columns))
            notices.append(f"Read as {name}: {_listed(columns, titles, ', else ')}.")
    problems += _near_misses(others, titles)
    strange = [column for column in others if _meant(column) is None]
    if strange and rules.ignore_others:
        notices.append(f"Not used: {_listed(strange, titles)}.")
    elif strange:
        problems.append(_none_of_ours(strange, titles))
    return ColumnMap(tuple(titles), fields, tuple(notices), tuple(problems))


def _listed(columns: Sequence[str], titles: Mapping[str, str], joined: str = ", ") -> str:
    return joined.join(titles[column] for column in columns)


def _missing_columns(titles: Mapping[str, str], rules: HeadingRules) -> list[str]:
    """A sentence for each heading of ``--columns`` that the roster does not have."""
    there = {heading_key(column) for column in titles}
    return [
        f"--columns names “{heading.replace('_', ' ')}”, which is no column here."
        for heading in rules.fields
        if heading not in there
    ]


def _given(column: str, titles: Mapping[str, str]) -> str:
    """The heading of a column as it is written in the file."""
    return titles[column].partition("“")[2].rstrip("”")


def _twice(exact: Mapping[str, Sequence[str]], titles: Mapping[str, str]) -> list[str]:
    return [
        f"{_listed(columns, titles, ' and ')} are both {name}: say --columns “…={NOT_USED}” of one."
        for name, columns in exact.items()
        if len(columns) > 1
    ]


def _rivals(
    name: str, columns: list[str], titles: Mapping[str, str], exact: Mapping[str, Sequence[str]]
) -> list[str]:
    """A sentence that asks which column is meant, where several could hold one field."""
    # Names may stand in several columns (preferred, first name): the order in the data counts.
    if len(columns) < 2 or (name not in exact and name == "name"):
        return []
    which = f'say which, as in --columns "{_given(columns[-1], titles)}={name}".'
    return [f"{_listed(columns, titles, ' and ')} could each be {name}: {which}"]


def _meant(column: str) -> str | None:
    """The field that an unknown heading probably means, or None; what to leave out comes first."""
    name = heading_key(column)
    words = name.split("_")
    for care in _CARE:
        begins = [heading_key(each) for each in _usual().care.get(care, ())]
        if any(f"_{name}".find(f"_{each}") >= 0 for each in begins):
            return care
        if _ratio(name, care) >= _NEAR_CARE:
            return care
        if any(_ratio(word, care) >= _NEAR_CARE_WORD for word in words):
            return care
    near = [(_ratio(name, each), each) for each in known_columns()]
    ratio, best = max(near)
    return best if ratio >= _NEAR else None


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def _near_misses(others: Sequence[str], titles: Mapping[str, str]) -> list[str]:
    return [
        f"column {titles[column]}: Did you mean “{meant}”? Say so by --columns "
        f'"{_given(column, titles)}={meant}", or ={NOT_USED} if it is not to be used.'
        for column in others
        if (meant := _meant(column))
    ]


def _none_of_ours(strange: Sequence[str], titles: Mapping[str, str]) -> str:
    one = len(strange) == 1
    return (
        f"{'This column is' if one else 'These columns are'} none of relax's: "
        f"{_listed(strange, titles)}. --ignore-others goes on without "
        f"{'it' if one else 'them'}; --columns says what one is."
    )
