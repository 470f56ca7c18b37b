"""Headings of a roster → the fields they are, by name, by an option, or as is usual elsewhere."""

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
"""Columns beyond the fields of a client."""

NOTHING: Final = "-"
"""Said of a column by ``--columns``: it is not used."""

_CARE: Final = ("avoid", "absent", "contraindications")
_NEAR: Final = 0.85
"""From here on, by difflib's ratio, a heading is a misspelt field and not another column."""
_NEAR_CARE: Final = 0.7
_NEAR_CARE_WORD: Final = 0.8
"""The same for what a person wants left out, where to err is worse: all of a heading, or a word."""


class UsualColumns(Strict):
    """The file ``data/columns.yaml``."""

    usual: dict[str, tuple[str, ...]]
    """Field → headings of other systems, the one to be preferred first."""
    care: dict[str, tuple[str, ...]]
    """Field → beginnings of words that may tell what to leave out."""


def _usual() -> UsualColumns:
    return bundled("batch", "columns", UsualColumns)


@cache
def _usual_headings() -> Mapping[str, tuple[str, int]]:
    """Plain heading → its field, and its place among those for this field."""
    return {
        plain(heading): (name, n)
        for name, headings in _usual().usual.items()
        for n, heading in enumerate(headings)
    }


def known_columns() -> tuple[str, ...]:
    """Every field of a row."""
    return (*OWN_COLUMNS, *Client.model_fields)


def plain(heading: str) -> str:
    """``Client Ref`` as ``client_ref``."""
    return re.sub(r"[\s_-]+", "_", heading.strip().casefold())


@dataclass(frozen=True, slots=True)
class Headings:
    """How headings are to be read.

    Attributes:
        told: plain heading → field, or ``NOTHING``.
        ignore_others: go on without columns that are no field.
    """

    told: Mapping[str, str] = field(default_factory=dict)
    ignore_others: bool = False

    @classmethod
    def of(cls, texts: Iterable[str], *, ignore_others: bool = False) -> Headings:
        """From texts such as ``Preferred Name=name, Patient ID=client_ref``.

        Raises:
            BadInput: there is no equals sign, or no such field.
        """
        told = {}
        for text in texts:
            *pairs, rest = re.split(r"=\s*([\w-]+)\s*(?:[,;]\s*|$)", text)
            if rest.strip() or not pairs or not all(each.strip() for each in pairs):
                raise BadInput(
                    "--columns needs a heading and a field.",
                    hint='Write --columns "Preferred Name=name, Notes=-" (- for not used).',
                )
            for heading, name in zip(pairs[::2], pairs[1::2], strict=True):
                if name != NOTHING and plain(name) not in known_columns():
                    raise BadInput(
                        "--columns names a field that there is not.",
                        hint=nearest(name, known_columns()),
                    )
                told[plain(heading)] = name if name == NOTHING else plain(name)
        return cls(told, ignore_others)

    def knows(self, heading: str) -> bool:
        """Whether a cell may be a heading: by it the line of headings is found."""
        name = plain(heading)
        return name in self.told or name in known_columns() or name in _usual_headings()


@dataclass(frozen=True, slots=True)
class Reading:
    """What the columns of one roster are.

    Attributes:
        columns: every column.
        fields: field → the columns it stands in, of which the first that is filled counts.
        notices: what a person should know about it.
        problems: why it cannot be used, a sentence each.
    """

    columns: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    notices: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def read_headings(titles: Mapping[str, str], headings: Headings) -> Reading:
    """What each column is.

    Args:
        titles: column → how a person is told of it, such as ``B “Patient ID”``.
        headings: how they are to be read.
    """
    exact: dict[str, list[str]] = {}
    usual: dict[str, list[tuple[int, str]]] = {}
    others = []
    for column in titles:
        name = plain(column)
        told = headings.told.get(name, name if name in known_columns() else None)
        if told == NOTHING:
            continue
        if told is not None:
            exact.setdefault(told, []).append(column)
        elif name in _usual_headings():
            wanted, rank = _usual_headings()[name]
            usual.setdefault(wanted, []).append((rank, column))
        else:
            others.append(column)
    problems = [*_untold(titles, headings), *_twice(exact, titles)]
    fields = {name: tuple(columns) for name, columns in exact.items()}
    notices = []
    for name, ranked in usual.items():
        columns = [column for _, column in sorted(ranked)]
        if name not in headings.told.values():
            problems += _rivals(name, [*exact.get(name, ()), *columns], titles, exact)
            fields.setdefault(name, tuple(columns))
            notices.append(f"Read as {name}: {_listed(columns, titles, ', else ')}.")
    problems += _near_misses(others, titles)
    strange = [column for column in others if _meant(column) is None]
    if strange and headings.ignore_others:
        notices.append(f"Not used: {_listed(strange, titles)}.")
    elif strange:
        problems.append(_none_of_ours(strange, titles))
    return Reading(tuple(titles), fields, tuple(notices), tuple(problems))


def _listed(columns: Sequence[str], titles: Mapping[str, str], joined: str = ", ") -> str:
    return joined.join(titles[column] for column in columns)


def _untold(titles: Mapping[str, str], headings: Headings) -> list[str]:
    """A column of ``--columns`` that the roster has not: what was meant by it would be lost."""
    there = {plain(column) for column in titles}
    return [
        f"--columns names “{heading.replace('_', ' ')}”, which is no column here."
        for heading in headings.told
        if heading not in there
    ]


def _given(column: str, titles: Mapping[str, str]) -> str:
    """A heading as it is written."""
    return titles[column].partition("“")[2].rstrip("”")


def _twice(exact: Mapping[str, Sequence[str]], titles: Mapping[str, str]) -> list[str]:
    return [
        f"{_listed(columns, titles, ' and ')} are both {name}: say --columns “…={NOTHING}” of one."
        for name, columns in exact.items()
        if len(columns) > 1
    ]


def _rivals(
    name: str, columns: list[str], titles: Mapping[str, str], exact: Mapping[str, Sequence[str]]
) -> list[str]:
    """Several columns for one field, of which nobody can know the right one."""
    if len(columns) < 2 or (name not in exact and name == "name"):
        return []
    which = f'say which, as in --columns "{_given(columns[-1], titles)}={name}".'
    return [f"{_listed(columns, titles, ' and ')} could each be {name}: {which}"]


def _meant(column: str) -> str | None:
    """The field of ours that a heading probably is, misspelt or in other words."""
    name = plain(column)
    words = name.split("_")
    for care in _CARE:
        begins = [plain(each) for each in _usual().care.get(care, ())]
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
        f'"{_given(column, titles)}={meant}", or ={NOTHING} if it is not to be used.'
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
