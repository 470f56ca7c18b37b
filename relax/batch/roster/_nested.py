"""YAML, JSON and JSON Lines → a ``Table``: a list of rows that each name their own fields.

The file is a list of rows, or a mapping of ``defaults`` and ``rows``. A row may hold several
``programmes``: each is a row of its own that shares the other fields. A field that stands twice in
one row is a problem, because nobody can know which value was meant.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NoReturn

import yaml

from relax.batch.roster._model import Problem
from relax.batch.roster._table import Record, Table
from relax.data import NotYamlError, events, mark, nodes
from relax.errors import BadInput, Place

if TYPE_CHECKING:
    from collections.abc import Mapping

_EMPTY = ("", "~", "null")


class _Doubled(dict[str, Any]):
    """A mapping in which some fields stood twice; ``names`` are those."""

    names: tuple[str, ...] = ()


def _marking_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """``pairs`` as a mapping, marked where a name stands twice."""
    found = dict(pairs)
    count = Counter(name for name, _ in pairs)
    if len(count) == len(pairs):
        return found
    doubled = _Doubled(found)
    doubled.names = tuple(name for name, times in count.items() if times > 1)
    return doubled


def table_from_yaml(text: str, file: str, notices: tuple[str, ...]) -> Table:
    """The table in a YAML file; every scalar stays text, so that a reference 007 keeps its zeros.

    Raises:
        BadInput: it is not YAML, has aliases, or is no list of rows; with its place.
    """
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in events(text)):
            raise BadInput("A roster has no aliases (*).", place=Place(file))
        value = _as_text(nodes(text))
    except NotYamlError as error:
        kind = "usable" if error.line is None else "well formed"
        place = Place(file, error.line, error.column)
        raise BadInput(f"The roster is not {kind} YAML.", place=place) from None
    except RecursionError:
        raise BadInput("The roster is not usable YAML.", place=Place(file)) from None
    return _listed(value, file, notices)


def _as_text(node: yaml.Node | None) -> Any:
    """A YAML node as lists, mappings and texts: a person called No or 1984 is no other value."""
    if isinstance(node, yaml.SequenceNode):
        return [_as_text(each) for each in node.value]
    if not isinstance(node, yaml.MappingNode):
        return node and node.value
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise NotYamlError("the name of a field is no text", *mark(key))
    return _marking_doubles([(key.value, _as_text(value)) for key, value in node.value])


def table_from_json(text: str, file: str, notices: tuple[str, ...]) -> Table:
    """The table in a JSON file.

    Raises:
        BadInput: it is not JSON, or no list of rows; with its place.
    """
    return _listed(_parsed(text, file)[0], file, notices)


def table_from_jsonl(text: str, file: str, notices: tuple[str, ...]) -> Table:
    """The table in JSON values that follow each other, each on one line or on several.

    A single value that is a list, or has ``rows``, is read as JSON.

    Raises:
        BadInput: one is not JSON, or no row; with its place.
    """
    rows: list[Any] = []
    defaults: Any = {}
    numbers = []
    at, line = 0, 1
    while at < len(text):
        begin = at + len(text[at:]) - len(text[at:].lstrip())
        line += text.count("\n", at, begin)
        if begin == len(text):
            break
        value, end = _parsed(text, file, begin)
        if isinstance(value, dict) and set(value) == {"defaults"}:
            defaults = value["defaults"]
        elif not rows and not text[end:].strip():
            if isinstance(value, list) or (isinstance(value, dict) and "rows" in value):
                return _listed(value, file, notices)
            rows, numbers = [value], [line]
        else:
            rows.append(value)
            numbers.append(line)
        line += text.count("\n", begin, end)
        at = end
    return _listed({"defaults": defaults, "rows": rows}, file, notices, numbers)


_DECODER = json.JSONDecoder(object_pairs_hook=_marking_doubles)


def _parsed(text: str, file: str, begin: int | None = None) -> tuple[Any, int]:
    """One JSON value and where it ends: the one that begins at ``begin``, or the whole text."""
    try:
        if begin is not None:
            return _DECODER.raw_decode(text, begin)
        return _DECODER.decode(text), len(text)
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        raise BadInput("The roster is not well formed JSON.", place=place) from None
    except (RecursionError, ValueError):
        raise BadInput("The roster is not usable JSON.", place=Place(file)) from None


def _listed(
    value: Any, file: str, notices: tuple[str, ...], numbers: list[int] | None = None
) -> Table:
    """The table in a loaded value; ``numbers``: of the rows, where they are lines of the file."""
    defaults: Any = {}
    if isinstance(value, dict):
        if isinstance(value, _Doubled) or not set(value) <= {"defaults", "rows"}:
            _not_a_list(file)
        defaults, value = value.get("defaults") or {}, value.get("rows")
    if not isinstance(value, list) or not isinstance(defaults, dict):
        _not_a_list(file)
    if isinstance(defaults, _Doubled):
        raise BadInput("A default stands twice.", place=Place(file))
    records = []
    for number, row in zip(numbers or range(1, len(value) + 1), value, strict=True):
        if not isinstance(row, dict):
            raise BadInput("This row is not a list of fields.", place=Place(file, number))
        records += [
            Record(number, _filled(cells), _twice(number, row, own))
            for cells, own in _programmes(row)
        ]
    filled = tuple(record for record in records if record.cells)
    titles = {name: f"“{name}”" for record in filled for name in record.cells}
    return Table(filled, titles, _filled(defaults), notices)


def _twice(number: int, *levels: dict[str, Any]) -> tuple[Problem, ...]:
    """A problem for each field that stands twice, in a row or in one of its programmes."""
    names: dict[str, None] = {}
    for fields in levels:
        names |= dict.fromkeys(getattr(fields, "names", ()))
        names |= dict.fromkeys(name for name, cell in fields.items() if isinstance(cell, _Doubled))
    return tuple(Problem(number, name, "This field stands twice.") for name in names)


def _programmes(row: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """For each programme of a row: all its fields, and those that it names itself."""
    several = row.get("programmes")
    if not isinstance(several, list) or not all(isinstance(each, dict) for each in several):
        return [(row, row)]
    shared = {name: cell for name, cell in row.items() if name != "programmes"}
    return [({**shared, **each}, each) for each in several or [{}]]


def _filled(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {
        str(name): cell
        for name, cell in cells.items()
        if cell is not None and not (isinstance(cell, str) and cell.strip() in _EMPTY)
    }


def _not_a_list(file: str) -> NoReturn:
    """Refuse a file that holds no list of rows."""
    raise BadInput(
        "A roster is a list of rows.",
        hint="Write a list, or defaults: and rows: with the list below it.",
        place=Place(file),
    )
